/** The life of a site's pool of addresses, on the light profile: rebuilds, rolling updates, changes, and its removal. */
import assert from "node:assert/strict";
import { LiveApis } from "../engine/harness/live-apis.js";
import { profileUnderTest, useSandbox, withoutGuests } from "../engine/harness/sandbox-of-file.js";
import { claimByHand, givenAddresses, sitePool } from "../engine/harness/site-pool.js";
import { TestStack } from "../engine/harness/test-stack.js";
import { provideTinyTkr } from "../engine/harness/tiny-tkr.js";
import { eventually } from "../engine/harness/wait.js";
import { clusterName as name, failed, newer, succeeded } from "../engine/steps/tried-site.js";

describe("the pool of a site's addresses", function () {
  this.bail(true);
  const file = useSandbox(withoutGuests(profileUnderTest("light")));
  let apis: LiveApis;
  let site: TestStack;
  let poolUid: string;
  const live = () => apis.mustGet("inclusterippool", name, "default");
  const clusterUid = async () => (await apis.mustGet("cluster", name, "default")).metadata.uid;

  before("a site with one address", async () => {
    apis = new LiveApis(file.sandbox);
    await provideTinyTkr(file.sandbox, apis, file.directory, "v1.25.7+vmware.1-tiny.2");
    site = await TestStack.create(file.sandbox, file.directory, "pool", {
      management: undefined,
      template: undefined,
      site: {
        ...{ tkrVersion: newer, controlPlaneEndpoint: file.sandbox.endpoints[0] },
        ...{ ...sitePool(10), protect: false },
      },
    });
    succeeded(await site.up());
    poolUid = (await live()).metadata.uid;
    assert.deepEqual(await givenAddresses(apis), ["127.77.0.10"]);
  });

  it("serves a rebuild with the address that the old machine gives back", async () => {
    const before = await clusterUid();
    site.configure({ site: { rebuild: { generation: 1 } } });
    succeeded(await site.up());
    assert.notEqual(await clusterUid(), before);
    assert.equal((await live()).metadata.uid, poolUid);
    assert.deepEqual(await givenAddresses(apis), ["127.77.0.10"]);
  });

  it("has a rolling update refused that would wait for an address, until it has another one", async () => {
    site.configure({ site: { machine: { numCPUs: 6 } } });
    const { all } = failed(await site.preview());
    assert.match(all, /ROLL of default\/workload-snc refused/);
    assert.match(all, /has 0 free addresses/);
    site.configure({ site: sitePool(12) });
    const preview = await site.preview();
    succeeded(preview);
    assert.match(preview.all, /ROLL of default\/workload-snc:/);
  });

  it("is changed in place", async () => {
    site.configure({ site: { machine: { numCPUs: 4 } } });
    succeeded(await site.up());
    const { spec, metadata } = await live();
    assert.deepEqual([metadata.uid, spec?.end], [poolUid, "127.77.0.12"]);
  });

  it("keeps the addresses in use", async () => {
    await claimByHand(apis, name);
    await eventually("an address by hand", async () => (await givenAddresses(apis)).includes("127.77.0.11"));
    site.configure({ site: sitePool(10) });
    const { all } = failed(await site.preview());
    assert.match(all, /machines use addresses that are not in it: 127\.77\.0\.11 of claim by-hand/);
    await apis.kubectl(["delete", "ipaddressclaim", "by-hand", "-n", "default"]);
  });

  it("goes with its site when nothing else uses it", async () => {
    const destroyed = await site.destroy();
    succeeded(destroyed);
    assert.match(destroyed.all, /removing InClusterIPPool default\/workload-snc/);
    assert.equal(await apis.get("inclusterippool", name, "default"), undefined);
    assert.deepEqual(await givenAddresses(apis), [""]);
  });

  it("that others made is never taken over", async () => {
    const pool = {
      apiVersion: "ipam.cluster.x-k8s.io/v1alpha1",
      kind: "InClusterIPPool",
      metadata: { name, namespace: "default" },
      spec: { start: "127.77.0.50", end: "127.77.0.60", prefix: 24, gateway: "127.77.0.1" },
    };
    await apis.kubectl(["create", "-f", "-"], { input: JSON.stringify(pool) });
    for (const adopt of [false, true]) {
      site.configure({ site: { adopt } });
      assert.match(
        failed(await site.preview()).all,
        /InClusterIPPool default\/workload-snc exists and was not created by this stack/,
      );
    }
  });
});
