/** The parts of a running single-node cluster, read from the APIs; creates and removes one with kubectl. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { footprint } from "../harness/footprint.js";
import { conditionOf, type KubernetesObject } from "../harness/live-apis.js";
import { pageSecret } from "../harness/page-cluster.js";
import { eventually } from "../harness/wait.js";
import { workload, type Bench, type Change } from "./bench.js";

/** Packages of a cluster with Antrea; each has a condition `<name>-ReconcileSucceeded` on the ClusterBootstrap. */
const addOns = [
  "Antrea",
  "Kapp-Controller",
  "Metrics-Server",
  "Secretgen-Controller",
  "Vsphere-Cpi",
  "Vsphere-Csi",
];
/** How long a cluster may take to become Ready, or to go, on a machine with other work. */
const lifeSeconds = 150;

export async function isTrue({ apis }: Bench, kind: string, condition: string): Promise<boolean> {
  const object = await apis.get(kind, workload, "default");
  return object !== undefined && conditionOf(object, condition) === "True";
}

/** The only object of a kind in the sandbox. */
export async function theOnly({ apis }: Bench, kind: string): Promise<KubernetesObject> {
  const [object = assert.fail(`there is no ${kind}`), ...more] = await apis.list(kind);
  assert.deepEqual(
    more.map(({ metadata }) => metadata.name),
    [],
    `more than one of ${kind}`,
  );
  return object;
}

/** Secret first, then the vendor page's Cluster, changed in something; then Ready with everything that belongs to it. */
export async function create(bench: Bench, change?: Change): Promise<void> {
  await bench.apply(pageSecret(bench.sandbox, workload));
  await bench.apply(await bench.cluster(change));
}

/** Waits until it is Ready, and asserts the status that the real controllers report for this version. */
export async function expectRunning(bench: Bench, version: string): Promise<void> {
  await eventually("the Cluster to be Ready", () => isTrue(bench, "cluster", "Ready"), {
    seconds: lifeSeconds,
  });
  for (const condition of ["InfrastructureReady", "ControlPlaneReady", "TopologyReconciled"]) {
    assert.ok(await isTrue(bench, "cluster", condition), condition);
  }
  assert.equal((await theOnly(bench, "kubeadmcontrolplanes")).status?.initialized, true);
  const machine = await theOnly(bench, "machines.cluster.x-k8s.io");
  assert.equal(machine.status?.phase, "Running");
  assert.equal(machine.spec?.version, version);
  const { addresses, network } = (await theOnly(bench, "vspherevms")).status ?? {};
  const shown = bench.sandbox.profile === "full" ? "192.0.2.10" : bench.endpoint;
  assert.deepEqual(addresses, [shown], JSON.stringify(network));
  await eventually(
    "the add-ons",
    async () => {
      const conditions = (await bench.apis.get("clusterbootstrap", workload, "default"))?.status?.conditions;
      const done = conditions?.filter(({ status }) => status === "True").map(({ type }) => type) ?? [];
      return addOns.every((name) => done.includes(`${name}-ReconcileSucceeded`));
    },
    { seconds: lifeSeconds },
  );
  assert.equal((await nodes(bench)).length, 1);
}

/** The Nodes of the workload cluster, read with the kubeconfig of its control plane provider. */
export async function nodes({ apis, directory }: Bench): Promise<readonly KubernetesObject[]> {
  const secret = await apis.mustGet("secret", `${workload}-kubeconfig`, "default");
  const kubeconfig = join(directory, "workload.kubeconfig");
  writeFileSync(kubeconfig, Buffer.from(secret.data?.value ?? "", "base64"), { mode: 0o600 });
  return await apis.list("nodes", { kubeconfig });
}

/** The certificate of the workload cluster's authority, in base64. */
export async function authority({ apis }: Bench): Promise<string> {
  return (await apis.mustGet("secret", `${workload}-ca`, "default")).data?.["tls.crt"] ?? "";
}

/** Deletes the Cluster and waits until everything is exactly as it was before: no object, VM, process, port or disk more. */
export async function remove(bench: Bench): Promise<void> {
  await bench.apis.kubectl(["delete", "cluster", workload, "-n", "default", "--wait=false"]);
  await expectGone(bench);
}

/** Waits for the end of a cluster that is being deleted. */
export async function expectGone(bench: Bench): Promise<void> {
  const { apis, sandbox } = bench;
  await eventually(
    "the Cluster to go",
    async () => (await apis.get("cluster", workload, "default")) === undefined,
    { seconds: lifeSeconds },
  );
  // Some data-values Secrets linger a few seconds.
  await eventually(
    "everything to be as before",
    async () => {
      assert.deepEqual(await footprint(sandbox, apis), bench.untouched);
      return true;
    },
    { seconds: 60, everyMilliseconds: 500 },
  );
}
