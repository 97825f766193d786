/**
 * A standard site that is upgraded in place, on the real Cluster API: by a patch, by a minor version in a run that is killed on the
 * way, and back to the version of its build by a rebuild. The TKrs are stand-ins, made of the sandbox's tiny one.
 */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { realChanges } from "../engine/harness/engine-events.js";
import type { KubernetesObject } from "../engine/harness/live-apis.js";
import { useSandbox } from "../engine/harness/sandbox-of-file.js";
import type { Tree } from "../engine/harness/stack-settings.js";
import { provideStandardTkr } from "../engine/harness/standard-tkr.js";
import type { TestStack } from "../engine/harness/test-stack.js";
import { installTinyTkr } from "../engine/harness/tiny-tkr.js";
import { failed, succeeded } from "../engine/steps/tried-site.js";
import { FaultScene } from "../faults/harness/fault-scene.js";
import { killAt, recoveries } from "../faults/harness/killed-up.js";

const first = "v1.25.7+vmware.2-tkg.1";
const patch = "v1.25.13+vmware.1-tkg.1";
const minor = "v1.26.5+vmware.2-tkg.1";
const skipped = "v1.27.5+vmware.1-tkg.1";
const name = "workload-snc";

describe("a standard site that is upgraded in place", function () {
  this.bail(true);
  const file = useSandbox({ profile: "full" });
  let scene: FaultScene;
  let stack: TestStack;
  let cluster: KubernetesObject;
  let data: KubernetesObject;
  let nodes: readonly string[];

  const workload = async (): Promise<string> => {
    const { kubeconfig } = await stack.outputs({ showSecrets: true });
    const path = join(file.directory, "workload.kubeconfig");
    writeFileSync(path, String(kubeconfig), { mode: 0o600 });
    return path;
  };
  const clusterNow = () => scene.apis.mustGet("clusters.cluster.x-k8s.io", name, "default");
  const nodeUids = async (): Promise<readonly string[]> =>
    (await scene.apis.list("nodes", { kubeconfig: await workload() })).map(({ metadata }) => metadata.uid);
  const dataNow = async (): Promise<KubernetesObject | undefined> => {
    const found = await scene.apis.list("configmaps", { kubeconfig: await workload() });
    return found.find(({ metadata }) => metadata.name === "kept-over-the-roll");
  };
  /** The same Cluster with its etcd, one node and one VM. @param rolls whether the node is another one */
  const isWholeWith = async (version: string, rolls: boolean): Promise<void> => {
    const now = await clusterNow();
    assert.equal(now.metadata.uid, cluster.metadata.uid);
    assert.equal(now.metadata.labels?.["run.tanzu.vmware.com/tkr"], version.replace("+", "---"));
    assert.equal((await scene.apis.list("clusters.cluster.x-k8s.io")).length, 1);
    assert.equal((await scene.apis.machines()).length, 1);
    const kept = await dataNow();
    assert.equal(kept?.metadata.uid, data.metadata.uid);
    assert.deepEqual(kept.data, { site: "0042" });
    const uids = await nodeUids();
    assert.equal(uids.length, 1);
    assert.equal(uids[0] !== nodes[0], rolls);
    nodes = uids;
    const [plane] = await scene.apis.list("kubeadmcontrolplanes.controlplane.cluster.x-k8s.io");
    const { version: ofPlane } = plane?.spec as { readonly version?: string };
    assert.equal(ofPlane, version.replace(/-tkg\.\d+$/, ""));
    const bootstrap = await scene.apis.mustGet("clusterbootstrap", name, "default");
    assert.equal(bootstrap.status?.resolvedTKR, version.replace("+", "---"));
  };
  const announced = async (site: Tree): Promise<string> => {
    stack.configure({ site });
    const preview = succeeded(await stack.preview());
    assert.deepEqual(Object.keys(realChanges(preview)), ["update"], preview.all);
    assert.doesNotMatch(preview.all, /REBUILD/);
    return preview.all;
  };

  before("bring a site up on a standard TKr, with data of its own", async () => {
    scene = await FaultScene.open(file);
    const { sandbox, apis } = scene;
    await installTinyTkr(sandbox, apis, file.directory, "v1.25.7+vmware.1-tiny.2");
    const later = { cloudProvider: "1.26.2+vmware.1-tkg.1" };
    for (const [version, more] of [[first], [patch], [minor, later], [skipped, later]] as const) {
      await provideStandardTkr(apis, file.directory, version, { template: `photon-${version}`, ...more });
    }
    stack = await scene.stack("roll", {
      management: undefined,
      template: undefined,
      site: { kind: "standard", tkrVersion: first, protect: false },
    });
    succeeded(await stack.up());
    cluster = await clusterNow();
    const args = ["create", "configmap", "kept-over-the-roll", "-n", "default", "--from-literal=site=0042"];
    await apis.kubectl(args, { kubeconfig: await workload() });
    data = (await dataNow()) ?? assert.fail("the workload cluster has no data");
    nodes = await nodeUids();
  });
  after("close the proxies", async () => {
    await scene.close();
  });

  it("refuses to skip a minor version, with the steps, and changes nothing", async () => {
    stack.configure({ site: { tkrVersion: skipped } });
    for (const outcome of [await stack.preview(), await stack.up()]) {
      const { all } = failed(outcome);
      assert.match(all, /tkg-edge:site\.tkrVersion/);
      assert.match(all, /runs v1\.25\.7\+vmware\.2-tkg\.1/);
      assert.match(
        all,
        /pulumi up of its own: v1\.26\.5\+vmware\.2-tkg\.1, then v1\.27\.5\+vmware\.1-tkg\.1/,
      );
    }
    await isWholeWith(first, false);
    stack.configure({ site: { tkrVersion: first } });
    succeeded(await stack.preview({ expectNoChanges: true }));
  });

  it("is rolled to a patch, since it is new, with its etcd", async () => {
    const text = await announced({ tkrVersion: patch });
    assert.match(text, /ROLL of default\/workload-snc[\s\S]*site\.tkrVersion: v1\.25\.7\S+ -> v1\.25\.13/);
    assert.match(text, /two are in use at a time/);
    succeeded(await stack.up());
    await isWholeWith(patch, true);
    succeeded(await stack.preview({ expectNoChanges: true }));
  });

  it("is rolled to a minor version by the run after one that was killed in the middle", async () => {
    await announced({ tkrVersion: minor });
    await killAt(scene, stack, {
      title: "two machines",
      reached: async () => (await scene.apis.machines()).length === 2,
    });
    await recoveries["pulumi cancel --yes"](scene, stack);
    succeeded(await stack.up());
    await isWholeWith(minor, true);
    const { spec } = await scene.apis.mustGet("clusterbootstrap", name, "default");
    const { cpi } = spec as { readonly cpi?: { readonly refName?: string } };
    assert.equal(cpi?.refName, "vsphere-cpi.tanzu.vmware.com.1.26.2+vmware.1-tkg.1");
    succeeded(await stack.preview({ expectNoChanges: true }));
  });

  it("takes the key off after the roll, and nothing changes", async () => {
    for (const versionChange of ["rebuild", "roll", undefined]) {
      stack.configure({ site: { versionChange } });
      const up = succeeded(await stack.up());
      assert.ok(
        Object.keys(realChanges(up)).every((kind) => kind === "update"),
        up.all,
      );
      await isWholeWith(minor, false);
    }
    succeeded(await stack.refresh());
    succeeded(await stack.preview({ expectNoChanges: true }));
  });

  it("refuses an older version, and returns to that of its build by a rebuild", async () => {
    stack.configure({ site: { tkrVersion: first } });
    assert.match(
      failed(await stack.preview()).all,
      /no cluster back[\s\S]*tkg-edge:site\.versionChange: rebuild/,
    );
    await isWholeWith(minor, false);
    stack.configure({ site: { versionChange: "rebuild" } });
    const preview = succeeded(await stack.preview());
    assert.match(
      preview.all,
      /REBUILD of default\/workload-snc[\s\S]*site\.tkrVersion: v1\.26\.5\S+ -> v1\.25\.7/,
    );
    succeeded(await stack.up());
    const now = await clusterNow();
    assert.notEqual(now.metadata.uid, cluster.metadata.uid);
    assert.equal(await dataNow(), undefined);
    assert.equal((await scene.apis.machines()).length, 1);
    succeeded(await stack.preview({ expectNoChanges: true }));
  });
});
