/**
 * A fleet of a thousand sites whose objects are in one management cluster: one site is brought up, and the others are copies of its
 * objects, with all controllers and webhooks off.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { defaultClassName } from "../../src/config/tkg-releases.js";
import { merge, type Tree } from "../../tests/engine/harness/stack-settings.js";
import { TestStack } from "../../tests/engine/harness/test-stack.js";
import { newer } from "../../tests/engine/steps/tried-site.js";
import { signalProcess } from "../process-identity.js";
import { recordedProcesses } from "../process-records.js";
import type { Sandbox } from "../sandbox.js";
import { accessOfFile } from "../stand-ins/runtime/api-access.js";
import { KubeClient } from "../stand-ins/runtime/kube-client.js";
import type { FreeObject } from "../stand-ins/runtime/objects.js";
import { resource, type Resource } from "../stand-ins/runtime/resources.js";

export const siteCount = 1000;
export const original = "site-0";

/** Sites whose objects are created at the same time. */
const copiesAtOnce = 4;

/** One site, Ready, by a stack of its own. */
export async function bringUpOne(sandbox: Sandbox, directory: string): Promise<TestStack> {
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

/**
 * Moves the settings of the stack to a fleet file, with those of the other sites.
 * @returns writes the file with what sites have of their own
 */
export function writeFleet(
  stack: TestStack,
  sandbox: Sandbox,
  kubeconfig: string,
): (own: (index: number) => Tree) => void {
  const { "tkg-edge:vcenterPassword": _, ...written } = stack.saved.config;
  const keys = Object.keys(written).map((key) => key.replace("tkg-edge:", ""));
  const entry = Object.fromEntries(keys.map((key) => [key, written[`tkg-edge:${key}`]]));
  stack.configure({ ...Object.fromEntries(keys.map((key) => [key, undefined])), fleetFile: "fleet.yaml" });
  const defaults = merge(entry, {
    connection: { managementCluster: { kubeconfig } },
    site: { name: undefined, controlPlaneEndpoint: undefined },
  });
  const write = (own: (index: number) => Tree): void => {
    const sites = Array.from({ length: siteCount }, (_one, index) => [
      `site-${index}`,
      { site: { controlPlaneEndpoint: endpointOf(index, sandbox), ...own(index) } },
    ]);
    const text = JSON.stringify({ defaults, sites: Object.fromEntries(sites) as Tree });
    writeFileSync(join(stack.project, "fleet.yaml"), text);
  };
  write(() => ({}));
  return write;
}

export const endpointOf = (index: number, { endpoints }: Sandbox): string =>
  index === 0 ? (endpoints[0] ?? "") : `10.250.${index >> 8}.${index & 255}`;

/** UIDs of the objects of the first site, each with that of its copy. */
export type CopiedUids = ReadonlyMap<string, string>;

/** Copies what exists of the first site. Nothing acts on the copies. @returns the UIDs of each copied site, by its number */
export async function copySites(sandbox: Sandbox): Promise<ReadonlyMap<number, CopiedUids>> {
  const uids = new Map<number, Map<string, string>>();
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
        originals.map(async ({ kind, object }) => {
          const uid = await copy(client, kind, object, index, sandbox);
          const known = uids.get(index) ?? new Map<string, string>();
          uids.set(index, known.set(object.metadata.uid ?? "", uid));
        }),
      );
      await Promise.all(copies);
    }
    return uids;
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
): Promise<string> {
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
  if (status !== undefined)
    await client.patch(kind, created, { ...created, status }, { subresource: "status" });
  return created.metadata.uid ?? "";
}
