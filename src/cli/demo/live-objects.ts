/** What exists now, asked of the living APIs rather than of anybody's memory. */
import { execa } from "execa";
import { toolEnvironment } from "../../../sandbox/environment.js";
import type { Sandbox } from "../../../sandbox/sandbox.js";
import { demoEnvironment } from "./pulumi-run.js";

/** A Kubernetes object as far as the demo shows one. */
interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: {
    readonly version?: string;
    readonly kubernetes?: { readonly version?: string };
    readonly topology?: { readonly version?: string };
    readonly controlPlaneEndpoint?: { readonly host?: string; readonly port?: number };
    readonly providerID?: string;
    readonly taints?: readonly unknown[];
  };
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly initialized?: boolean;
    readonly phase?: string;
    readonly addresses?: readonly string[];
  };
}

interface VmInfo {
  readonly virtualMachines:
    | readonly {
        readonly name: string;
        readonly config: {
          readonly uuid: string;
          readonly hardware: {
            readonly numCPU: number;
            readonly memoryMB: number;
            readonly device: readonly { readonly capacityInKB?: number }[];
          };
        };
        readonly runtime: { readonly powerState: string };
      }[]
    | null;
}

/** One line of the closing text: what it is, its name, and what the API says of it. */
export interface Fact {
  readonly what: string;
  readonly name: string;
  readonly says: string;
}

/**
 * @param kubeconfig file with the workload cluster's kubeconfig
 * @throws Error of kubectl or govc when an API does not answer
 */
export async function liveObjects(
  sandbox: Sandbox,
  cluster: string,
  namespace: string,
  kubeconfig: string,
): Promise<readonly Fact[]> {
  const kubectl = async <T>(file: string, args: readonly string[]): Promise<T> =>
    await json<T>(sandbox, "kubectl", ["--kubeconfig", file, ...args, "--output", "json"]);
  const object = await kubectl<KubernetesObject>(sandbox.kubeconfig, [
    "get",
    "cluster",
    cluster,
    "--namespace",
    namespace,
  ]);
  const nodes = await kubectl<{ readonly items: readonly KubernetesObject[] }>(kubeconfig, ["get", "nodes"]);
  const releases = await kubectl<{ readonly items: readonly KubernetesObject[] }>(sandbox.kubeconfig, [
    "get",
    "tkr",
  ]);
  const endpoint = object.spec?.controlPlaneEndpoint;
  const facts: Fact[] = [
    {
      what: "Cluster",
      name: `${namespace}/${cluster}`,
      says: `Kubernetes ${object.spec?.topology?.version ?? "?"}, Ready ${condition(object, "Ready")}`,
    },
    {
      what: "endpoint",
      name: `https://${endpoint?.host ?? "?"}:${endpoint?.port ?? "?"}`,
      says: "of the cluster's own API",
    },
  ];
  const parts = await kubectl<{ readonly items: readonly KubernetesObject[] }>(sandbox.kubeconfig, [
    "get",
    "kubeadmcontrolplanes,machines.cluster.x-k8s.io,vspherevms",
    "--namespace",
    namespace,
    "--selector",
    `cluster.x-k8s.io/cluster-name=${cluster}`,
  ]);
  facts.push(
    ...parts.items.map((part) => ({ what: part.kind, name: part.metadata.name, says: stateOf(part) })),
  );
  for (const node of nodes.items) {
    const taints = node.spec?.taints?.length ?? 0;
    facts.push({
      what: "Node",
      name: node.metadata.name,
      says: `Ready ${condition(node, "Ready")}, ${taints === 0 ? "no taint: workloads run on it" : `${taints} taints`}`,
    });
    const vm = await virtualMachine(sandbox, node.spec?.providerID);
    if (vm) facts.push(vm);
  }
  for (const release of releases.items) {
    facts.push({
      what: "TKr",
      name: release.spec?.version ?? release.metadata.name,
      says: `Ready ${condition(release, "Ready")}, Compatible ${condition(release, "Compatible")}`,
    });
  }
  return facts;
}

/** What Cluster API says of a part of the cluster. */
function stateOf({ kind, status }: KubernetesObject): string {
  switch (kind) {
    case "KubeadmControlPlane":
      return status?.initialized === true ? "initialised" : "not initialised";
    case "VSphereVM":
      return `address ${status?.addresses?.join(", ") ?? "none"}`;
    default:
      return status?.phase ?? "no phase";
  }
}

/** The VM that a node says it is: `vsphere://<BIOS UUID>`. */
async function virtualMachine(sandbox: Sandbox, providerId: string | undefined): Promise<Fact | undefined> {
  const uuid = providerId?.split("//")[1];
  if (uuid === undefined) return undefined;
  const found = (await json<VmInfo>(sandbox, "govc", ["vm.info", "-json", "-vm.uuid", uuid]))
    .virtualMachines?.[0];
  if (!found) return { what: "VM", name: uuid, says: "vCenter does not know it" };
  const { hardware } = found.config;
  const diskKiB = hardware.device.reduce((sum, { capacityInKB = 0 }) => sum + capacityInKB, 0);
  const size = `${hardware.numCPU} CPUs, ${hardware.memoryMB} MiB, ${diskKiB / 2 ** 20} GiB disk`;
  return { what: "VM", name: found.name, says: `${size}, ${found.runtime.powerState}` };
}

function condition(object: KubernetesObject, type: string): string {
  return object.status?.conditions?.find((entry) => entry.type === type)?.status ?? "unknown";
}

async function json<T>(sandbox: Sandbox, tool: string, args: readonly string[]): Promise<T> {
  const { stdout } = await execa(tool, args, {
    env: { ...demoEnvironment(sandbox), ...toolEnvironment(sandbox.directory, sandbox.block) },
    extendEnv: false,
    timeout: 60_000,
  });
  return JSON.parse(stdout) as T;
}
