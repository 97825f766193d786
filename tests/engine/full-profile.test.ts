/**
 * The full profile: what the real Cluster API and CAPV answer and do, beside the stand-ins. Texts and outcomes are those
 * that were measured on the vendor's own controllers (measured A, B, C); they are typed from there.
 */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { processFacts } from "../../sandbox/process-identity.js";
import { recordedProcesses } from "../../sandbox/process-records.js";
import { inventory, type Inventory } from "./harness/inventory.js";
import { listeningSockets } from "./harness/listening.js";
import { conditionOf, LivingApis, type KubernetesObject } from "./harness/living-apis.js";
import { pageCluster, pageSecret, variable, type PageCluster } from "./harness/page-cluster.js";
import { useSandbox } from "./harness/sandbox-of-file.js";
import { provideTinyTkr } from "./harness/tiny-tkr.js";
import { eventually } from "./harness/wait.js";

const name = "workload-snc";
const [newer, older] = ["v1.25.7+vmware.1-tiny.2", "v1.24.10+vmware.1-tiny.1"] as const;
const addOns = [
  "Antrea",
  "Kapp-Controller",
  "Metrics-Server",
  "Secretgen-Controller",
  "Vsphere-Cpi",
  "Vsphere-Csi",
];
/** Resident memory of a sandbox with one cluster, as the issue of this profile bounds it. */
const memoryBoundBytes = 3e9;

