/**
 * (f) How long `tkg-edge fleet plan` takes for a thousand sites whose objects are in one management cluster, and how many requests it
 * sends there. One site is brought up; the others are copies of its objects, with all controllers and webhooks off.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { defaultClassName } from "../../src/config/tkg-releases.js";
import { merge, type Tree } from "../../tests/engine/harness/stack-settings.js";
import { TestStack } from "../../tests/engine/harness/test-stack.js";
import { newer } from "../../tests/engine/steps/tried-site.js";
import { FaultProxy } from "../../tests/faults/harness/fault-proxy.js";
import { addressesOf } from "../addresses.js";
import { pkiFiles } from "../pki.js";
import { signalProcess } from "../process-identity.js";
import { recordedProcesses } from "../process-records.js";
import type { Sandbox } from "../sandbox.js";
import { accessOfFile } from "../stand-ins/runtime/api-access.js";
import { KubeClient } from "../stand-ins/runtime/kube-client.js";
import type { FreeObject } from "../stand-ins/runtime/objects.js";
import { resource, type Resource } from "../stand-ins/runtime/resources.js";
import { fleetCommand } from "./fleet-offline.js";
import { median, peakMemory, timed } from "./measure.js";

export interface LiveFleetPlan {
  readonly sites: number;
  /** Milliseconds of each round. */
  readonly values: readonly number[];
  readonly median: number;
  readonly mebibytes: number;
  /** To the API server, in addition to discovery. */
  readonly requests: number;
  /** How many sites have each word. */
  readonly words: string;
}

const siteCount = 1000;
const original = "site-0";

/** Sites whose objects are created at the same time. */
const copiesAtOnce = 4;

export async function measureFleetPlan(
  sandbox: Sandbox,
  directory: string,
  rounds: number,
): Promise<LiveFleetPlan> {
  const stack = await bringUpOne(sandbox, directory);
  await copySites(sandbox);
  const proxy = await apiProxy(sandbox);
  try {
    const kubeconfig = join(directory, "kubeconfig");
    const { host, port } = addressesOf(sandbox.block).apiServer;
    const text = readFileSync(sandbox.kubeconfig, "utf8").replace(`${host}:${port}`, proxy.address);
    writeFileSync(kubeconfig, text, { mode: 0o600 });
    writeFleet(stack, sandbox, kubeconfig);
    const { PATH = "", HOME = "" } = sandbox.environment;
    const run = { ...fleetCommand(stack.project, ["plan", "--json"]), environment: { PATH, HOME } };
    let requests = 0;
    proxy.rule = ({ path }) => {
      requests += isDiscovery(path) ? 0 : 1;
      return { kind: "pass" };
    };
    const { command, args, cwd, environment: env } = run;
    const { stdout, exitCode } = await execa(command, args, { cwd, env, extendEnv: false, reject: false });
    const counted = requests;
    const { summary } = JSON.parse(stdout) as { readonly summary: Readonly<Record<string, number>> };
    const words = Object.entries(summary).flatMap(([word, count]) => (count > 0 ? [`${count} ${word}`] : []));
    const again = { ...run, ...(exitCode !== undefined && { code: exitCode }) };
    const values: number[] = [];
    for (let round = 0; round < rounds; round += 1) values.push(await timed(again));
    const measured = { values, median: median(values), mebibytes: await peakMemory(again) };
    return { sites: siteCount, ...measured, requests: counted, words: words.join(", ") };
  } finally {
    await proxy.close();
  }
}

const isDiscovery = (path: string): boolean =>
  /^\/(api|apis|openapi|version)(\/[^/?]+){0,2}(\?.*)?$/.test(path);

async function apiProxy(sandbox: Sandbox): Promise<FaultProxy> {
  const { apiServer: server, admin: client, ca: caFile } = pkiFiles(sandbox.directory);
  return await FaultProxy.start({ upstream: addressesOf(sandbox.block).apiServer, server, client, caFile });
}

/** One site, Ready, by a stack of its own. */
async function bringUpOne(sandbox: Sandbox, directory: string): Promise<TestStack> {
  const shared = await TestStack.create(sandbox, directory, "shared", {
    management: { tkr: { version: newer } },
    site: undefined,
    template: { tkrVersion: newer },
  });
  const stack = await TestStack.create(sandbox, directory, original, {
    ...{ management: undefined, template: undefined },
    site: {
      ...{ name: original, controlPlaneEndpoint: sandbox.endpoints[0], tkrVersion: newer },
      ...{ className: defaultClassName, protect: false },
    },
  });
  for (const one of [shared, stack]) {
    const { exitCode, all } = await one.up();
    if (exitCode !== 0) throw new Error(all);
  }
  return stack;
}

