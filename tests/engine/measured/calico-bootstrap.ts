/** C.13: a ClusterBootstrap with Calico, from its first refusals to its adoption by a Cluster. */
import assert from "node:assert/strict";
import type { FreeObject } from "../../../sandbox/stand-ins/runtime/objects.js";
import { secrets } from "../../../sandbox/stand-ins/runtime/resources.js";
import {
  addonConfigKinds,
  clusterBootstraps,
  clusters,
  type ClusterBootstrap,
} from "../../../sandbox/stand-ins/tkg/api.js";
import { createCredentials, tiny125, tkrName } from "../harness/tiny-site.js";
import { eventually } from "../harness/wait.js";
import { refused, type Bench } from "./bench.js";
import type { Row } from "./row.js";

/** The Cluster of these cases, which the rows on re-applying and on a dead workload API go on with. */
export const calicoCluster = "w3";
const key = { namespace: "default", name: calicoCluster };
const addMissing = "tkg.tanzu.vmware.com/add-missing-fields-from-tkr";
const calicoPackage = "calico.tanzu.vmware.com.3.24.1+vmware.1-tkg.1";
const validating = 'admission webhook "clusterbootstrap.validating.vmware.com" denied the request: ';
const mutating = 'admission webhook "clusterbootstrap.mutating.vmware.com" denied the request: ';

function bootstrap(refName = "calico*", tkr: string | undefined = tkrName(tiny125)): ClusterBootstrap {
  const providerRef = { apiGroup: "cni.tanzu.vmware.com", kind: "CalicoConfig", name: calicoCluster };
  return {
    apiVersion: "run.tanzu.vmware.com/v1alpha3",
    kind: "ClusterBootstrap",
    metadata: { ...key, ...(tkr !== "" && { annotations: { [addMissing]: tkr } }) },
    spec: { cni: { refName, valuesFrom: { providerRef } } },
  };
}
const create = ({ client }: Bench, object: ClusterBootstrap) => client.create(clusterBootstraps, object);
/** A text that begins with this. */
const beginning = (text: string) => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);

export const calicoBootstrap: readonly Row[] = [
  {
    label: "C.13: Calico",
    differs:
      'of `calico*` after adoption the last words are the Package API\'s own: `package.data.packaging.carvel.dev "calico*" not found`, where 0.41.7 reported `internalpackages… "<hash>" not found`',
    cases: [
      {
        title: "before its CalicoConfig it is Invalid, with a cause",
        async run(bench) {
          const error = await refused(
            create(bench, bootstrap()),
            /spec\.cni\.valuesFrom\.ProviderRef: .*calicoconfigs\.cni\.tanzu\.vmware\.com "w3" not found/,
          );
          assert.equal(error.status.reason, "Invalid");
          assert.equal(error.code, 422);
          const { config } = addonConfigKinds[1];
          const calico = { apiVersion: "cni.tanzu.vmware.com/v1alpha1", kind: "CalicoConfig", metadata: key };
          await bench.client.create(config, { ...calico, spec: { calico: { config: { vethMTU: 0 } } } });
        },
      },
      {
        title: "the + form of the TKr is not found",
        async run(bench) {
          await refused(
            create(bench, bootstrap("calico*", tiny125)),
            beginning(`${mutating}TanzuKubernetesRelease.run.tanzu.vmware.com "${tiny125}" not found`),
          );
        },
      },
      {
        title: "without the annotation kapp is missing",
        async run(bench) {
          await refused(
            create(bench, bootstrap(calicoPackage, "")),
            beginning(
              `${validating}ClusterBootstrap.run.tanzu.vmware.com "w3" is invalid: spec.kapp: Invalid value: "null": package can't be nil`,
            ),
          );
        },
      },
      {
        title: "a prefix that no package has is reported with all existing ones",
        async run(bench) {
          await refused(
            create(bench, bootstrap("cilium*")),
            beginning(
              `${mutating}no bootstrapPackage name matches the prefix cilium within the BootstrapPackages [`,
            ),
          );
        },
      },
      {
        title: "accepted: the name is completed, the other packages are filled from the TKr",
        async run(bench) {
          const { spec } = await create(bench, bootstrap());
          assert.equal(spec.cni?.refName, calicoPackage);
          assert.match(spec.kapp?.refName ?? "", /^kapp-controller\./);
          assert.match(spec.cpi?.refName ?? "", /^vsphere-cpi\./);
          assert.match(spec.csi?.refName ?? "", /^vsphere-csi\./);
          assert.equal(spec.additionalPackages?.length, 2);
        },
      },
      {
        title: "the CNI cannot be changed",
        async run({ client }) {
          await refused(
            client.apply(
              clusterBootstraps,
              bootstrap("antrea.tanzu.vmware.com.1.9.0+vmware.1-tkg.1-advanced"),
            ),
            /spec\.cni\.refName: Invalid value: .*new package refName and old package refName should be the same/,
          );
        },
      },
      {
        title: "its Cluster adopts it: owner, finalizer, cloned configs, six conditions",
        seconds: 180,
        run: adopt,
      },
      {
        title: "after adoption calico* is refused, the full name accepted",
        async run({ client }) {
          const error = await refused(
            client.apply(clusterBootstraps, bootstrap()),
            /spec\.cni\.refName: Invalid value: "calico\*": (internalpackages\.internal|package\.data)\.packaging\.carvel\.dev "[^"]+" not found/,
          );
          const [cause] = (error.status.details as { causes: FreeObject[] }).causes;
          assert.equal(cause?.field, "spec.cni.refName");
          const { spec } = await client.apply(clusterBootstraps, bootstrap(calicoPackage));
          assert.match(spec.kapp?.refName ?? "", /^kapp-controller\./);
        },
      },
    ],
  },
];

async function adopt(bench: Bench): Promise<void> {
  const { client, sandbox } = bench;
  await createCredentials(client, sandbox, calicoCluster);
  await bench.apply(await bench.cluster(undefined, calicoCluster));
  const adopted = await eventually(
    "six conditions",
    async () => {
      const found = await client.get(clusterBootstraps, key);
      const done = found?.status?.conditions?.filter(({ status }) => status === "True") ?? [];
      return done.length === 6 ? found : undefined;
    },
    { seconds: 150 },
  );
  assert.deepEqual(adopted.status?.conditions?.map(({ type }) => type).sort(), [
    "Calico-ReconcileSucceeded",
    "Kapp-Controller-ReconcileSucceeded",
    "Metrics-Server-ReconcileSucceeded",
    "Secretgen-Controller-ReconcileSucceeded",
    "Vsphere-Cpi-ReconcileSucceeded",
    "Vsphere-Csi-ReconcileSucceeded",
  ]);
  assert.equal(adopted.status.resolvedTKR, tkrName(tiny125));
  assert.deepEqual(adopted.metadata.finalizers, ["tkg.tanzu.vmware.com/addon"]);
  const owners = adopted.metadata.ownerReferences?.map(({ kind, controller }) => [kind, controller]);
  assert.deepEqual(owners, [["Cluster", true]]);
  assert.equal(adopted.spec.cpi?.valuesFrom?.providerRef?.name, `${calicoCluster}-vsphere-cpi-package`);
  assert.ok((await client.read(clusters, key)).metadata.finalizers?.includes("tkg.tanzu.vmware.com/addon"));
  for (const addon of ["calico", "vsphere-cpi", "vsphere-csi", "kapp-controller"]) {
    await client.read(secrets, { namespace: "default", name: `${calicoCluster}-${addon}-data-values` });
  }
}
