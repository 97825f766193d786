/** The gate before a rebuild, run by hand as its command: `node command.js rebuild-gate`. */
import { join } from "node:path";
import { execa } from "execa";
import { rebuildInputsAnnotation } from "../../../manifests/rebuild.js";
import type { Sandbox } from "../../../sandbox/sandbox.js";
import { pulumiRunEnvironment } from "./environments.js";
import type { LivingApis } from "./living-apis.js";
import { checkout } from "./project.js";

interface ClusterSpec {
  readonly clusterNetwork: object;
  readonly topology: { readonly variables: readonly { readonly name: string }[] };
}

/** @param tkrVersion that the living Cluster default/workload-snc is to be rebuilt on */
export async function gateByHand(sandbox: Sandbox, apis: LivingApis, tkrVersion: string) {
  const { vcenter, kubeconfig } = sandbox;
  const env = {
    ...pulumiRunEnvironment(sandbox),
    TKG_EDGE_KUBECONFIG: kubeconfig,
    TKG_EDGE_CONTEXT: (await apis.kubectl(["config", "current-context"])).trim(),
    TKG_EDGE_VCENTER_SERVER: vcenter.server,
    TKG_EDGE_VCENTER_USERNAME: vcenter.username,
    TKG_EDGE_VCENTER_PASSWORD: vcenter.password,
    TKG_EDGE_VCENTER_THUMBPRINT: vcenter.thumbprint,
    TKG_EDGE_CLUSTER: JSON.stringify(await clusterOf(apis, tkrVersion.replace(/-tkg\.\d$/, ""))),
    TKG_EDGE_TKR_VERSION: tkrVersion,
    TKG_EDGE_OS: "photon",
    TKG_EDGE_ENDPOINT: sandbox.endpoints[0] ?? "",
    TKG_EDGE_API_PORT: "6443",
    TKG_EDGE_DATACENTER: "/dc0",
    TKG_EDGE_OWN_CREDENTIALS: "true",
    TKG_EDGE_BEFORE_REBUILD_SECONDS: "10",
  };
  const command = [join(checkout, "command.js"), "rebuild-gate"];
  return await execa("node", command, { env, extendEnv: false, stdin: "ignore", reject: false });
}

/** The living Cluster on another version, without what admission wrote into it for the one that it has. */
async function clusterOf(apis: LivingApis, version: string) {
  const { apiVersion, kind, metadata, spec } = await apis.mustGet("cluster", "workload-snc", "default");
  const { name, namespace, annotations } = metadata;
  const { clusterNetwork, topology } = spec as unknown as ClusterSpec;
  const variables = topology.variables.filter((variable) => variable.name !== "TKR_DATA");
  return {
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
}
