/** What exists now, read from the APIs. */
import { execa } from "execa";
import * as z from "zod";
import { toolEnvironment } from "../../../sandbox/environment.js";
import type { Sandbox } from "../../../sandbox/sandbox.js";
import { entries, lenient, text } from "../../environment/facts/lenient.js";
import { demoEnvironment } from "./pulumi-run.js";

const counted = entries(z.unknown());

/** A Kubernetes object as far as the demo shows one. */
const shownObject = z.object({
  kind: z.string(),
  metadata: z.object({ name: z.string() }),
  spec: lenient(
    z.object({
      version: text,
      topology: lenient(z.object({ version: text })),
      controlPlaneEndpoint: lenient(z.object({ host: text, port: lenient(z.number()) })),
      providerID: text,
      taints: counted,
    }),
  ),
  status: lenient(
    z.object({
      conditions: entries(z.object({ type: z.string(), status: z.string() })),
      initialized: lenient(z.boolean()),
      phase: text,
      addresses: entries(z.string()),
    }),
  ),
});
const shownObjects = z.object({ items: z.array(shownObject) });

type ShownObject = z.output<typeof shownObject>;

const vmInfo = z.object({
  virtualMachines: z
    .array(
      z.object({
        name: z.string(),
        config: z.object({
          hardware: z.object({
            numCPU: z.number(),
            memoryMB: z.number(),
            device: z.array(z.object({ capacityInKB: z.number().optional() })),
          }),
        }),
        runtime: z.object({ powerState: z.string() }),
      }),
    )
    .nullish(),
});

/** One line of the closing text: what it is, its name, and its state in the API. */
export interface Fact {
  readonly what: string;
  readonly name: string;
  readonly state: string;
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
  const kubectl = async (file: string, args: readonly string[]): Promise<unknown> =>
    await json(sandbox, "kubectl", ["--kubeconfig", file, ...args, "--output", "json"]);
  const listed = async (file: string, args: readonly string[]): Promise<readonly ShownObject[]> =>
    shownObjects.parse(await kubectl(file, args)).items;
  const found = await kubectl(sandbox.kubeconfig, ["get", "cluster", cluster, "--namespace", namespace]);
  const object = shownObject.parse(found);
  const nodes = await listed(kubeconfig, ["get", "nodes"]);
  const releases = await listed(sandbox.kubeconfig, ["get", "tkr"]);
  const endpoint = object.spec?.controlPlaneEndpoint;
  const facts: Fact[] = [
    {
      what: "Cluster",
      name: `${namespace}/${cluster}`,
      state: `Kubernetes ${object.spec?.topology?.version ?? "?"}, Ready ${condition(object, "Ready")}`,
    },
    {
      what: "endpoint",
      name: `https://${endpoint?.host ?? "?"}:${endpoint?.port ?? "?"}`,
      state: "of the cluster's own API",
    },
  ];
  const parts = await listed(sandbox.kubeconfig, [
    "get",
    "kubeadmcontrolplanes,machines.cluster.x-k8s.io,vspherevms",
    "--namespace",
    namespace,
    "--selector",
    `cluster.x-k8s.io/cluster-name=${cluster}`,
  ]);
  facts.push(...parts.map((part) => ({ what: part.kind, name: part.metadata.name, state: stateOf(part) })));
  for (const node of nodes) {
    const taints = node.spec?.taints.length ?? 0;
    facts.push({
      what: "Node",
      name: node.metadata.name,
      state: `Ready ${condition(node, "Ready")}, ${taints === 0 ? "no taint: workloads run on it" : `${taints} taints`}`,
    });
    const vm = await virtualMachine(sandbox, node.spec?.providerID);
    if (vm) facts.push(vm);
  }
  for (const release of releases) {
    facts.push({
      what: "TKr",
      name: release.spec?.version ?? release.metadata.name,
      state: `Ready ${condition(release, "Ready")}, Compatible ${condition(release, "Compatible")}`,
    });
  }
  return facts;
}

/** What Cluster API reports about a part of the cluster. */
function stateOf({ kind, status }: ShownObject): string {
  switch (kind) {
    case "KubeadmControlPlane":
      return status?.initialized === true ? "initialised" : "not initialised";
    case "VSphereVM": {
      const addresses = status?.addresses ?? [];
      return `address ${addresses.length > 0 ? addresses.join(", ") : "none"}`;
    }
    default:
      return status?.phase ?? "no phase";
  }
}

/** The VM of a node, by the node's provider ID: `vsphere://<BIOS UUID>`. */
async function virtualMachine(sandbox: Sandbox, providerId: string | undefined): Promise<Fact | undefined> {
  const uuid = providerId?.split("//")[1];
  if (uuid === undefined) return undefined;
  const answer = await json(sandbox, "govc", ["vm.info", "-json", "-vm.uuid", uuid]);
  const found = vmInfo.parse(answer).virtualMachines?.[0];
  if (!found) return { what: "VM", name: uuid, state: "vCenter does not know it" };
  const { hardware } = found.config;
  const diskKiB = hardware.device.reduce((sum, { capacityInKB = 0 }) => sum + capacityInKB, 0);
  const size = `${hardware.numCPU} CPUs, ${hardware.memoryMB} MiB, ${diskKiB / 2 ** 20} GiB disk`;
  return { what: "VM", name: found.name, state: `${size}, ${found.runtime.powerState}` };
}

function condition(object: ShownObject, type: string): string {
  return object.status?.conditions.find((entry) => entry.type === type)?.status ?? "unknown";
}

async function json(sandbox: Sandbox, tool: string, args: readonly string[]): Promise<unknown> {
  const { stdout } = await execa(tool, args, {
    env: { ...demoEnvironment(sandbox), ...toolEnvironment(sandbox.directory, sandbox.block) },
    extendEnv: false,
    timeout: 60_000,
  });
  return JSON.parse(stdout);
}
