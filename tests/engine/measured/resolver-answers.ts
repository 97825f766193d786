/** B, TKr resolver: what it answers when no TKr or no single OS image fits, and what it does with the version. */
import assert from "node:assert/strict";
import { tiny125, tkrName } from "../harness/tiny-site.js";
import { refused, type Change } from "./bench.js";
import type { Case, Row } from "./row.js";

const r = 'admission webhook "tkr-resolver-cluster-webhook.tanzu.vmware.com" denied the request: ';
const resolveTkr = "run.tanzu.vmware.com/resolve-tkr";
const resolveOsImage = "run.tanzu.vmware.com/resolve-os-image";
const tiny = "tkr.tanzu.vmware.com/tiny";
const photon = "image-type=ova,os-name=photon";
const kubernetesVersion = "v1.25.7+vmware.1-tiny.2";
const nothing = "{k8sVersion: '', tkrName: '', osImagesByTKR: map[]}";

interface Query {
  readonly version?: string;
  readonly tkr?: string;
  readonly image?: string;
  /** @default nothing was found */
  readonly result?: string;
}

function unresolved({
  version = kubernetesVersion,
  tkr = tiny,
  image = photon,
  result = nothing,
}: Query): string {
  return (
    `${r}could not resolve TKR/OSImage for controlPlane, machineDeployments: [], query: {controlPlane: ` +
    `{k8sVersionPrefix: '${version}', tkrSelector: '${tkr}', osImageSelector: '${image}'}, ` +
    `machineDeployments: []}, result: {controlPlane: ${result}, machineDeployments: []}`
  );
}

function refusal(title: string, change: Change, query: Query): Case {
  return {
    title,
    async run(bench) {
      const { code } = await refused(bench.dryRun(await bench.cluster(change)), unresolved(query));
      assert.equal(code, 403);
    },
  };
}

const setVersion =
  (version: string): Change =>
  ({ spec }) =>
    (spec.topology.version = version);

const selectImage =
  (selector: string): Change =>
  ({ spec }) =>
    (spec.topology.controlPlane.metadata.annotations[resolveOsImage] = selector);

const name = tkrName(tiny125);
const bothImages = `{k8sVersion: '${kubernetesVersion}', tkrName: '${name}', osImagesByTKR: map[${name}:[${name}-ac20b3 ${name}-87b1b3]]}`;

export const resolverAnswers: readonly Row[] = [
  {
    label: "B: ConfigMap missing",
    cases: [
      refusal("the TKr is incompatible: nothing resolves", setVersion("v1.24.10+vmware.1-tiny.1"), {
        version: "v1.24.10+vmware.1-tiny.1",
      }),
    ],
  },
  {
    label: "B: OS_NAME missing",
    differs: "the two OS images are named in the TKr's order; the real resolver's order varies",
    cases: [
      refusal(
        "two images match",
        ({ spec }) => (spec.topology.controlPlane.metadata.annotations[resolveOsImage] = "image-type=ova"),
        { image: "image-type=ova", result: bothImages },
      ),
    ],
  },
  {
    label: "B: plain version with the tiny selector",
    cases: [refusal("no such TKr is tiny", setVersion("v1.25.7+vmware.2"), { version: "v1.25.7+vmware.2" })],
  },
  {
    label: "B: class !tiny, Cluster without annotation",
    cases: [
      refusal(
        "no tiny TKr is considered",
        ({ metadata }) => Reflect.deleteProperty(metadata.annotations, resolveTkr),
        { tkr: `!${tiny}` },
      ),
    ],
  },
  {
    label: "B: forms of topology.version",
    cases: ["v1.25.7", kubernetesVersion, kubernetesVersion.slice(1), tiny125, name].map((form) => ({
      title: `${form} is admitted and rewritten to ${kubernetesVersion}`,
      async run(bench) {
        const admitted = await bench.dryRun(await bench.cluster(setVersion(form)));
        assert.equal(admitted.spec.topology.version, kubernetesVersion);
      },
    })),
  },
  {
    label: "F.4: label selectors",
    cases: [
      {
        title: "os-version>2 compares numbers",
        async run(bench) {
          await bench.dryRun(await bench.cluster(selectImage(`${photon},os-version>2`)));
        },
      },
      {
        title: "a value that is none of a label is refused, in Kubernetes' words",
        async run(bench) {
          const cluster = await bench.cluster(selectImage("os-name=-x"));
          await refused(
            bench.dryRun(cluster),
            /unable to parse requirement: values\[0\]\[os-name\]: Invalid value: "-x"/,
          );
        },
      },
    ],
  },
];