describe("the full profile", function () {
  this.timeout(300_000);
  const file = useSandbox({ profile: "full" });
  let apis: LivingApis;
  let endpoint: string;

  const cluster = (change: (cluster: PageCluster) => void = () => undefined): PageCluster => {
    const result = pageCluster(file.sandbox, name, endpoint);
    change(result);
    return result;
  };
  const send = async (object: unknown, ...options: string[]): Promise<string> =>
    apis.kubectl(["apply", "-f", "-", ...options], { input: JSON.stringify(object) });
  /** What the API server answers to a dry run, which asks every webhook: the object, or the error's text. */
  const ask = async (object: unknown): Promise<KubernetesObject | string> => {
    try {
      const text = await apis.kubectl(["create", "--dry-run=server", "-o", "json", "-f", "-"], {
        input: JSON.stringify(object),
      });
      return JSON.parse(text) as KubernetesObject;
    } catch (error) {
      return (error as { stderr?: string }).stderr ?? String(error);
    }
  };

  before("bring in two tiny TKrs with their templates", async () => {
    apis = new LivingApis(file.sandbox);
    [endpoint = assert.fail("the sandbox has no endpoint")] = file.sandbox.endpoints;
    await provideTinyTkr(file.sandbox, apis, file.directory, newer);
    await provideTinyTkr(file.sandbox, apis, file.directory, older);
  });

  it("runs the four real controllers, each as a process that is named as real", () => {
    const real = recordedProcesses(file.sandbox.directory)
      .filter(({ kind }) => kind === "real")
      .map((record) => record.name);
    for (const tool of ["cluster-api", "kubeadm-bootstrap", "kubeadm-control-plane", "capv"]) {
      assert.ok(real.includes(tool), `${tool} is not among ${real.join(" ")}`);
    }
  });

  it("listens on loopback addresses of its own block only", () => {
    const pids = recordedProcesses(file.sandbox.directory).map(({ pid }) => pid);
    const sockets = listeningSockets(pids);
    assert.ok(sockets.length >= pids.length, sockets.join(" "));
    const foreign = sockets.filter((socket) => !socket.startsWith(`${file.sandbox.block}.`));
    assert.deepEqual(foreign, []);
  });

  describe("answers at admission as measured (B)", () => {
    before(() => send(pageSecret(file.sandbox, name)));
    after(() => apis.kubectl(["delete", "secret", name, "-n", "default"]));

    /** What is changed in the page's Cluster, and what is answered. */
    const refusals: readonly [string, (cluster: PageCluster) => void, string][] = [
      [
        "an undefined variable",
        ({ spec }) => spec.topology.variables.push({ name: "osImage", value: "photon" }),
        'The Cluster "workload-snc" is invalid: spec.topology.variables[9].name: Invalid value: "osImage": variable with name "osImage" is not defined in the ClusterClass',
      ],
      [
        "a required variable that is absent",
        ({ spec }) => {
          spec.topology.variables = spec.topology.variables.filter((entry) => entry.name !== "controlPlane");
        },
        'spec.topology.variables: Required value: required variable with name "controlPlane" must be defined',
      ],
      [
        "numCPUs as a string",
        (page) => {
          variable(page, "controlPlane").value = { machine: { numCPUs: "4", memoryMiB: 4096, diskGiB: 20 } };
        },
        'spec.topology.variables[8].machine.numCPUs: Invalid value: "string": machine.numCPUs in body must be of type integer: "string"',
      ],
      [
        "a class that is not in the namespace",
        ({ metadata }) => {
          metadata.namespace = "kube-system";
          metadata.name = "t1";
        },
        'admission webhook "default.cluster.cluster.x-k8s.io" denied the request: Internal error occurred: Cluster t1 can\'t be validated. ClusterClass tkg-vsphere-default-v1.0.0 can not be retrieved: ClusterClass.cluster.x-k8s.io "tkg-vsphere-default-v1.0.0" not found',
      ],
    ];
    for (const [what, change, wanted] of refusals) {
      it(`refuses ${what}`, async () => {
        const answer = await ask(cluster(change));
        assert.ok(typeof answer === "string", "it was admitted");
        assert.ok(answer.includes(wanted), `answered:\n${answer}\nmeasured:\n${wanted}`);
      });
    }

    const admissions: readonly [string, (cluster: PageCluster) => void, ((answer: PageCluster) => void)?][] =
      [
        [
          "a misspelt nested key, which is kept while the right one gets its default",
          (page) => {
            variable(page, "controlPlane").value = { machine: { numCPUs: 4, memoryMiB: 4096, diskGB: 20 } };
          },
          (answer) => {
            const { machine } = variable(answer, "controlPlane").value as {
              machine: Record<string, unknown>;
            };
            assert.deepEqual([machine.diskGB, machine.diskGiB], [20, 40]);
          },
        ],
        ["two replicas", ({ spec }) => (spec.topology.controlPlane.replicas = 2)],
        [
          "a variable that is given twice",
          ({ spec }) => spec.topology.variables.push({ name: "controlPlaneTaint", value: false }),
        ],
        [
          "a TKR_DATA that the user wrote",
          ({ spec }) => spec.topology.variables.push({ name: "TKR_DATA", value: {} }),
        ],
        [
          "trust with empty data",
          (page) =>
            (variable(page, "trust").value = {
              additionalTrustedCAs: [{ name: "imageRepository", data: "" }],
            }),
        ],
        [
          "no trust",
          (page) => {
            without(page, "trust");
          },
        ],
        [
          "no user",
          (page) => {
            without(page, "user");
          },
        ],
        [
          "nine variables, which become 28 with the defaults and TKR_DATA",
          () => undefined,
          ({ metadata, spec }) => {
            assert.equal(spec.topology.variables.length, 28);
            assert.equal(metadata.labels["run.tanzu.vmware.com/tkr"], "v1.25.7---vmware.1-tiny.2-tkg.1");
            const data = variable(pageOf(spec), "TKR_DATA").value as Record<string, { osImageRef: object }>;
            const found = data[newer] ?? assert.fail("TKR_DATA has no entry for the version");
            assert.deepEqual(Object.keys(found.osImageRef).sort(), ["moid", "template", "version"]);
          },
        ],
        ...["v1.25.7", newer, newer.slice(1), `${newer}-tkg.1`, `${newer}-tkg.1`.replace("+", "---")].map(
          (version): [string, (cluster: PageCluster) => void, (answer: PageCluster) => void] => [
            `topology.version ${version}, rewritten to ${newer}`,
            ({ spec }) => (spec.topology.version = version),
            ({ spec }) => {
              assert.equal(spec.topology.version, newer);
            },
          ],
        ),
      ];
    for (const [what, change, check] of admissions) {
      it(`admits ${what}`, async () => {
        const answer = await ask(cluster(change));
        assert.ok(typeof answer !== "string", JSON.stringify(answer));
        check?.(answer as unknown as PageCluster);
      });
    }

    it("refuses to change a VSphereClusterTemplate (C.14)", async () => {
      const [template = assert.fail("there is no template")] = await apis.list("vsphereclustertemplates");
      const patch = JSON.stringify({ spec: { template: { spec: { server: "another" } } } });
      const { namespace = "" } = template.metadata;
      const change = ["patch", "vsphereclustertemplate", template.metadata.name, "-n", namespace];
      await assert.rejects(
        apis.kubectl([...change, "--type=merge", "-p", patch]),
        (error: { stderr?: string }) => {
          assert.match(
            error.stderr ?? "",
            /spec\.template\.spec: Forbidden: VSphereClusterTemplate spec is immutable/,
          );
          return true;
        },
      );
    });
  });

  describe("makes, rebuilds, rolls and deletes a cluster with the real controllers (A)", function () {
    this.bail(true);
    let untouched: Inventory;
    let firstAuthority: string | undefined;

    before(async () => {
      untouched = await inventory(apis);
    });

    const create = async (version: string): Promise<void> => {
      await send(pageSecret(file.sandbox, name));
      await send(cluster(({ spec }) => (spec.topology.version = version)));
      await ready(version);
    };
    /** Everything that a running cluster of this version is. */
    const ready = async (version: string): Promise<void> => {
      await eventually("the Cluster to be Ready", () => isTrue("cluster", "Ready"), { seconds: 120 });
      for (const condition of ["InfrastructureReady", "ControlPlaneReady", "TopologyReconciled"]) {
        assert.ok(await isTrue("cluster", condition), condition);
      }
      const [plane = assert.fail("no KubeadmControlPlane")] = await apis.list("kubeadmcontrolplanes");
      assert.equal(plane.status?.initialized, true);
      const [machine = assert.fail("no Machine"), ...more] = await apis.list("machines.cluster.x-k8s.io");
      assert.deepEqual(more, []);
      assert.equal(machine.status?.phase, "Running");
      assert.equal(machine.spec?.version, version);
      const [vm = assert.fail("no VSphereVM")] = await apis.list("vspherevms");
      // Twice where CAPV took the address from two readings of the network.
      assert.deepEqual([...new Set(vm.status?.addresses as string[])], ["192.0.2.10"]);
      await eventually("the add-ons", async () =>
        (
          await Promise.all(addOns.map((addOn) => isTrue("clusterbootstrap", `${addOn}-ReconcileSucceeded`)))
        ).every(Boolean),
      );
      assert.equal((await nodes()).length, 1);
    };
    const isTrue = async (kind: string, condition: string): Promise<boolean> => {
      const object = await apis.get(kind, name, "default");
      return object !== undefined && conditionOf(object, condition) === "True";
    };
    const workloadKubeconfig = async (): Promise<string> => {
      const secret = await apis.mustGet("secret", `${name}-kubeconfig`, "default");
      const path = join(file.directory, "workload.kubeconfig");
      writeFileSync(path, Buffer.from(secret.data?.value ?? "", "base64"), { mode: 0o600 });
      return path;
    };
    const nodes = async () => apis.list("nodes", { kubeconfig: await workloadKubeconfig() });
    const authority = async () => (await apis.mustGet("secret", `${name}-ca`, "default")).data?.["tls.crt"];
    const remove = async (): Promise<void> => {
      await apis.kubectl(["delete", "cluster", name, "-n", "default", "--wait=false"]);
      await eventually("the Cluster to go", async () => !(await apis.get("cluster", name, "default")), {
        seconds: 120,
      });
      // Some data-values Secrets linger a few seconds (measured A).
      await eventually("everything to be as before", async () => {
        assert.deepEqual(await inventory(apis), untouched);
        return true;
      });
      await eventually("the guest's processes to end", () => Promise.resolve(guestProcesses().length === 0));
      for (const port of [6443, 2379, 2380, 10250]) {
        assert.equal(await answers(endpoint, port), false, `something listens at ${endpoint}:${port}`);
      }
    };
    const guestProcesses = () =>
      recordedProcesses(file.sandbox.directory).filter((record) => record.name.startsWith("guest-"));

    it("denies the page's file as printed its Cluster at first, as the Secret comes after it", async () => {
      const printed = { apiVersion: "v1", kind: "List", items: [cluster(), pageSecret(file.sandbox, name)] };
      await assert.rejects(
        send(printed),
        /could not get secret for key: default\/workload-snc: Secret "workload-snc" not found/,
      );
      assert.ok(await apis.get("secret", name, "default"));
      assert.equal(await apis.get("cluster", name, "default"), undefined);
    });

    it("creates: Cluster Ready, control plane initialised, Machine Running, six add-ons", async () => {
      await create(newer);
      firstAuthority = await authority();
    });

    it("has cloned one VM of the asked size, and its guest is one untainted Node with the VM's identity", async () => {
      const [{ vm } = assert.fail("no VM"), ...more] = await apis.machines();
      assert.deepEqual(more, []);
      const { numCPU, memoryMB, device } = vm.config.hardware;
      const disks = device.map(({ capacityInKB }) => capacityInKB).filter(Boolean);
      assert.deepEqual(
        [numCPU, memoryMB, disks, vm.runtime.powerState],
        [4, 4096, [20 * 1024 * 1024], "poweredOn"],
      );
      const [node = assert.fail("no Node")] = await nodes();
      assert.equal(conditionOf(node, "Ready"), "True");
      assert.deepEqual(node.spec, { providerID: `vsphere://${vm.config.uuid}` });
    });

    it("owns the Secret, and sees etcd healthy through the guest", async () => {
      const { metadata } = await apis.mustGet("secret", name, "default");
      assert.deepEqual(metadata.finalizers, ["vspherecluster/infrastructure.cluster.x-k8s.io"]);
      assert.deepEqual(
        metadata.ownerReferences?.map(({ kind }) => kind),
        ["VSphereCluster"],
      );
      await eventually("etcd to be seen healthy", async () => {
        const [plane] = await apis.list("kubeadmcontrolplanes");
        return plane && conditionOf(plane, "EtcdClusterHealthy") === "True";
      });
    });

    it("stays below 3 GB of resident memory with this one cluster", () => {
      const bytes = recordedProcesses(file.sandbox.directory)
        .map(({ pid }) => processFacts(pid)?.residentBytes ?? 0)
        .reduce((sum, part) => sum + part, 0);
      assert.ok(bytes > 0 && bytes < memoryBoundBytes, `${Math.round(bytes / 1e6)} MB`);
    });

    it("is left alone by a second apply of the same objects", async () => {
      const before = await apis.mustGet("cluster", name, "default");
      await send(cluster());
      const after = await apis.mustGet("cluster", name, "default");
      assert.equal(after.metadata.uid, before.metadata.uid);
      assert.deepEqual(after.spec, before.spec);
    });

    it("deletes everything: objects, VM, Secret, processes, ports", remove);

    it("rebuilds under the same name and endpoint with another TKr: a new guest with a new authority", async () => {
      await create(older);
      assert.notEqual(await authority(), firstAuthority);
      const [node = assert.fail("no Node")] = await nodes();
      assert.equal((node.status?.nodeInfo as { kubeletVersion: string }).kubeletVersion, older);
    });

    it("deletes that too", remove);

    it("creates again after that", () => create(newer));

    it("rolls the node when its size changes in place (C.16): a second node joins, the first one leaves", async () => {
      const [before = assert.fail("no VM")] = await apis.machines();
      const templates = async () =>
        (await apis.list("vspheremachinetemplates")).map(({ metadata }) => metadata.name);
      const known = await templates();
      await send(sized(2));
      await eventually("the roll to begin", rolling);
      assert.ok(
        (await templates()).some((template) => !known.includes(template)),
        "no template is new",
      );
      await eventually(
        "the roll to end",
        async () => (await isTrue("cluster", "Ready")) && !(await rolling()),
        {
          seconds: 180,
        },
      );
      await eventually("the first VM to go", async () => (await apis.machines()).length === 1, {
        seconds: 60,
      });
      const [after = assert.fail("no VM")] = await apis.machines();
      assert.notEqual(after.path, before.path);
      assert.equal(after.vm.config.hardware.numCPU, 2);
      const [node = assert.fail("no Node"), ...others] = await nodes();
      assert.deepEqual(others, []);
      assert.equal(node.spec?.providerID, `vsphere://${after.vm.config.uuid}`);
    });

    it("deletes in the middle of a roll", async () => {
      await send(sized(3));
      await eventually("the roll to begin", rolling);
      await remove();
    });

    it("takes its credentials from a shared identity, which stays when the cluster goes (E)", async () => {
      const { username, password } = file.sandbox.vcenter;
      const shared = {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "shared", namespace: "capv-system" },
      };
      await send({ ...shared, stringData: { username, password } });
      await send({
        apiVersion: "infrastructure.cluster.x-k8s.io/v1beta1",
        kind: "VSphereClusterIdentity",
        metadata: { name: "shared" },
        spec: { secretName: "shared", allowedNamespaces: { selector: { matchLabels: {} } } },
      });
      const identity = "vsphereclusteridentity";
      await eventually(
        "the identity to be ready",
        async () => (await apis.get(identity, "shared"))?.status?.ready === true,
      );
      untouched = await inventory(apis);
      const identityRef = { kind: "VSphereClusterIdentity", name: "shared" };
      await send(
        cluster(({ spec }) => spec.topology.variables.push({ name: "identityRef", value: identityRef })),
      );
      await ready(newer);
      await remove();
      assert.equal((await apis.mustGet(identity, "shared")).status?.ready, true);
      assert.ok(await apis.get("secret", "shared", "capv-system"));
    });

    const sized = (numCPUs: number) =>
      cluster((page) => {
        variable(page, "controlPlane").value = { machine: { numCPUs, memoryMiB: 4096, diskGiB: 20 } };
      });
    const rolling = async (): Promise<boolean> => {
      const [plane] = await apis.list("kubeadmcontrolplanes");
      return (
        plane?.status?.conditions?.some(
          ({ type, status, reason }) =>
            type === "Ready" && status === "False" && reason === "RollingUpdateInProgress",
        ) ?? false
      );
    };
  });
});

function without({ spec }: PageCluster, name_: string): void {
  spec.topology.variables = spec.topology.variables.filter((entry) => entry.name !== name_);
}

const pageOf = (spec: PageCluster["spec"]) => ({ spec });

/** Whether something listens at an address. */
function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => {
      resolve(false);
    });
  });
}
