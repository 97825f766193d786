/** What several stacks could share: none takes what another made, and no destroy removes it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { inventory } from "./harness/inventory.js";
import { conditionOf, LiveApis, type KubernetesObject } from "./harness/live-apis.js";
import { profileUnderTest, useSandbox, withoutGuests } from "./harness/sandbox-of-file.js";
import { claimByHand, givenAddresses, sitePool } from "./harness/site-pool.js";
import type { Tree } from "./harness/stack-settings.js";
import { TestStack, type Outcome } from "./harness/test-stack.js";
import { installTinyTkr, provideTinyTkr } from "./harness/tiny-tkr.js";
import { eventually } from "./harness/wait.js";

const tkrVersion = "v1.25.7+vmware.1-tiny.2-tkg.1";
const older = "v1.24.10+vmware.1-tiny.1-tkg.1";
const name = "workload-snc";
const madeBy = "tkg-edge/made-by";
const nameOf = (version: string): string => version.replace("+", "---");
const configMap = `tkg-compatibility-versions-${nameOf(tkrVersion)}`;

describe("ownership of what stacks could share", () => {
  const file = useSandbox(withoutGuests(profileUnderTest("light")));
  let apis: LiveApis;
  let untouched: readonly string[];

  const siteAlone = (site: Tree = {}): Tree => ({
    management: undefined,
    template: undefined,
    site: { tkrVersion, controlPlaneEndpoint: file.sandbox.endpoints[0], ...site },
  });
  const make = (stack: string, overrides: Tree) =>
    TestStack.create(file.sandbox, file.directory, stack, overrides);
  const management = (version: string, tkr: Tree = {}): Tree => ({
    management: { tkr: { version, ...tkr } },
    template: undefined,
    site: undefined,
  });
  const released = (version: string) => apis.mustGet("tkr", nameOf(version));
  const isCompatible = (tkr: KubernetesObject): string | undefined => conditionOf(tkr, "Compatible");
  const refused = (outcome: Outcome, ...texts: readonly RegExp[]): void => {
    assert.notEqual(outcome.exitCode, 0, outcome.all);
    for (const text of texts) assert.match(outcome.all, text);
  };
  const succeeded = (outcome: Outcome): void => {
    assert.equal(outcome.exitCode, 0, outcome.all);
  };

  before("a TKr and its template, installed by hand", async () => {
    apis = new LiveApis(file.sandbox);
    await provideTinyTkr(file.sandbox, apis, file.directory, "v1.25.7+vmware.1-tiny.2");
  });

  it("the same name in another namespace is another site; a Secret in the way is named", async () => {
    await apis.kubectl(["create", "namespace", "other"]);
    await apis.kubectl(["create", "secret", "generic", name, "-n", "other"]);
    const other = await make(
      "other",
      siteAlone({ namespace: "other", controlPlaneEndpoint: file.sandbox.endpoints[1] }),
    );
    refused(await other.preview(), /Secret other\/workload-snc exists and was not created by this stack/);
    await apis.kubectl(["delete", "secret", name, "-n", "other"]);
    succeeded(await other.preview());
  });

  it("a pool of addresses comes with its site, and outlives it while something else uses it", async () => {
    const site = await make("pool", siteAlone({ ...sitePool(11), protect: false }));
    const live = () => apis.mustGet("inclusterippool", name, "default");
    succeeded(await site.up());
    const { spec, metadata } = await live();
    assert.deepEqual(spec, {
      ...{ start: "127.77.0.10", end: "127.77.0.11" },
      ...{ prefix: 24, gateway: "127.77.0.1" },
    });
    assert.equal(metadata.annotations?.[madeBy], "tkg-edge/pool");
    assert.deepEqual(await givenAddresses(apis), ["127.77.0.10"]);
    succeeded(await site.preview({ expectNoChanges: true }));
    await claimByHand(apis, name);
    await eventually("an address by hand", async () => (await givenAddresses(apis)).includes("127.77.0.11"));
    const destroyed = await site.destroy();
    succeeded(destroyed);
    assert.match(
      destroyed.all,
      /InClusterIPPool default\/workload-snc stays: it is used by claim default\/by-hand/,
    );
    assert.equal((await live()).metadata.uid, metadata.uid);
    assert.deepEqual(await givenAddresses(apis), ["127.77.0.11"]);
    await apis.kubectl(["delete", "ipaddressclaim", "by-hand", "-n", "default"]);
    await apis.kubectl(["delete", "inclusterippool", name, "-n", "default"]);
  });

  it("a management stack does not take over a TKr that was installed by another stack or by hand", async () => {
    untouched = (await inventory(apis)).objects;
    const byHand = await make("management", management(tkrVersion, { install: "always" }));
    refused(
      await byHand.preview(),
      /is on this management cluster already and was not installed by this stack/,
    );
    byHand.configure(management(older));
    succeeded(await byHand.up());
    assert.equal((await released(older)).metadata.annotations?.[madeBy], "tkg-edge/management");
    const second = await make("management-2", management(older));
    refused(await second.up(), /which the stack tkg-edge\/management installed/, /site\.from\.management/);
    succeeded(await second.destroy());
    succeeded(await byHand.preview({ expectNoChanges: true }));
  });

  it("a stack moves from a TKr that it installed to one that is there, runs a site on it, and destroy leaves it", async () => {
    const { uid } = (await released(tkrVersion)).metadata;
    // Without its ConfigMap it is incompatible, as soon as TKG judges it again.
    await apis.kubectl(["delete", "configmap", configMap, "-n", "tkg-system"]);
    await apis.kubectl(["annotate", "tkr", nameOf(tkrVersion), "test/judged-again=true"]);
    await eventually("an incompatible TKr", async () => isCompatible(await released(tkrVersion)) === "False");
    const moved = TestStack.open(file.sandbox, file.directory, "management", {
      management: { tkr: { version: tkrVersion, install: "auto" } },
      template: undefined,
      site: { tkrVersion, controlPlaneEndpoint: file.sandbox.endpoints[0] },
    });
    const preview = await moved.preview();
    succeeded(preview);
    assert.match(preview.all, /this stack did not install it: it is used as it is/);
    const up = await moved.up();
    succeeded(up);
    assert.match(up.all, /removing TanzuKubernetesRelease v1\.24\.10/);
    assert.equal(await apis.get("tkr", nameOf(older)), undefined);
    assert.equal(isCompatible(await released(tkrVersion)), "True");
    const again = await moved.preview({ expectNoChanges: true });
    succeeded(again);
    assert.doesNotMatch(again.all, /Drift from/);
    succeeded(await moved.destroy());
    const { metadata } = await released(tkrVersion);
    assert.deepEqual([metadata.uid, metadata.annotations?.[madeBy]], [uid, undefined]);
    const { objects } = await inventory(apis);
    const gone = untouched.filter((object) => !objects.includes(object));
    assert.deepEqual(gone, [`ConfigMap tkg-system/${configMap}`]);
    const ofTkrsAndClusters = /^(TanzuKubernetesRelease|OSImage|Cluster|ClusterBootstrap|Machine|VSphereVM) /;
    const left = objects.filter((object) => !untouched.includes(object));
    assert.deepEqual(
      left.filter((object) => ofTkrsAndClusters.test(object)),
      [],
    );
  });

  it("a template that another stack uploaded outlives a destroy with deleteOnDestroy; the stack's own does not", async () => {
    await installTinyTkr(file.sandbox, apis, file.directory, "v1.24.10+vmware.1-tiny.1");
    const path = "/dc0/vm/shared";
    const template: Tree = {
      management: undefined,
      site: undefined,
      template: {
        tkrVersion: older,
        ova: join(file.sandbox.directory, "ova", "photon-3-kube-v1.24.10+vmware.1-tiny.1.ova"),
        name: "shared",
        deleteOnDestroy: true,
      },
    };
    const uploads = await make("template", template);
    succeeded(await uploads.up());
    const finds = await make("template-2", template);
    succeeded(await finds.up());
    assert.deepEqual((await uploads.outputs()).retainedOnDestroy, []);
    assert.deepEqual((await finds.outputs()).retainedOnDestroy, [`VM template ${path}`]);
    const destroyed = await finds.destroy();
    succeeded(destroyed);
    assert.match(destroyed.all, /shared stays: its notes record that it was uploaded by tkg-edge\/template/);
    assert.ok((await apis.vmPaths()).includes(path));
    succeeded(await uploads.destroy());
    assert.ok(!(await apis.vmPaths()).includes(path));
  });
});
