// The four controllers of the full profile: what each is called, where it listens, and how it is started.
import { mkdirSync, copyFileSync, chmodSync } from "node:fs";
import { join } from "node:path";
import type { PlanInput } from "../processes.js";
import type { ProcessPlan } from "../supervisor.js";
import type { ToolName } from "../toolchain/tool-names.js";
import { toolPath, toolVersion } from "../toolchain/tools.js";

/** A provider of Cluster API. */
export interface Provider {
  readonly tool: ToolName;
  /** The vendor's package that holds its definitions and webhook configurations. */
  readonly components: string;
  /** The Service that its webhooks and conversions name. */
  readonly service: { readonly namespace: string; readonly name: string };
  /** Last number of its address in the block. */
  readonly host: number;
  /** Arguments that only it has. */
  readonly args: readonly string[];
}

/** The real controllers, in the order in which they are started. */
export const providers: readonly Provider[] = [
  {
    tool: "cluster-api",
    components: "cluster-api",
    service: { namespace: "capi-system", name: "capi-webhook-service" },
    host: 7,
    args: ["--feature-gates=ClusterTopology=true"],
  },
  {
    tool: "kubeadm-bootstrap",
    components: "cluster-api-bootstrap-kubeadm",
    service: { namespace: "capi-kubeadm-bootstrap-system", name: "capi-kubeadm-bootstrap-webhook-service" },
    host: 8,
    args: [],
  },
  {
    tool: "kubeadm-control-plane",
    components: "cluster-api-control-plane-kubeadm",
    service: {
      namespace: "capi-kubeadm-control-plane-system",
      name: "capi-kubeadm-control-plane-webhook-service",
    },
    host: 9,
    args: ["--feature-gates=ClusterTopology=true"],
  },
  {
    tool: "capv",
    components: "cluster-api-provider-vsphere",
    service: { namespace: "capv-system", name: "capv-webhook-service" },
    host: 10,
    args: [],
  },
];

/** The provider whose Service a webhook or conversion names. @throws Error when there is none. */
export function providerOf(service: string): Provider {
  const found = providers.find((provider) => provider.service.name === service);
  if (!found) throw new Error(`no provider serves ${service}: the vendor's files are not those of v0.29.0`);
  return found;
}

/** Where a provider listens. */
export function hostOf(provider: Provider, block: string): string {
  return `${block}.${provider.host}`;
}

const firstWebhookPort = 21_000;

/**
 * The port of a provider's webhooks. One provider of one block has it, so that even providers that were built elsewhere,
 * which listen on all addresses, do not meet; below the range that the kernel hands out to clients.
 */
export function webhookPort(provider: Provider, block: string): number {
  const number = Number(block.split(".")[2]);
  return firstWebhookPort + number * providers.length + providers.indexOf(provider);
}

/** How a provider is started. */
export function providerProcess(provider: Provider, input: PlanInput): ProcessPlan {
  const host = hostOf(provider, input.block);
  const health = `${host}:9440`;
  return {
    name: provider.tool,
    kind: "real",
    version: toolVersion(provider.tool),
    file: toolPath(provider.tool),
    args: [
      `--kubeconfig=${input.kubeconfig}`,
      "--leader-elect=false",
      `--metrics-bind-addr=${host}:8080`,
      `--health-addr=${health}`,
      `--webhook-port=${webhookPort(provider, input.block)}`,
      // CAPV has no such flag; it reads this folder of TMPDIR.
      ...(provider.tool === "capv" ? [] : [`--webhook-cert-dir=${certificateFolder(input)}`]),
      ...provider.args,
    ],
    environment: {
      TMPDIR: join(input.directory, "tmp"),
      // Read by what sandbox/toolchain/webhook-address adds to the providers.
      WEBHOOK_ADDRESS: host,
    },
    health: { url: `http://${health}/readyz` },
  };
}

function certificateFolder({ directory }: PlanInput): string {
  return join(directory, "tmp", "k8s-webhook-server", "serving-certs");
}

/** Copies the webhooks' certificate to the paths and names that the providers expect. */
export function layCertificates(input: PlanInput): void {
  const folder = certificateFolder(input);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  copyFileSync(input.pki.webhooks.certificate, join(folder, "tls.crt"));
  copyFileSync(input.pki.webhooks.key, join(folder, "tls.key"));
  chmodSync(join(folder, "tls.key"), 0o600);
}
