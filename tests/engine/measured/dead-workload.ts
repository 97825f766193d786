/** A: the deletion of a Cluster whose workload API had died before, and of one whose API goes with its VM. */
import assert from "node:assert/strict";
import { isAlive } from "../../../sandbox/process-identity.js";
import { recordedProcesses } from "../../../sandbox/process-records.js";
import { clusterBootstraps, clusters } from "../../../sandbox/stand-ins/tkg/api.js";
import { eventually } from "../harness/wait.js";
import type { Bench } from "./bench.js";
import { calicoCluster } from "./calico-bootstrap.js";
import type { Row } from "./row.js";

/** Kills the API server in the only guest of the sandbox, and waits until its end is seen. */
export async function killWorkloadApi({ sandbox }: Bench): Promise<void> {
  const servers = recordedProcesses(sandbox.directory).filter(({ name }) =>
    /^guest-.*-kube-apiserver$/.test(name),
  );
  assert.equal(servers.length, 1, servers.map(({ name }) => name).join(" "));
  const [server = assert.fail()] = servers;
  process.kill(server.pid, "SIGKILL");
  await eventually("the workload API to end", () => Promise.resolve(!isAlive(server)));
}

/**
 * Deletes a Cluster, and everything that has to wait for it: its ClusterBootstrap first.
 * @returns seconds from its deletion timestamp until it was gone
 */
export async function deleteUnattended(
  { client }: Bench,
  name: string,
  { seconds }: { readonly seconds: number },
): Promise<number> {
  const key = { namespace: "default", name };
  await client.delete(clusters, key);
  const { deletionTimestamp = "" } = (await client.read(clusters, key)).metadata;
  await eventually("the Cluster to go", async () => (await client.get(clusters, key)) === undefined, {
    seconds,
  });
  await eventually(
    "its ClusterBootstrap to go",
    async () => (await client.get(clusterBootstraps, key)) === undefined,
  );
  return (Date.now() - Date.parse(deletionTimestamp)) / 1000;
}

/** The addons manager's delete timeout in the sandbox of the twin below; the vendor's is 600 s. */
export const deadWorkloadTimeoutSeconds = 20;

export const deadWorkloadTwin: readonly Row[] = [
  {
    label: "A: delete with a dead workload API",
    cases: [
      {
        title: `goes on unattended after the add-ons timeout, shortened here from 600 s to ${deadWorkloadTimeoutSeconds} s (the true one: make test-long)`,
        seconds: 240,
        run: deleteDeadCalicoCluster,
      },
    ],
  },
];

/** The ClusterBootstrap is deleted first; it hangs on its finalizer until the Cluster goes (C.11). */
async function deleteDeadCalicoCluster(bench: Bench): Promise<void> {
  const key = { namespace: "default", name: calicoCluster };
  await bench.client.delete(clusterBootstraps, key);
  await killWorkloadApi(bench);
  const seconds = await deleteUnattended(bench, calicoCluster, { seconds: 200 });
  // A deletion timestamp has whole seconds.
  assert.ok(
    seconds >= deadWorkloadTimeoutSeconds - 1,
    `it went after ${seconds} s, before the add-ons timeout of ${deadWorkloadTimeoutSeconds} s`,
  );
  console.log(`        gone after ${seconds.toFixed(1)} s`);
}
