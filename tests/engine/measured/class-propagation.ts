/** C.1 and C.2: where the annotation of the ClusterClass lasts, and what it means when it is nowhere. */
import assert from "node:assert/strict";
import { namespaces } from "../../../sandbox/stand-ins/runtime/resources.js";
import { clusterClasses } from "../../../sandbox/stand-ins/tkg/api.js";
import { eventually } from "../harness/wait.js";
import { refused, type Bench } from "./bench.js";
import type { Row } from "./row.js";

const name = "tkg-vsphere-default-v1.0.0";
const resolveTkr = "run.tanzu.vmware.com/resolve-tkr";
/** The annotation in the vendor page. */
export const guard = "!tkr.tanzu.vmware.com/tiny";

const classIn = ({ client }: Bench, namespace: string) => client.get(clusterClasses, { namespace, name });
const annotationIn = async (bench: Bench, namespace: string) =>
  (await classIn(bench, namespace))?.metadata.annotations?.[resolveTkr];

/** Writes the annotation, or removes it. @param further annotations, of the test's own */
async function annotate(
  { client }: Bench,
  namespace: string,
  value: string | undefined,
  further: Readonly<Record<string, string>> = {},
): Promise<void> {
  const source = await client.read(clusterClasses, { namespace, name });
  const { [resolveTkr]: _old, ...others } = source.metadata.annotations ?? {};
  const annotations = { ...others, ...further, ...(value !== undefined && { [resolveTkr]: value }) };
  await client.patch(clusterClasses, source, { ...source, metadata: { ...source.metadata, annotations } });
}

async function createNamespace({ client }: Bench, namespace: string, labels = {}): Promise<void> {
  const metadata = { name: namespace, labels };
  await client.create(namespaces, { apiVersion: "v1", kind: "Namespace", metadata });
}

/** Guards the class where it lasts, and waits until it is guarded in default. */
export async function guardClass(bench: Bench): Promise<void> {
  await annotate(bench, "tkg-system", guard);
  await eventually("the guard in default", async () => (await annotationIn(bench, "default")) === guard);
}

export const classPropagation: readonly Row[] = [
  {
    label: "C.1: annotation of the class copy",
    cases: [
      {
        title: "the class reaches a new namespace",
        async run(bench) {
          await createNamespace(bench, "edge-a");
          await eventually("the class in edge-a", () => classIn(bench, "edge-a"));
        },
      },
      {
        title: "an annotation in tkg-system reaches all copies",
        async run(bench) {
          await guardClass(bench);
          await eventually(
            "the guard in edge-a",
            async () => (await annotationIn(bench, "edge-a")) === guard,
          );
        },
      },
      {
        title: "an annotation on a copy stays until any namespace is created, then it is undone",
        async run(bench) {
          await annotate(bench, "default", "edited-by-hand");
          assert.equal(await annotationIn(bench, "default"), "edited-by-hand");
          await createNamespace(bench, "edge-b");
          await eventually("the undoing", async () => (await annotationIn(bench, "default")) === guard);
        },
      },
      {
        title: "what is removed in tkg-system stays in the copies",
        async run(bench) {
          await annotate(bench, "tkg-system", undefined, { "removed-beside": "yes" });
          await eventually("the removal to be seen", async () => {
            return (await classIn(bench, "default"))?.metadata.annotations?.["removed-beside"] === "yes";
          });
          await createNamespace(bench, "edge-c");
          await eventually("the class in edge-c", () => classIn(bench, "edge-c"));
          assert.equal(await annotationIn(bench, "edge-c"), undefined);
          assert.equal(await annotationIn(bench, "default"), guard);
          await guardClass(bench);
        },
      },
      {
        title: "a namespace of a provider gets no class",
        async run(bench) {
          await createNamespace(bench, "provider", { "cluster.x-k8s.io/provider": "test" });
          await createNamespace(bench, "edge-d");
          await eventually("the class in edge-d", () => classIn(bench, "edge-d"));
          assert.equal(await classIn(bench, "provider"), undefined);
        },
      },
    ],
  },
  {
    label: "C.2: annotation absent on class and Cluster",
    cases: [
      {
        title: "the Cluster is admitted with neither label nor TKR_DATA",
        async run(bench) {
          await createNamespace(bench, "unguarded");
          await eventually("the class in a new namespace", () => classIn(bench, "unguarded"));
          await annotate(bench, "unguarded", undefined);
          const cluster = await bench.cluster(({ metadata }) => {
            metadata.namespace = "unguarded";
            Reflect.deleteProperty(metadata.annotations, resolveTkr);
          });
          const { metadata, spec } = await bench.dryRun(cluster);
          assert.equal(metadata.labels["run.tanzu.vmware.com/tkr"], undefined);
          assert.equal(spec.topology.variables.length, 28 - 1);
          assert.ok(!spec.topology.variables.some((entry) => entry.name === "TKR_DATA"));
        },
      },
      {
        title: "absent on the class but present on the Cluster, it is resolved",
        async run(bench) {
          const cluster = await bench.cluster(({ metadata }) => (metadata.namespace = "unguarded"));
          // After the resolution the webhook needs its credentials, which this namespace does not have.
          await refused(bench.dryRun(cluster), /could not get secret for key: unguarded\/workload-snc/);
        },
      },
    ],
  },
];
