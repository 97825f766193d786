/** C.3, C.7, C.8 and C.12: what Pulumi's engine and its Kubernetes plugin make of what the API server answers. */
import assert from "node:assert/strict";
import { clusterClasses } from "../../../sandbox/stand-ins/tkg/api.js";
import { pageSecret, type PageCluster } from "../harness/page-cluster.js";
import { tiny1249, tinyPackage } from "../harness/tiny-site.js";
import { eventually } from "../harness/wait.js";
import { fails, workload, type Bench } from "./bench.js";
import type { Declared } from "./program/index.js";
import type { Row } from "./row.js";
import { failsWith, SmallStack, succeeds } from "./small-stack.js";

const className = "tkg-vsphere-default-v1.0.0";
const resolveTkr = "run.tanzu.vmware.com/resolve-tkr";
const guard = "!tkr.tanzu.vmware.com/tiny";

const stackOf = ({ sandbox, directory }: Bench, name: string) => SmallStack.create(sandbox, directory, name);

export const secret = ({ sandbox }: Bench): Declared => ({
  name: "secret",
  object: pageSecret(sandbox, workload),
});
export const clusterResource = (object: PageCluster, createTimeout?: string): Declared => ({
  name: "cluster",
  object: object as unknown as Declared["object"],
  ...(createTimeout !== undefined && { createTimeout }),
});

