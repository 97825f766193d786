/** F.4: values of a package from two sources, and where kapp-controller is installed from. */
import assert from "node:assert/strict";
import { packageInstalls } from "../../../sandbox/stand-ins/addons/package-install.js";
import { secrets } from "../../../sandbox/stand-ins/runtime/resources.js";
import { clusterBootstraps, type ValuesFrom } from "../../../sandbox/stand-ins/tkg/api.js";
import { eventually } from "../harness/wait.js";
import { refused, type Bench } from "./bench.js";
import { calicoCluster } from "./calico-bootstrap.js";
import type { Row } from "./row.js";

const namespace = "default";

/** The ClusterBootstrap of the Calico rows, with other values for its CPI; nothing is stored of it. */
async function withCpiValues({ client }: Bench, valuesFrom: ValuesFrom): Promise<void> {
  const { spec } = await client.read(clusterBootstraps, { namespace, name: calicoCluster });
  const { cpi } = spec;
  assert.ok(cpi);
  await client.create(clusterBootstraps, {
    apiVersion: "run.tanzu.vmware.com/v1alpha3",
    kind: "ClusterBootstrap",
    metadata: { namespace, name: "two-sources" },
    spec: { ...spec, cpi: { ...cpi, valuesFrom } },
  });
}

const refusal = (printed: string): RegExp => {
  const text = `spec.cpi.valuesFrom: Invalid value: v1alpha3.ValuesFrom{${printed}}: valuesFrom can't have more than one non-null subfield`;
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace("ADDRESS", "0xc[0-9a-f]+"));
};
const reference = "ProviderRef:(*v1.TypedLocalObjectReference)";

export const packageAnswers: readonly Row[] = [
  {
    label: "F.4: two valuesFrom",
    cases: [
      {
        title: "refused, with the value in Go's notation",
        async run(bench) {
          const providerRef = { apiGroup: "cpi.tanzu.vmware.com", kind: "VSphereCPIConfig", name: "x" };
          await refused(
            withCpiValues(bench, { secretRef: "x", providerRef }),
            refusal(`Inline:map[string]interface {}(nil), SecretRef:"x", ${reference}(ADDRESS)`),
          );
          await refused(
            withCpiValues(bench, { secretRef: "x", inline: { mode: "vsphereCPI", ports: [1], extra: null } }),
            refusal(
              `Inline:map[string]interface {}{"extra":interface {}(nil), "mode":"vsphereCPI", "ports":[]interface {}{1}}, SecretRef:"x", ${reference}(nil)`,
            ),
          );
        },
      },
    ],
  },
  {
    label: "F.4: PackageInstall of kapp-controller",
    cases: [
      {
        title: "is in the management cluster, with its values",
        async run({ client }) {
          const name = `${calicoCluster}-kapp-controller`;
          const { spec } = await eventually("the package to be installed", async () => {
            const found = await client.get(packageInstalls, { namespace, name });
            return found?.status?.conditions?.[0]?.status === "True" ? found : undefined;
          });
          const { values } = spec as { values: readonly { secretRef: { name: string } }[] };
          const [secret] = values;
          await client.read(secrets, { namespace, name: secret?.secretRef.name ?? "" });
        },
      },
    ],
  },
];
