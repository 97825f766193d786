/**
 * Replacements that the program did not plan: those that it can foresee are refused before anything is touched, and what
 * the others leave behind is repaired by the next plain `up`. On the light profile, as they are about the engine.
 */
import assert from "node:assert/strict";
import { execa } from "execa";
import { realChanges } from "./harness/engine-events.js";
import { pulumiRunEnvironment } from "./harness/environments.js";
import { profileUnderTest, useSandbox, withoutGuests } from "./harness/sandbox-of-file.js";
import { clusterName, failed, succeeded, TriedSite } from "./steps/tried-site.js";

describe("a replacement that the program did not plan", function () {
  this.bail(true);
  const file = useSandbox(withoutGuests(profileUnderTest("light")));
  let site: TriedSite;
  let urns: readonly string[];
  const urnOf = (suffix: string): string =>
    urns.find((urn) => urn.endsWith(`::${clusterName}-${suffix}`)) ?? assert.fail(urns.join("\n"));

  before("bring up a site that is not protected", async () => {
    site = await TriedSite.make(file, "forced", { protect: false });
    succeeded(await site.stack.up());
    site.uid = await site.uidNow();
    const { deployment } = JSON.parse(site.stack.state()) as {
      readonly deployment: { readonly resources: readonly { readonly urn: string }[] };
    };
    urns = deployment.resources.map(({ urn }) => urn);
  });

  for (const [flag, suffix] of [
    ["--replace", "cluster"],
    ["--target-replace", "credentials"],
    ["--replace", "anchor"],
  ] as const) {
    it(`is refused for ${flag} of the ${suffix}, with the way that is gated`, async () => {
      const { all } = failed(await site.stack.up({ args: [flag, urnOf(suffix)] }));
      assert.match(all, /--replace and --target-replace refused: the run would destroy the running Cluster/);
      assert.match(all, /tkg-edge:site\.rebuild\.generation: 1/);
      await site.isUntouched();
    });
  }

  it("is refused as a pattern, and from the environment", async () => {
    const preview = failed(await site.stack.preview({ args: ["--replace", `**${clusterName}-*`] }));
    assert.match(preview.all, /refused: the run would destroy/);
    const environment = { PULUMI_OPTION_REPLACE: urnOf("cluster") };
    assert.match(failed(await site.stack.up({ environment })).all, /refused: the run would destroy/);
    await site.isUntouched();
  });

  it("is refused where a due rebuild would be made in part", async () => {
    const { saved } = site.stack;
    site.stack.configure({ site: { rebuild: { generation: 1 } } });
    const { all } = failed(await site.stack.up({ args: ["--target", urnOf("cluster")] }));
    assert.match(all, /REBUILD of default\/workload-snc refused: --target, --target-replace and --exclude/);
    site.stack.restore(saved, {});
    await site.isUntouched();
  });

  it("does not come from a Secret that is missing beside the running Cluster: it is written again, in place", async () => {
    const { apis, stack } = site;
    const finalizers = JSON.stringify({ metadata: { finalizers: null } });
    await apis.kubectl(["patch", "secret", clusterName, "-n", "default", "--type=merge", "-p", finalizers]);
    await apis.kubectl(["delete", "secret", clusterName, "-n", "default"]);
    const preview = succeeded(await stack.preview());
    assert.match(preview.all, /Missing on the management cluster[\s\S]*Secret default\/workload-snc/);
    assert.deepEqual(realChanges(preview), { update: 1 }, preview.all);
    const up = succeeded(await stack.up());
    assert.deepEqual(realChanges(up), { update: 1 }, up.all);
    await site.isUntouched();
    succeeded(await stack.preview({ expectNoChanges: true }));
    succeeded(await stack.refresh({ expectNoChanges: true }));
  });

  it("of a tainted Cluster loses the Secret, and the next plain up repairs that", async () => {
    const { stack } = site;
    await execa("pulumi", ["state", "taint", urnOf("cluster"), "--yes", "--stack", stack.name], {
      cwd: stack.project,
      env: pulumiRunEnvironment(file.sandbox),
      extendEnv: false,
      stdin: "ignore",
    });
    const denied = failed(await stack.up());
    assert.match(denied.all, /could not get secret for key/);
    const preview = succeeded(await stack.preview());
    assert.match(preview.all, /Missing on the management cluster[\s\S]*Secret default\/workload-snc/);
    assert.doesNotMatch(preview.all, /denied/);
    const up = succeeded(await stack.up());
    assert.match(up.all, /Secret default\/workload-snc is missing: writing it again/);
    assert.notEqual(await site.uidNow(), site.uid);
    site.uid = await site.uidNow();
    await site.isUntouched();
    succeeded(await stack.preview({ expectNoChanges: true }));
  });
});
