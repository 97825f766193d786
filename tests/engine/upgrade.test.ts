/**
 * Stacks that a release has brought up go on with today's program, on the same state and the same sandbox. More kinds of
 * stack, each also destroyed right after the upgrade, are in tests/long/upgrade.
 */
import assert from "node:assert/strict";
import { releasedProgram, releases } from "../upgrade/releases.js";
import {
  dev,
  management,
  siteNamed,
  template,
  tinyTkr,
  type Scene,
  type StackKind,
} from "../upgrade/stack-kinds.js";
import { inventory } from "./harness/inventory.js";
import { LiveApis } from "./harness/live-apis.js";
import { profileUnderTest, useSandbox, withoutGuests } from "./harness/sandbox-of-file.js";
import { siteIdentity } from "./harness/site-identity.js";
import { TestStack, type Outcome } from "./harness/test-stack.js";
import { importMachine } from "./harness/tiny-tkr.js";
import { succeeded } from "./steps/tried-site.js";
import { assertAnnounced, firstUps } from "./steps/upgraded.js";

const older = "v1.24.10+vmware.1-tiny.1-tkg.1";

for (const version of releases) {
  describe(`stacks of ${version}, on today's program`, function () {
    this.bail(true);
    const file = useSandbox(withoutGuests(profileUnderTest("light")));
    let scene: Scene;
    const stacks = new Map<string, TestStack>();

    const bringUp = async (kind: StackKind): Promise<TestStack> => {
      const program = await releasedProgram(version, file.directory);
      const stack = await TestStack.create(
        file.sandbox,
        file.directory,
        kind.name,
        kind.settings(scene),
        program,
      );
      succeeded(await stack.up());
      stacks.set(kind.name, stack);
      return stack;
    };
    const stackOf = (name: string): TestStack => stacks.get(name) ?? assert.fail(name);

    before("open the sandbox", () => {
      scene = { sandbox: file.sandbox, apis: new LiveApis(file.sandbox), directory: file.directory };
    });

    describe("all sections in one stack", () => {
      it("shows what CHANGELOG.md announces at preview, and is destroyed without an up between", async () => {
        const before = await inventory(scene.apis);
        const stack = await bringUp(dev);
        stack.upgrade();
        assertAnnounced(await stack.preview(), version);
        const destroyed = succeeded(await stack.destroy());
        assert.match(destroyed.all, /removing TanzuKubernetesRelease/);
        assert.match(destroyed.all, /removing the template/);
        assert.deepEqual(await inventory(scene.apis), before);
      });
    });

    describe("a stack each", () => {
      before("bring them up with the release", async () => {
        const both: StackKind = {
          ...management,
          settings: () => ({
            ...management.settings(scene),
            management: { tkr: { version: tinyTkr, alsoInstalled: [older] } },
          }),
        };
        await bringUp(both);
        await bringUp(template);
        await importMachine(file.sandbox, scene.apis, `photon-3-kube-${withoutTkg(older)}.ova`, "older");
        await scene.apis.govc(["vm.markastemplate", "-dc", "/dc0", "older"]);
        const [north, south] = file.sandbox.endpoints;
        await bringUp(siteNamed("north", () => ({ controlPlaneEndpoint: north })));
        await bringUp(siteNamed("south", () => ({ controlPlaneEndpoint: south, tkrVersion: older })));
      });

      for (const name of ["management", "template", "north"]) {
        it(`shows what CHANGELOG.md announces and then nothing, and keeps every object: ${name}`, async () => {
          const before = await identities();
          await firstUps(stackOf(name), version);
          assert.deepEqual(await identities(), before);
        });
      }

      it("rebuilds once for a TKr that changes right after the upgrade, as announced", async () => {
        const others = await siteIdentity(scene.apis, "north");
        const before = await siteIdentity(scene.apis, "south");
        const stack = stackOf("south");
        stack.upgrade();
        stack.configure({ site: { tkrVersion: tinyTkr } });
        const rebuilt = succeeded(await stack.up());
        assert.match(rebuilt.all, /REBUILD of default\/south[\s\S]*v1\.24\.10\S+ -> v1\.25\.7/);
        assert.equal(clusterDeletions(rebuilt), 1, rebuilt.all);
        const after = await siteIdentity(scene.apis, "south");
        assert.equal(after.uids.length, before.uids.length);
        assert.deepEqual(
          after.uids.filter((uid) => before.uids.includes(uid)),
          [],
        );
        assert.deepEqual((await siteIdentity(scene.apis, "north")).uids, others.uids);
        succeeded(await stack.up({ args: ["--expect-no-changes"] }));
      });
    });

    const identities = async () => [
      await siteIdentity(scene.apis, "north"),
      await siteIdentity(scene.apis, "south"),
      (await scene.apis.list("tanzukubernetesreleases")).map(({ metadata }) => metadata.uid),
    ];
  });
}

const withoutTkg = (tkr: string): string => tkr.replace(/-tkg\.\d+$/, "");

/** How often an `up` deleted a Cluster to make another. */
const clusterDeletions = ({ steps }: Outcome): number =>
  steps.filter(({ op, type }) => op === "delete-replaced" && type.endsWith(":Cluster")).length;
