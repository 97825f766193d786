/** The gate before a rebuild, run by hand as its command: `node command.js rebuild-gate`. */
import { join } from "node:path";
import { execa } from "execa";
import type { Sandbox } from "../../../sandbox/sandbox.js";
import { rebuildGate } from "../../../src/contracts/rebuild-gate.js";
import type { Cluster } from "../../../src/manifests/cluster.js";
import { rebuildInputsAnnotation } from "../../../src/manifests/rebuild.js";
import { commandEnvironment } from "../../command-environment.js";
import { pulumiRunEnvironment } from "./environments.js";
import type { LiveApis } from "./live-apis.js";
import { checkout } from "./project.js";

interface ClusterSpec {
  readonly clusterNetwork: object;
  readonly topology: { readonly variables: readonly { readonly name: string }[] };
}

/** @param tkrVersion of the rebuilt Cluster default/workload-snc */
export async function gateByHand(sandbox: Sandbox, apis: LiveApis, tkrVersion: string) {
  const { vcenter, kubeconfig } = sandbox;
  const input = {
    management: { kubeconfig, context: (await apis.kubectl(["config", "current-context"])).trim() },
    vcenter,
    cluster: await clusterOf(apis, tkrVersion.replace(/-tkg\.\d$/, "")),
    tkrVersion,
    os: "photon" as const,
    controlPlaneEndpoint: sandbox.endpoints[0] ?? "",
    apiPort: 6443,
    datacenter: "/dc0",
    ownCredentials: true,
    beforeRebuildSeconds: 10,
  };
  const env = {
    ...pulumiRunEnvironment(sandbox),
    ...commandEnvironment(rebuildGate, input, { vcenterPassword: vcenter.password }),
  };
  const command = [join(checkout, "command.js"), "rebuild-gate"];
  return await execa("node", command, { env, extendEnv: false, stdin: "ignore", reject: false });
}

/** The running Cluster with another version, without the fields that admission wrote for its current version. */
async function clusterOf(apis: LiveApis, version: string): Promise<Cluster> {
  const { apiVersion, kind, metadata, spec } = await apis.mustGet("cluster", "workload-snc", "default");
  const { name, namespace, annotations } = metadata;
  const { clusterNetwork, topology } = spec as unknown as ClusterSpec;
  const variables = topology.variables.filter((variable) => variable.name !== "TKR_DATA");
  const built = {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace,
      // Built from something else, as after a change: the gate is closed for nothing less.
      annotations: { ...annotations, [rebuildInputsAnnotation]: JSON.stringify({ v: 1, version }) },
      labels: { "tkg.tanzu.vmware.com/cluster-name": name },
    },
    spec: { clusterNetwork, topology: { ...topology, variables, version } },
  };
  return built as unknown as Cluster;
}
