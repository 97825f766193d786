/** Every kind of stack that a release has brought up goes on with today's program, and is destroyed with it at once. */
import assert from "node:assert/strict";
import { inventory, type Inventory } from "../engine/harness/inventory.js";
import { LiveApis } from "../engine/harness/live-apis.js";
import { profileUnderTest, useSandbox, withoutGuests } from "../engine/harness/sandbox-of-file.js";
import { siteIdentity } from "../engine/harness/site-identity.js";
import { merge, type Tree } from "../engine/harness/stack-settings.js";
import { TestStack } from "../engine/harness/test-stack.js";
import { addVendorClass } from "../engine/harness/vendor-classes.js";
import { succeeded } from "../engine/steps/tried-site.js";
import { firstUps } from "../engine/steps/upgraded.js";
import { announcedSince, type AnnouncedChange } from "../upgrade/announced-changes.js";
import { releasedProgram, releases } from "../upgrade/releases.js";
import { dev, management, siteKinds, template, type Scene, type StackKind } from "../upgrade/stack-kinds.js";

for (const version of releases) {
  describe(`each kind of stack of ${version}, on today's program`, function () {
    this.bail(true);
    const file = useSandbox(withoutGuests(profileUnderTest("light")));
    const shown = new Set<string>();
    let scene: Scene;

    const bringUp = async (kind: StackKind, round = ""): Promise<TestStack> => {
      await kind.prepare?.(scene);
      const program = await releasedProgram(version, file.directory);
      const name = `${kind.name}${round}`;
      const stack = await TestStack.create(file.sandbox, file.directory, name, kind.settings(scene), program);
      const site = kind.settings(scene).site as Tree | undefined;
      stack.configure({ site: site && { protect: false } });
      succeeded(await stack.up());
      // What is taken over is protected in the run that imports it, whatever the site's own key.
      if (site?.adopt === true) succeeded(await stack.up());
      return stack;
    };
    const goesOn = async (stack: TestStack): Promise<void> => {
      for (const row of await firstUps(stack, version)) shown.add(textOf(row));
    };

    /** A kind goes on with today's program; a second stack of it is destroyed without an `up` between. */
    function kindCases(kind: StackKind): void {
      let before: Inventory;

      it(`shows what CHANGELOG.md announces and then nothing: ${kind.name}`, async () => {
        before = await inventory(scene.apis);
        const stack = await bringUp(kind);
        const made = await siteIdentity(scene.apis, kind.name);
        assert.ok(made.uids.length > 2, "the stack made no cluster");
        await goesOn(stack);
        assert.deepEqual(await siteIdentity(scene.apis, kind.name), made);
        succeeded(await stack.destroy());
      });

      it(`is destroyed right after the upgrade, with all that belongs to it: ${kind.name}`, async () => {
        const stack = await bringUp(kind, "-2");
        stack.upgrade();
        succeeded(await stack.destroy());
        const left = await inventory(scene.apis);
        const added = left.objects.filter((name) => !before.objects.includes(name));
        assert.deepEqual(
          added.filter((name) => name.includes(`/${kind.name}`)),
          [],
        );
        assert.deepEqual(
          left.virtualMachines.filter((path) => path.includes(`/${kind.name}-`)),
          [],
        );
      });
    }

    before("open the sandbox", () => {
      scene = { sandbox: file.sandbox, apis: new LiveApis(file.sandbox), directory: file.directory };
    });

    kindCases(dev);

    describe("on shared stacks", () => {
      let shared: readonly TestStack[];

      before("bring up what sites share", async () => {
        shared = [await bringUp(management), await bringUp(template)];
      });

      for (const kind of siteKinds) kindCases(kind);

      it("the shared stacks go on as well, and go after their sites", async () => {
        for (const stack of shared) await goesOn(stack);
        for (const stack of shared) succeeded(await stack.destroy());
      });
    });

    // Suites of their own: mocha runs the cases of a suite before the suites in it.
    describe("on a management cluster with further classes of the vendor", () => {
      const classes = ["v1.0.0", "v1.1.0", "v1.1.1", "v1.2.0"].map((one) => `tkg-vsphere-default-${one}`);

      before("add the classes", async () => {
        const [first = assert.fail(), ...further] = classes;
        for (const name of further) await addVendorClass(scene.apis, name, first);
      });

      for (const name of classes.slice(0, 2)) {
        it(`shows a guard on each, where the release guarded ${name}`, async () => {
          const stack = await bringUp(guarding(name), `-${name.replaceAll(".", "-")}`);
          await goesOn(stack);
          succeeded(await stack.destroy());
        });
      }
    });

    describe("all of them together", () => {
      it("announces nothing that no kind shows", () => {
        const rows = announcedSince(version).map(textOf);
        assert.deepEqual(
          rows.filter((row) => !shown.has(row)),
          [],
        );
      });
    });
  });
}

/** The stack `management` with the class that it guards. */
const guarding = (name: string): StackKind => ({
  ...management,
  settings: (scene) => merge(management.settings(scene), { management: { clusterClass: { name } } }),
});

const textOf = (row: AnnouncedChange): string => JSON.stringify(row);