export const withPulumi: readonly Row[] = [
  {
    label: "C.8: preview of a Cluster is a server dry run",
    cases: [
      {
        title: "with server-side apply it prints a denial that is none, and ends well",
        seconds: 120,
        async run(bench) {
          const stack = await stackOf(bench, "preview");
          stack.declare([secret(bench), clusterResource(await bench.cluster())]);
          const text = await succeeds(stack.preview());
          assert.match(
            text,
            /Retry #0; creation failed: admission webhook .*could not get secret for key: default\/workload-snc/,
          );
          assert.match(text, /\+ 4 to create/);
          stack.declare([secret(bench), clusterResource(await bench.cluster())], { serverSideApply: false });
          assert.doesNotMatch(await succeeds(stack.preview()), /Retry #0|denied/);
        },
      },
    ],
  },
  {
    label: "C.12: rejected Cluster in pulumi up",
    cases: [
      {
        title: "fails without a retry, with the webhook's text; the Secret stays in the state",
        seconds: 120,
        async run(bench) {
          const stack = await stackOf(bench, "rejected");
          const cluster = await bench.cluster(({ spec }) => (spec.topology.version = "v1.25.7+vmware.2"));
          stack.declare([secret(bench), clusterResource(cluster)]);
          const text = await failsWith(
            stack.up(),
            "could not resolve TKR/OSImage for controlPlane, machineDeployments: [], query: {controlPlane: {k8sVersionPrefix: 'v1.25.7+vmware.2', tkrSelector: 'tkr.tanzu.vmware.com/tiny', osImageSelector: 'image-type=ova,os-name=photon'}",
          );
          assert.doesNotMatch(text, /Retry #1/);
          const resources = await stack.resources();
          assert.ok(resources.includes("secret") && !resources.includes("cluster"), resources.join(" "));
          await succeeds(stack.destroy());
        },
      },
    ],
  },
  {
    label: "C.3: ClusterClassPatch with Pulumi",
    cases: [
      { title: "conflicts without patchForce", seconds: 120, run: patchWithoutForce },
      {
        title: "with it, destroy removes the annotation from tkg-system, while the copies keep theirs",
        seconds: 120,
        run: patchWithForce,
      },
    ],
  },
  {
    label: "C.7: Package API and server-side apply",
    cases: [
      {
        title:
          "a dry run is honoured; a dropped field is not removed; the same manager conflicts with itself",
        run: applyPackage,
      },
      {
        title:
          "in Pulumi the preview of a changed Package fails with that conflict, although an up without it succeeds",
        seconds: 180,
        run: changePackage,
      },
    ],
  },
];

function classPatch(force: boolean): Declared {
  const annotations = { [resolveTkr]: guard, ...(force && { "pulumi.com/patchForce": "true" }) };
  return {
    name: "class",
    patch: true,
    object: {
      apiVersion: "cluster.x-k8s.io/v1beta1",
      kind: "ClusterClass",
      metadata: { name: className, namespace: "tkg-system", annotations } as Declared["object"]["metadata"],
    },
  };
}

const annotationIn = async ({ client }: Bench, namespace: string) =>
  (await client.read(clusterClasses, { namespace, name: className })).metadata.annotations?.[resolveTkr];

async function patchWithoutForce(bench: Bench): Promise<void> {
  // As a management cluster whose class was last edited with kubectl: there and back, so that the field becomes its own.
  const target = ["clusterclass", className, "-n", "tkg-system"];
  for (const value of ["by-hand", ""]) {
    const change = ["annotate", "--overwrite", ...target, `${resolveTkr}=${value}`];
    await bench.apis.kubectl([...change, "--field-manager=kubectl"]);
  }
  const stack = await stackOf(bench, "patch");
  stack.declare([classPatch(false)]);
  await failsWith(
    stack.up(),
    /Server-Side Apply field conflict[\s\S]*conflict with "kubectl"[\s\S]*\.metadata\.annotations\.run\.tanzu\.vmware\.com\/resolve-tkr/,
  );
  assert.equal(await annotationIn(bench, "tkg-system"), "");
}

async function patchWithForce(bench: Bench): Promise<void> {
  const stack = await stackOf(bench, "forced");
  stack.declare([classPatch(true)]);
  await succeeds(stack.up());
  await eventually("the guard in default", async () => (await annotationIn(bench, "default")) === guard);
  await succeeds(stack.destroy());
  assert.equal(await annotationIn(bench, "tkg-system"), undefined);
  assert.equal(await annotationIn(bench, "default"), guard);
}

/** The Package of a release that no other row uses. */
function packages({ sandbox }: Bench): {
  readonly original: object;
  readonly changed: object;
  readonly name: string;
} {
  const original = tinyPackage(sandbox, tiny1249);
  const changed = structuredClone(original);
  const { template } = changed.spec as unknown as {
    template: { spec: { fetch: { imgpkgBundle: { image: string } }[] } };
  };
  for (const { imgpkgBundle } of template.spec.fetch) imgpkgBundle.image += "-relocated";
  return { original, changed, name: original.metadata.name };
}

const ownConflict = (manager: string): RegExp =>
  new RegExp(
    `Apply failed with 1 conflict: conflict with "${manager}" using data\\.packaging\\.carvel\\.dev/v1alpha1: \\.spec\\.template\\.spec\\.fetch`,
  );

async function applyPackage(bench: Bench): Promise<void> {
  const { original, changed, name } = packages(bench);
  const serverSide = ["--server-side", "--field-manager", "pulumi"];
  const kind = "packages.data.packaging.carvel.dev";
  await bench.apply(original, ...serverSide, "--dry-run=server");
  assert.equal(await bench.apis.get(kind, name, "tkg-system"), undefined);
  const licensed = structuredClone(original) as { spec: { licenses?: string[] } };
  licensed.spec.licenses = ["of the vendor"];
  await bench.apply(licensed, ...serverSide);
  await bench.apply(original, ...serverSide);
  const { spec } = await bench.apis.mustGet(kind, name, "tkg-system");
  assert.deepEqual(spec?.licenses, ["of the vendor"]);
  await fails(bench.apply(changed, ...serverSide), ownConflict("pulumi"));
  await bench.apis.kubectl(["delete", kind, name, "-n", "tkg-system"]);
}

async function changePackage(bench: Bench): Promise<void> {
  const { original, changed } = packages(bench);
  const stack = await stackOf(bench, "package");
  const declare = (object: unknown): void => {
    stack.declare([{ name: "package", object: object as Declared["object"] }]);
  };
  declare(original);
  await succeeds(stack.up());
  declare(changed);
  await failsWith(stack.preview(), ownConflict("pulumi-kubernetes-[0-9a-f]+"));
  assert.match(await succeeds(stack.up()), /~ 1 updated/);
  await succeeds(stack.destroy());
}
