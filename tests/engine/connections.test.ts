/**
 * docs/connections.md: another way into the same management cluster replaces nothing. Each row is one change, applied by an
 * `up` of a management and a site stack; more ways of the same kinds are in tests/long.
 */
import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { profileUnderTest, useSandbox, withoutGuests } from "./harness/sandbox-of-file.js";
import { forwarder, wayInto } from "./harness/ways-in.js";
import { ConnectedStacks, harmless } from "./steps/connected-stacks.js";
import { relativeFilesReplaceNothing, someWays, waysReplaceNothing } from "./steps/ways-in.js";

describe("the connection of a stack", function () {
  this.bail(true);
  const file = useSandbox(withoutGuests(profileUnderTest("light")));
  let stacks: ConnectedStacks;

  before("bring up a site on a management stack, with the program of release 0.1.0", async () => {
    stacks = await ConnectedStacks.make(file, "0.1.0");
  });
  after(() => {
    stacks.close();
  });

  it("replaces nothing in the first up after release 0.1.0, whose state has no identity", async () => {
    for (const stack of stacks.both) stack.upgrade();
    const { address } = await stacks.listen(forwarder(stacks.host, stacks.server));
    stacks.reachBy({
      ...stacks.way,
      context: "after-the-upgrade",
      cluster: { ...stacks.way.cluster, server: `https://${address}` },
    });
    const outcomes = await Promise.all(stacks.both.map((stack) => stack.up({ preview: true })));
    for (const outcome of outcomes) {
      assert.equal(outcome.exitCode, 0, outcome.all);
      assert.doesNotMatch(outcome.all, /REBUILD|ROLL of|removing TanzuKubernetesRelease/);
      // The engine's own provider is that by which the program reads its state.
      const providers = new Set(["pulumi:providers:kubernetes", "pulumi:providers:pulumi"]);
      const others = outcome.steps.filter(({ op, type }) => !harmless.has(op) && !providers.has(type));
      assert.deepEqual(others, [], outcome.all);
    }
    await stacks.areTheSame();
    for (const stack of stacks.both) {
      const again = await stack.preview({ expectNoChanges: true });
      assert.equal(again.exitCode, 0, again.all);
    }
  });

  describe("another way into the same management cluster replaces nothing:", () => {
    waysReplaceNothing(
      someWays,
      () => stacks,
      () => file.sandbox,
    );
    relativeFilesReplaceNothing(
      ["files next to the kubeconfig"],
      () => stacks,
      () => file.sandbox,
    );
  });

  it("is the stored one for a refresh without the program, and the stack's own with --run-program", async () => {
    const forwarded = await stacks.listen(forwarder(stacks.host, stacks.server));
    const { address } = forwarded;
    stacks.reachBy({
      ...stacks.way,
      cluster: { ...wayInto(file.sandbox).cluster, server: `https://${address}` },
    });
    await stacks.bothInPlace();
    forwarded.close();
    stacks.reachBy(wayInto(file.sandbox));
    const stored = await stacks.edge.refresh();
    assert.notEqual(stored.exitCode, 0, stored.all);
    const own = await stacks.edge.refresh({ args: ["--run-program"] });
    assert.equal(own.exitCode, 0, own.all);
    await stacks.bothInPlace();
  });

  describe("a change of vCenter's or the registry's connection replaces nothing:", () => {
    it("the CA in the place of the thumbprint", async () => {
      const { caFile } = file.sandbox.vcenter;
      for (const stack of stacks.both) {
        stack.configure({ connection: { vcenter: { thumbprint: undefined, caFile } } });
      }
      await stacks.bothInPlace();
    });

    it("the registry's CA at another path", async () => {
      const caFile = join(file.directory, "registry-ca.pem");
      copyFileSync(file.sandbox.registry.caFile, caFile);
      stacks.shared.configure({ connection: { registry: { caFile } } });
      await stacks.bothInPlace();
    });

    it("but for another address of vCenter, which is in the cluster: the preview announces the rebuild", async () => {
      const { server: vcenter } = file.sandbox.vcenter;
      const { address } = await stacks.listen(forwarder(vcenter.split(":")[0] ?? "", vcenter));
      stacks.edge.configure({ connection: { vcenter: { server: address } } });
      const preview = await stacks.edge.preview();
      assert.equal(preview.exitCode, 0, preview.all);
      assert.match(preview.all, /REBUILD of default\/edge[\s\S]*connection\.vcenter\.server/);
      stacks.edge.configure({ connection: { vcenter: { server: vcenter } } });
    });
  });
});
