/** Only the resources of a site: Secret, Cluster, kubeconfig; no checks. The baseline of benchmark (a). */
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource.js";
import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import { Provider } from "@pulumi/kubernetes/provider.js";
import { interpolate } from "@pulumi/pulumi";
import { ExistingSecret } from "../../../components/existing-secret.js";
import { owned } from "../../../components/field-manager.js";
import { cluster as clusterManifest } from "../../../src/manifests/cluster.js";
import { credentialsSecret } from "../../../src/manifests/credentials-secret.js";
import { readStack } from "../../../src/program/read-stack.js";

const { spec, secrets } = await readStack(process.env.BENCH_PROJECT ?? "");
const { site } = spec;
const { managementCluster, vcenter } = spec.connection;
if (!site || !managementCluster || !vcenter || !secrets.vcenterPassword)
  throw new Error("no site to measure");
const { kubeconfig, context } = managementCluster;
const provider = new Provider("management-cluster", { kubeconfig, context, enableServerSideApply: true });
const secret = credentialsSecret(site.name, site.namespace);
const credentials = new Secret(
  "credentials",
  {
    ...secret,
    metadata: owned(secret.metadata),
    stringData: { username: vcenter.username, password: secrets.vcenterPassword },
  },
  { provider },
);
const manifest = clusterManifest(site, vcenter);
const made = new CustomResource(
  "cluster",
  {
    ...manifest,
    metadata: {
      ...manifest.metadata,
      annotations: {
        ...owned(manifest.metadata).annotations,
        "pulumi.com/waitFor": JSON.stringify(["condition=Ready"]),
      },
    },
  },
  { provider, dependsOn: [credentials] },
);
const read = new ExistingSecret(
  "kubeconfig",
  {
    name: `${site.name}-kubeconfig`,
    namespace: site.namespace,
    id: interpolate`${made.id}-kubeconfig`,
  },
  { provider, dependsOn: [made] },
);
export const workload = read.data;