/** Moves the settings of the stack to a fleet file, with those of the other sites. */
function writeFleet(stack: TestStack, sandbox: Sandbox, kubeconfig: string): void {
  const { "tkg-edge:vcenterPassword": _, ...written } = stack.saved.config;
  const keys = Object.keys(written).map((key) => key.replace("tkg-edge:", ""));
  const entry = Object.fromEntries(keys.map((key) => [key, written[`tkg-edge:${key}`]]));
  stack.configure({ ...Object.fromEntries(keys.map((key) => [key, undefined])), fleetFile: "fleet.yaml" });
  const defaults = merge(entry, {
    connection: { managementCluster: { kubeconfig } },
    site: { name: undefined, controlPlaneEndpoint: undefined },
  });
  const sites = Array.from({ length: siteCount }, (_one, index) => [
    `site-${index}`,
    { site: { controlPlaneEndpoint: endpointOf(index, sandbox) } },
  ]);
  writeFileSync(
    join(stack.project, "fleet.yaml"),
    JSON.stringify({ defaults, sites: Object.fromEntries(sites) as Tree }),
  );
}

const endpointOf = (index: number, { endpoints }: Sandbox): string =>
  index === 0 ? (endpoints[0] ?? "") : `10.250.${index >> 8}.${index & 255}`;

/** Copies what exists of the first site. Nothing acts on the copies. */
async function copySites(sandbox: Sandbox): Promise<void> {
  for (const record of recordedProcesses(sandbox.directory)) {
    if (record.kind === "stand-in") signalProcess(record, "SIGTERM");
  }
  const client = new KubeClient(accessOfFile(sandbox.kubeconfig), "tkg-edge");
  try {
    for (const kind of webhookKinds) {
      for (const { metadata } of (await client.list(kind)).items)
        await client.delete(kind, { name: metadata.name });
    }
    const originals = await originalsOf(client);
    for (let first = 1; first < siteCount; first += copiesAtOnce) {
      const indices = Array.from(
        { length: Math.min(copiesAtOnce, siteCount - first) },
        (_one, index) => first + index,
      );
      const copies = indices.flatMap((index) =>
        originals.map(({ kind, object }) => copy(client, kind, object, index, sandbox)),
      );
      await Promise.all(copies);
    }
  } finally {
    client.close();
  }
}

const webhookKinds = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"].map((kind) =>
  resource("admissionregistration.k8s.io/v1", kind, `${kind.toLowerCase()}s`, "Cluster"),
);

/** Kinds of a site's objects, by their groups: those that a plan lists. */
const kindsOfSites = [
  ["", "Secret"],
  ["cluster.x-k8s.io", "Cluster"],
  ["cluster.x-k8s.io", "Machine"],
  ["infrastructure.cluster.x-k8s.io", "VSphereMachine"],
  ["infrastructure.cluster.x-k8s.io", "VSphereVM"],
  ["run.tanzu.vmware.com", "ClusterBootstrap"],
  ["cpi.tanzu.vmware.com", "VSphereCPIConfig"],
] as const;

interface Original {
  readonly kind: Resource;
  readonly object: FreeObject;
}

async function originalsOf(client: KubeClient): Promise<readonly Original[]> {
  const found: Original[] = [];
  for (const [group, name] of kindsOfSites) {
    const kind = await client.findResource(group, name, group === "" ? "v1" : undefined);
    if (!kind) throw new Error(`the API server has no ${name}`);
    const { items } = await client.list(kind, { namespace: "default" });
    const ofSite = items.filter(
      ({ metadata }) => metadata.name === original || metadata.name.startsWith(`${original}-`),
    );
    if (ofSite.length === 0) throw new Error(`there is no ${name} of ${original}`);
    found.push(...ofSite.map((object) => ({ kind, object })));
  }
  return found;
}

async function copy(
  client: KubeClient,
  kind: Resource,
  object: FreeObject,
  index: number,
  sandbox: Sandbox,
): Promise<void> {
  const text = JSON.stringify(object)
    .replaceAll(original, `site-${index}`)
    .replaceAll(endpointOf(0, sandbox), endpointOf(index, sandbox));
  const { metadata, status, ...rest } = JSON.parse(text) as FreeObject;
  const { name, namespace, labels, annotations } = metadata;
  const created = await client.create(kind, {
    ...rest,
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      ...(labels && { labels }),
      ...(annotations && { annotations }),
    },
  });
  if (status === undefined) return;
  await client.patch(kind, created, { ...created, status }, { subresource: "status" });
}
