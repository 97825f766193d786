/**
 * Every key whose change rebuilds a cluster, applied one after the other: each passes the gate once, and is one new Cluster.
 * tests/engine/changed-keys.test.ts has their previews.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  bringIn,
  inputsOf,
  keysThatRebuild,
  rebuildingSettings,
  unchanged,
} from "../engine/harness/changed-keys.js";
import { LiveApis } from "../engine/harness/live-apis.js";
import { profileUnderTest, useSandbox } from "../engine/harness/sandbox-of-file.js";
import type { StackFile } from "../engine/harness/stack-settings.js";
import { TestStack } from "../engine/harness/test-stack.js";
import { keepsTheCluster, rebuildsTheCluster } from "../engine/steps/planned.js";
import { succeeded } from "../engine/steps/tried-site.js";

describe("the change of one key of a site, applied", function () {
  this.bail(true);
  const file = useSandbox({ profile: profileUnderTest("light") });
  let apis: LiveApis;
  let stack: TestStack;
  let saved: StackFile;
  /** Reasons for a rebuild that the last key leaves for the next one, which takes its change back. */
  let left: readonly string[] = [];
  const uidNow = async (): Promise<string> =>
    (await apis.mustGet("cluster", "workload-snc", "default")).metadata.uid;
  const backups = (): number => readFileSync(join(file.directory, "backups"), "utf8").split("\n").length - 1;

  before("bring up a site with a command before its rebuilds", async () => {
    apis = new LiveApis(file.sandbox);
    await bringIn(file.sandbox, apis);
    stack = await TestStack.create(file.sandbox, file.directory, "keys", unchanged(file.sandbox));
    stack.configure({
      site: { rebuild: { beforeCommand: `echo taken >> ${join(file.directory, "backups")}` } },
    });
    ({ saved } = stack);
    succeeded(await stack.up());
  });

  for (const [count, key] of keysThatRebuild.entries()) {
    it(`passes the gate once and is another Cluster: ${key}`, async () => {
      const before = await uidNow();
      const settings = rebuildingSettings(file.sandbox)[key];
      stack.restore(saved, settings);
      const inputs = [...new Set([...left, ...inputsOf(settings)])];
      rebuildsTheCluster(succeeded(await stack.up()), inputs);
      assert.notEqual(await uidNow(), before);
      assert.equal(backups(), count + 1);
      keepsTheCluster(succeeded(await stack.up({ args: ["--expect-no-changes"] })));
      left = inputsOf(settings);
    });
  }
});
