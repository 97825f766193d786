/** A and C.16: a cluster's coming up, its deletion, and what a changed size does to its only node. */
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { conditionOf } from "../harness/live-apis.js";
import { variable, type PageCluster } from "../harness/page-cluster.js";
import { eventually } from "../harness/wait.js";
import { workload, type Bench, type Change } from "./bench.js";
import type { Row } from "./row.js";
import { create, expectRunning, isTrue, nodes, remove, theOnly } from "./running-cluster.js";

const realOnly = "Cluster API and CAPV themselves do it";

/** Rows about the cluster from the file in the vendor page (page-by-hand.ts). */
export const comesUp: readonly Row[] = [
  {
    label: "A: Secret first, then Cluster",
    onlyFull: realOnly,
    cases: [
      {
        title: "VSphereCluster, KubeadmControlPlane, Machine, VSphereVM and ClusterBootstrap come",
        async run(bench) {
          for (const kind of [
            "vsphereclusters",
            "kubeadmcontrolplanes",
            "machines.cluster.x-k8s.io",
            "vspherevms",
            "clusterbootstraps",
          ]) {
            await eventually(kind, () => theOnly(bench, kind));
          }
        },
      },
      {
        title: "a VM of 4 CPUs, 4096 MiB and 20 GiB is cloned and powered on",
        async run({ apis }) {
          const vm = await eventually("a running VM", async () => {
            const [machine] = await apis.machines();
            return machine?.vm.runtime.powerState === "poweredOn" && machine.vm;
          });
          const { numCPU, memoryMB, device } = vm.config.hardware;
          const disks = device.map(({ capacityInKB }) => capacityInKB).filter(Boolean);
          assert.deepEqual([numCPU, memoryMB, disks], [4, 4096, [20 * 1024 * 1024]]);
        },
      },
    ],
  },
  {
    label: "A: readiness",
    cases: [
      {
        title: "Ready, initialised, Running, an address, the six ClusterBootstrap conditions",
        seconds: 300,
        run: (bench) => expectRunning(bench, "v1.25.7+vmware.1-tiny.2"),
      },
      {
        title: "one Node, Ready and untainted, with the VM's identity",
        async run(bench) {
          const [{ vm } = assert.fail("no VM")] = await bench.apis.machines();
          const [node = assert.fail("no Node")] = await nodes(bench);
          assert.equal(conditionOf(node, "Ready"), "True");
          assert.deepEqual(node.spec, { providerID: `vsphere://${vm.config.uuid}` });
        },
      },
    ],
  },
  {
    label: "A: added by the addons manager",
    cases: [
      {
        title: "the finalizer, six annotations; Cluster API fills the endpoint and owns the Secret",
        async run(bench) {
          const { apis, endpoint } = bench;
          const { metadata, spec } = await apis.mustGet("cluster", workload, "default");
          const finalizers = ["cluster.cluster.x-k8s.io", "tkg.tanzu.vmware.com/addon"];
          assert.deepEqual([...(metadata.finalizers ?? [])].sort(), finalizers);
          for (const name of [
            "skip-tls-verify",
            "tkg-http-proxy",
            "tkg-https-proxy",
            "tkg-no-proxy",
            "tkg-ip-family",
            "tkg-proxy-ca-cert",
          ]) {
            assert.equal(typeof metadata.annotations?.[`tkg.tanzu.vmware.com/${name}`], "string", name);
          }
          assert.deepEqual(spec?.controlPlaneEndpoint, { host: endpoint, port: 6443 });
          const secret = (await apis.mustGet("secret", workload, "default")).metadata;
          assert.deepEqual(secret.finalizers, ["vspherecluster/infrastructure.cluster.x-k8s.io"]);
          assert.deepEqual(
            secret.ownerReferences?.map(({ kind }) => kind),
            ["VSphereCluster"],
          );
        },
      },
    ],
  },
];

const sized =
  (version: string, numCPUs: number): Change =>
  (page) => {
    page.spec.topology.version = version;
    variable(page, "controlPlane").value = { machine: { numCPUs, memoryMiB: 4096, diskGiB: 20 } };
  };

/** Whether the control plane provider is replacing the node. */
export async function rolling({ apis }: Bench): Promise<boolean> {
  const [plane] = await apis.list("kubeadmcontrolplanes");
  const ready = plane?.status?.conditions?.find(({ type }) => type === "Ready");
  return ready?.status === "False" && ready.reason === "RollingUpdateInProgress";
}

/** Needs a running cluster with 4 CPUs. */
export const rolls: readonly Row[] = [
  {
    label: "C.16: size changed in place",
    onlyFull: realOnly,
    cases: [
      {
        title:
          "a new VSphereMachineTemplate, and the only node is replaced: a second one joins, the first one leaves",
        seconds: 300,
        run: roll,
      },
    ],
  },
];

async function roll(bench: Bench): Promise<void> {
  const { apis } = bench;
  const { spec } = await apis.mustGet("cluster", workload, "default");
  const { version } = (spec as unknown as PageCluster["spec"]).topology;
  const [before = assert.fail("no VM")] = await apis.machines();
  const templates = async () =>
    (await apis.list("vspheremachinetemplates")).map(({ metadata }) => metadata.name);
  const known = await templates();
  await bench.apply(await bench.cluster(sized(version, 2)));
  await eventually("the roll to begin", () => rolling(bench));
  assert.ok(
    (await templates()).some((template) => !known.includes(template)),
    "no template is new",
  );
  await eventually(
    "the roll to end",
    async () => (await isTrue(bench, "cluster", "Ready")) && !(await rolling(bench)),
    { seconds: 200 },
  );
  await eventually("the first VM to go", async () => (await apis.machines()).length === 1, { seconds: 60 });
  const [after = assert.fail("no VM")] = await apis.machines();
  assert.notEqual(after.path, before.path);
  assert.equal(after.vm.config.hardware.numCPU, 2);
  const [node = assert.fail("no Node"), ...others] = await nodes(bench);
  assert.deepEqual(others, []);
  assert.equal(node.spec?.providerID, `vsphere://${after.vm.config.uuid}`);
}

/** Needs a running cluster. */
export const goes: readonly Row[] = [
  {
    label: "A: delete",
    cases: [
      {
        title: "fully up: VM, Secret, kubeconfig, ClusterBootstrap and configs go, and nothing else is left",
        seconds: 240,
        run: remove,
      },
      {
        title: "before it has booted: the same",
        seconds: 240,
        async run(bench) {
          const faults = join(bench.sandbox.directory, "faults.json");
          // Once the VM is there everything has its owner; a deletion a moment earlier can wait for a resync of CAPV.
          writeFileSync(faults, JSON.stringify({ guestSilent: true }));
          try {
            await create(bench);
            await eventually("the VM", async () => (await bench.apis.machines()).length === 1);
            assert.equal(await isTrue(bench, "cluster", "ControlPlaneInitialized"), false);
            await remove(bench);
          } finally {
            rmSync(faults);
          }
        },
      },
    ],
  },
];
