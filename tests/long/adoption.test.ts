/** A cluster that was made by following the vendor's page is taken over by an `up` that is killed, twice, on the way. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { conditionOf } from "../engine/harness/live-apis.js";
import { pageCluster, pageSecret, variable } from "../engine/harness/page-cluster.js";
import { profileUnderTest, useSandbox, withoutGuests } from "../engine/harness/sandbox-of-file.js";
import { siteIdentity, type SiteIdentity } from "../engine/harness/site-identity.js";
import type { TestStack } from "../engine/harness/test-stack.js";
import { provideTinyTkr } from "../engine/harness/tiny-tkr.js";
import { eventually } from "../engine/harness/wait.js";
import { writes } from "../faults/harness/api-faults.js";
import { FaultScene } from "../faults/harness/fault-scene.js";
import { killAt, recoveries } from "../faults/harness/killed-up.js";

const kubernetesVersion = "v1.25.7+vmware.1-tiny.2";
const name = "workload-snc";

describe("an up that takes a cluster over, and is killed", function () {
  this.bail(true);
  const file = useSandbox(withoutGuests(profileUnderTest("light")));
  let scene: FaultScene;
  let stack: TestStack;
  let made: SiteIdentity;

  const identities = () => siteIdentity(scene.apis, name);

  before("follow the page", async () => {
    scene = await FaultScene.open(file);
    const { sandbox, apis } = scene;
    await provideTinyTkr(sandbox, apis, file.directory, kubernetesVersion);
    const cluster = pageCluster(sandbox, name, sandbox.endpoints[0] ?? "");
    const data = readFileSync(sandbox.registry.caFile).toString("base64");
    variable(cluster, "trust").value = { additionalTrustedCAs: [{ name: "imageRepository", data }] };
    for (const object of [pageSecret(sandbox, name), cluster])
      await apis.kubectl(["apply", "-f", "-"], { input: JSON.stringify(object) });
    await eventually("the vendor page's cluster", async () => {
      const live = await apis.mustGet("clusters.cluster.x-k8s.io", name, "default");
      return conditionOf(live, "Ready") === "True";
    });
    made = await identities();
    stack = await scene.stack("adoption", {
      // The cluster was made with this address; another one could only be had by a rebuild.
      connection: { vcenter: { server: sandbox.vcenter.server } },
      management: undefined,
      template: undefined,
      site: { tkrVersion: `${kubernetesVersion}-tkg.1`, adopt: true, cpi: { excludeEndpoint: false } },
    });
  });
  after("close the proxies", async () => {
    await scene.close();
  });

  for (const resource of ["secrets", "clusters"]) {
    it(`when its write to ${resource}/${name} has worked and its answer is lost`, async () => {
      let seen = false;
      await killAt(scene, stack, {
        title: `${resource}/${name} is written`,
        hold: () => {
          scene.apiServer.rule = (request) => {
            if (!writes(request) || !request.path.includes(`/${resource}/${name}`)) return { kind: "pass" };
            seen = true;
            return { kind: "mute" };
          };
        },
        reached: () => Promise.resolve(seen),
      });
      await recoveries["pulumi cancel --yes"](scene, stack);
      assert.deepEqual(await identities(), made);
    });
  }

  it("is through with it at the next up, and has touched nothing", async () => {
    const up = await stack.up();
    assert.equal(up.exitCode, 0, up.all);
    assert.deepEqual(await identities(), made);
    const again = await stack.preview({ expectNoChanges: true });
    assert.equal(again.exitCode, 0, again.all);
  });
});
