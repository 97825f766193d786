/** Three kinds of stack: what sites share is made once, and no site can take it away from another. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { realChanges } from "./harness/engine-events.js";
import { inventory, type Inventory } from "./harness/inventory.js";
import { conditionOf, LiveApis } from "./harness/live-apis.js";
import { profileUnderTest, useSandbox, withoutGuests } from "./harness/sandbox-of-file.js";
import type { Tree } from "./harness/stack-settings.js";
import { TestStack, type Outcome } from "./harness/test-stack.js";

const older = "v1.24.10+vmware.1-tiny.1-tkg.1";
const newer = "v1.25.7+vmware.1-tiny.2-tkg.1";
const className = "tkg-vsphere-default-v1.0.0";
const guard = "run.tanzu.vmware.com/resolve-tkr";

describe("two sites on shared stacks", function () {
  this.bail(true);
  const file = useSandbox(withoutGuests(profileUnderTest("light")));
  let apis: LiveApis;
  let management: TestStack;
  let template: TestStack;
  let north: TestStack;
  let south: TestStack;
  let shared: Inventory;

  const succeeded = (outcome: Outcome): void => {
    assert.equal(outcome.exitCode, 0, outcome.all);
  };
  const refused = (outcome: Outcome, ...texts: readonly RegExp[]): void => {
    assert.notEqual(outcome.exitCode, 0, outcome.all);
    for (const text of texts) assert.match(outcome.all, text);
  };
  const ova = (kubernetes: string): string =>
    join(file.sandbox.directory, "ova", `photon-3-kube-${kubernetes}.ova`);
  const nothingElse = { management: undefined, template: undefined, site: undefined };
  const make = (name: string, sections: Tree): Promise<TestStack> =>
    TestStack.create(file.sandbox, file.directory, name, { ...nothingElse, ...sections });
  const siteOf = (name: string, endpoint: number, from: Tree): Promise<TestStack> =>
    TestStack.create(file.sandbox, file.directory, name, {
      management: undefined,
      template: undefined,
      site: { name, controlPlaneEndpoint: file.sandbox.endpoints[endpoint], from },
    });
  const cluster = (name: string) => apis.mustGet("cluster", name, "default");
  const annotationOfClass = async (): Promise<string | undefined> =>
    (await apis.mustGet("clusterclass", className, "tkg-system")).metadata.annotations?.[guard];

  before("make the stacks of two sites", async () => {
    apis = new LiveApis(file.sandbox);
    north = await siteOf("north", 0, { management: "management", template: "template" });
    south = await siteOf("south", 1, {
      management: "organization/tkg-edge/management",
      template: "organization/tkg-edge/template",
    });
  });

  it("reports stacks that do not exist, and one that is not deployed", async () => {
    refused(
      await north.preview(),
      /tkg-edge:site\.from\.management[\s\S]*"management", which does not exist[\s\S]*pulumi stack init management/,
      /tkg-edge:site\.from\.template[\s\S]*pulumi up --stack template/,
    );
    management = await make("management", { management: { tkr: { version: older } } });
    template = await make("template", {
      template: { tkrVersion: older, ova: ova("v1.24.10+vmware.1-tiny.1") },
    });
    refused(await north.preview(), /"management", which has no outputs tkrVersion and className/);
  });

  it("come up on what the other stacks give, and find nothing to do then", async () => {
    const installed = await management.up();
    succeeded(installed);
    assert.doesNotMatch(installed.all, /Undefined value/);
    succeeded(await template.up());
    shared = await inventory(apis);
    for (const site of [north, south]) {
      succeeded(await site.up());
      assert.equal(conditionOf(await cluster(site.name), "Ready"), "True");
    }
    const again = await north.up({ args: ["--expect-no-changes"] });
    succeeded(again);
    assert.deepEqual(realChanges(again), {}, again.all);
    const { tkrVersion, topologyVersion, className: named, templatePath } = await north.outputs();
    assert.deepEqual(
      [tkrVersion, topologyVersion, named, templatePath],
      [older, "v1.24.10+vmware.1-tiny.1", className, "/dc0/vm/photon-3-kube-v1.24.10+vmware.1-tiny.1"],
    );
  });

  it("the management stack cannot be destroyed while they live, and loses nothing by the attempt", async () => {
    const before = await inventory(apis);
    refused(await management.destroy(), /still used by the Clusters default\/north, default\/south/);
    assert.deepEqual(await inventory(apis), before);
    assert.equal(await annotationOfClass(), "!tkr.tanzu.vmware.com/tiny");
    succeeded(await management.preview({ expectNoChanges: true }));
  });

  it("a newer TKr on the management cluster rebuilds the site that follows, and not the one that stays", async () => {
    management.configure({ management: { tkr: { version: newer, alsoInstalled: [older] } } });
    succeeded(await management.up());
    refused(
      await north.preview(),
      /tkg-edge:site\.from\.template[\s\S]*"template", whose template is of TKr v1\.24\.10\+vmware\.1-tiny\.1-tkg\.1/,
    );
    template.configure({ template: { tkrVersion: newer, ova: ova("v1.25.7+vmware.1-tiny.2") } });
    succeeded(await template.up());
    const follows = await north.preview();
    succeeded(follows);
    assert.match(
      follows.all,
      /REBUILD of default\/north[\s\S]*v1\.24\.10\+vmware\.1-tiny\.1-tkg\.1 -> v1\.25\.7/,
    );
    assert.ok((realChanges(follows).replace ?? 0) >= 2, follows.all);
    south.configure({ site: { tkrVersion: older } });
    const stays = await south.preview({ expectNoChanges: true });
    succeeded(stays);
    assert.doesNotMatch(stays.all, /REBUILD/);
  });

  it("destroying one leaves the other, and everything that they share, as it was", async () => {
    const before = await inventory(apis);
    const { uid } = (await cluster("south")).metadata;
    succeeded(await north.destroy());
    const ofNorth = (name: string): boolean => name.includes("/north");
    const after = await inventory(apis);
    assert.ok(before.objects.some(ofNorth) && before.virtualMachines.some(ofNorth));
    assert.deepEqual(after, {
      objects: before.objects.filter((name) => !ofNorth(name)),
      virtualMachines: before.virtualMachines.filter((path) => !ofNorth(path)),
    });
    assert.equal((await cluster("south")).metadata.uid, uid);
  });

  it("after the last site the shared stacks go, but for the annotation and the templates", async () => {
    succeeded(await south.destroy());
    succeeded(await template.destroy());
    succeeded(await management.destroy());
    const left = await inventory(apis);
    assert.deepEqual(
      left.objects.filter((name) => ofTkrsAndClusters.test(name)),
      [],
    );
    assert.deepEqual(
      left.virtualMachines.filter((path) => !shared.virtualMachines.includes(path)),
      ["/dc0/vm/photon-3-kube-v1.25.7+vmware.1-tiny.2"],
    );
    assert.equal(await annotationOfClass(), "!tkr.tanzu.vmware.com/tiny");
  });
});

/** Names in an inventory of what TKrs and clusters consist of. */
const ofTkrsAndClusters =
  /^(TanzuKubernetesRelease|OSImage|Cluster\w*|Machine|KubeadmControlPlane|VSphere(Cluster|Machine|VM)) /;
