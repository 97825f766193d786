/** A and C.11: a Secret and a Cluster by Pulumi, up to Ready, rebuilt, and deleted out of order. */
import assert from "node:assert/strict";
import { conditionOf } from "../harness/live-apis.js";
import { workload, type Bench } from "./bench.js";
import type { Row } from "./row.js";
import { expectGone, nodes } from "./running-cluster.js";
import { failsWith, SmallStack, succeeds } from "./small-stack.js";
import { clusterResource, secret } from "./with-pulumi.js";

const readCluster = ({ apis }: Bench) => apis.mustGet("cluster", workload, "default");

/** What the rows of one stack hand on: they are the life of one cluster. */
let stack: SmallStack;

/** The vendor page's Secret and Cluster, for pods of this network, with the rebuild design of this project. */
async function declare(bench: Bench, podCidr: string, createTimeout?: string): Promise<void> {
  const waitFor = ["ControlPlaneReady", "InfrastructureReady", "TopologyReconciled"];
  const cluster = await bench.cluster(({ metadata, spec }) => {
    metadata.annotations["pulumi.com/waitFor"] = JSON.stringify(waitFor.map((type) => `condition=${type}`));
    // In the foreground the garbage collector may take the VSphereCluster, and with it the terminating Secret, before CAPV has
    // destroyed the VM, which then stays (measured F.2).
    metadata.annotations["pulumi.com/deletionPropagationPolicy"] = "background";
    spec.clusterNetwork = { ...(spec.clusterNetwork as object), pods: { cidrBlocks: [podCidr] } };
  });
  stack.declare([secret(bench), clusterResource(cluster, createTimeout)], { rebuildDigest: podCidr });
}

/** CAPV's finalizer, which it sets together with the owner. */
const ownerOfSecret = /vspherecluster\/infrastructure\.cluster\.x-k8s\.io/;
/** A state without the parts that differ in each run: times and encrypted secrets. */
const withoutNoise = (state: string) =>
  state.replace(/"(time|modified|created|ciphertext)": ?"[^"]*"/g, '""');

const [firstCidr, secondCidr] = ["100.96.0.0/11", "100.112.0.0/12"] as const;

export const pulumiLife: readonly Row[] = [
  {
    label: "A: with Pulumi, a wait that timed out is continued",
    cases: [
      {
        title: "the same Cluster becomes Ready with the next up, and nothing is replaced",
        seconds: 300,
        async run(bench) {
          await bench.noteUntouched();
          stack = await SmallStack.create(bench.sandbox, bench.directory, "life");
          await declare(bench, firstCidr, "2s");
          await failsWith(stack.up(), /timed out|timeout|deadline/i);
          const { uid } = (await readCluster(bench)).metadata;
          await declare(bench, firstCidr);
          assert.doesNotMatch(await succeeds(stack.up()), /replac/);
          const ready = await readCluster(bench);
          assert.equal(ready.metadata.uid, uid);
          assert.equal(conditionOf(ready, "ControlPlaneReady"), "True");
          assert.equal((await nodes(bench)).length, 1);
        },
      },
    ],
  },
  {
    label: "A: with Pulumi, a changed pod CIDR rebuilds",
    cases: [
      {
        title:
          "Cluster and VM are deleted, the Secret recreated, the new Cluster admitted and its VM cloned, in one up",
        seconds: 300,
        async run(bench) {
          const { uid } = (await readCluster(bench)).metadata;
          const [{ vm } = assert.fail("no VM")] = await bench.apis.machines();
          const { uid: secretUid } = (await bench.apis.mustGet("secret", workload, "default")).metadata;
          await declare(bench, secondCidr);
          await succeeds(stack.up());
          const rebuilt = await readCluster(bench);
          assert.notEqual(rebuilt.metadata.uid, uid);
          assert.notEqual((await bench.apis.mustGet("secret", workload, "default")).metadata.uid, secretUid);
          const [{ vm: newVm } = assert.fail("no VM"), ...others] = await bench.apis.machines();
          assert.deepEqual(others, []);
          assert.notEqual(newVm.config.uuid, vm.config.uuid);
          const { pods } = (rebuilt.spec as { clusterNetwork: { pods: unknown } }).clusterNetwork;
          assert.deepEqual(pods, { cidrBlocks: [secondCidr] });
        },
      },
    ],
  },
  {
    label: "A: with Pulumi, up to Ready, then nothing to do",
    cases: [
      {
        title:
          "a preview finds nothing; the first refresh records the Secret's owner in the state, the second nothing",
        seconds: 180,
        async run(bench) {
          assert.equal((await nodes(bench)).length, 1);
          await succeeds(stack.preview("--expect-no-changes"));
          assert.doesNotMatch(await stack.state(), ownerOfSecret);
          await succeeds(stack.refresh());
          const refreshed = await stack.state();
          assert.match(refreshed, ownerOfSecret);
          await succeeds(stack.refresh("--expect-no-changes"));
          assert.equal(withoutNoise(await stack.state()), withoutNoise(refreshed));
          await succeeds(stack.preview("--expect-no-changes"));
        },
      },
    ],
  },
  {
    label: "C.11: deleting out of order",
    cases: [
      {
        title:
          "the Secret, deleted first, hangs on CAPV's finalizer; the ClusterBootstrap on the add-ons manager's",
        async run({ apis }) {
          for (const [kind, finalizer] of [
            ["secret", "vspherecluster/infrastructure.cluster.x-k8s.io"],
            ["clusterbootstrap", "tkg.tanzu.vmware.com/addon"],
          ] as const) {
            await apis.kubectl(["delete", kind, workload, "-n", "default", "--wait=false"]);
            const { metadata } = await apis.mustGet(kind, workload, "default");
            assert.notEqual(metadata.deletionTimestamp, undefined, kind);
            assert.deepEqual(metadata.finalizers, [finalizer]);
          }
        },
      },
      {
        title:
          "the terminating Secret serves on: pulumi destroy completes, and finds the Secret gone without an error",
        seconds: 240,
        async run(bench) {
          await succeeds(stack.destroy());
          await expectGone(bench);
        },
      },
    ],
  },
];
