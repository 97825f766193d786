/** B and C.14, Cluster API and CAPV: what they refuse, and what they admit without a word. */
import assert from "node:assert/strict";
import { variable, type PageCluster } from "../harness/page-cluster.js";
import { fails, refused, type Bench, type Change } from "./bench.js";
import type { Case, Row } from "./row.js";

const v = 'admission webhook "tkr-vsphere-resolver-webhook.tanzu.vmware.com" denied the request: ';

/** A Cluster that is refused in these words of kubectl, which puts the kind before the server's own. */
function refusal(title: string, change: Change, expected: string): Case {
  return {
    title,
    async run(bench) {
      const input = JSON.stringify(await bench.cluster(change));
      await fails(bench.apis.kubectl(["create", "--dry-run=server", "-f", "-"], { input }), expected);
    },
  };
}

function admission(title: string, change: Change, check?: (answer: PageCluster) => void): Case {
  return {
    title,
    async run(bench) {
      const answer = await bench.dryRun(await bench.cluster(change));
      check?.(answer);
    },
  };
}

const without =
  (name: string): Change =>
  ({ spec }) =>
    (spec.topology.variables = spec.topology.variables.filter((entry) => entry.name !== name));
const adding =
  (name: string, value: unknown): Change =>
  ({ spec }) =>
    spec.topology.variables.push({ name, value });
const machine =
  (value: object): Change =>
  (cluster) =>
    (variable(cluster, "controlPlane").value = { machine: value });

const itsWords = "the words are Cluster API's own";

export const clusterApiAnswers: readonly Row[] = [
  {
    label: "B: undefined variable",
    onlyFull: itsWords,
    cases: [
      refusal(
        "is named with its index",
        adding("osImage", "photon"),
        'The Cluster "workload-snc" is invalid: spec.topology.variables[9].name: Invalid value: "osImage": variable with name "osImage" is not defined in the ClusterClass',
      ),
    ],
  },
  {
    label: "B: required variable absent",
    onlyFull: itsWords,
    cases: [
      refusal(
        "controlPlane is named",
        without("controlPlane"),
        'spec.topology.variables: Required value: required variable with name "controlPlane" must be defined',
      ),
      {
        title: "without vcenter the template resolver answers first",
        async run(bench) {
          const cluster = await bench.cluster(without("vcenter"));
          const expected = `${v}failed to create vc client: Post "https:///sdk": http: no Host in request URL`;
          await refused(bench.dryRun(cluster), expected);
        },
      },
    ],
  },
  {
    label: "B: numCPUs as a string",
    onlyFull: itsWords,
    cases: [
      refusal(
        "is of the wrong type",
        machine({ numCPUs: "4", memoryMiB: 4096, diskGiB: 20 }),
        'spec.topology.variables[8].machine.numCPUs: Invalid value: "string": machine.numCPUs in body must be of type integer: "string"',
      ),
    ],
  },
  {
    label: "B: class not in namespace",
    onlyFull: itsWords,
    cases: [
      refusal(
        "is an internal error of Cluster API's webhook",
        ({ metadata }) => {
          metadata.namespace = "kube-system";
          metadata.name = "t1";
        },
        'admission webhook "default.cluster.cluster.x-k8s.io" denied the request: Internal error occurred: Cluster t1 can\'t be validated. ClusterClass tkg-vsphere-default-v1.0.0 can not be retrieved: ClusterClass.cluster.x-k8s.io "tkg-vsphere-default-v1.0.0" not found',
      ),
    ],
  },
  {
    label: "B: admitted silently",
    cases: [
      admission(
        "a misspelt nested key is kept, and the right one gets its default",
        machine({ numCPUs: 4, memoryMiB: 4096, diskGB: 20 }),
        (answer) => {
          const { machine: sizes } = variable(answer, "controlPlane").value as {
            machine: Record<string, unknown>;
          };
          assert.deepEqual([sizes.diskGB, sizes.diskGiB], [20, 40]);
        },
      ),
      admission(
        "two replicas",
        ({ spec }) => (spec.topology.controlPlane.replicas = 2),
        ({ spec }) => {
          assert.equal(spec.topology.controlPlane.replicas, 2);
        },
      ),
      admission("a variable that is given twice", adding("controlPlaneTaint", false)),
      admission("a TKR_DATA that the user wrote", adding("TKR_DATA", {})),
      admission("trust with empty data", (cluster) => {
        variable(cluster, "trust").value = { additionalTrustedCAs: [{ name: "imageRepository", data: "" }] };
      }),
      admission("no trust", without("trust")),
      admission("no user", without("user")),
    ],
  },
  {
    label: "C.14: VSphereClusterTemplate is immutable",
    onlyFull: "CAPV's webhook refuses it",
    cases: [{ title: "a changed server is forbidden", run: changeTemplate }],
  },
];

async function changeTemplate({ apis }: Bench): Promise<void> {
  const [{ metadata } = assert.fail("there is no template")] = await apis.list("vsphereclustertemplates");
  const patch = JSON.stringify({ spec: { template: { spec: { server: "another" } } } });
  const target = ["vsphereclustertemplate", metadata.name, "-n", metadata.namespace ?? ""];
  await fails(
    apis.kubectl(["patch", ...target, "--type=merge", "-p", patch]),
    "spec.template.spec: Forbidden: VSphereClusterTemplate spec is immutable",
  );
}
