/**
 * A Cluster whose delete policy the state does not hold, as 0.1.0 left it, on a sandbox in which the garbage collector wins
 * every race with TKG's clean-up. A rebuild is as fast as any other, since the gate deletes the Cluster; a destroy runs nothing
 * of this program, loses the race, and ends by itself.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { pulumiRunEnvironment } from "../engine/harness/environments.js";
import { useSandbox } from "../engine/harness/sandbox-of-file.js";
import { clusterName, failed, succeeded, TriedSite } from "../engine/steps/tried-site.js";

const policy = "pulumi.com/deletionPropagationPolicy";

describe("the delete of a Cluster that an earlier release made", function () {
  this.bail(true);
  const settings = { addonsRemovalSeconds: 2, addonsDeleteTimeoutSeconds: 60 };
  const file = useSandbox({ profile: "full", settings });
  let site: TriedSite;

  /** How often the add-ons manager gave up. */
  const racesLost = (): number => {
    const log = readFileSync(join(file.sandbox.directory, "logs", "stand-ins.log"), "utf8");
    return log.split("the delete timeout is over").length - 1;
  };

  /** Takes the policy from the state and from the Cluster. */
  async function forgetPolicy(): Promise<void> {
    const { stack, apis } = site;
    // The second is its place in the managed fields.
    const forget = (key: string, value: unknown): unknown =>
      [policy, `f:${policy}`].includes(key) ? undefined : value;
    const state = JSON.stringify(JSON.parse(stack.state(), forget));
    assert.ok(!state.includes(policy));
    await execa("pulumi", ["stack", "import", "--stack", stack.name], {
      cwd: stack.project,
      env: pulumiRunEnvironment(file.sandbox),
      extendEnv: false,
      input: state,
    });
    await apis.kubectl(["annotate", "cluster", clusterName, "-n", "default", `${policy}-`]);
  }

  before("bring up a site", async () => {
    site = await TriedSite.make(file, "race", { protect: false });
    succeeded(await site.stack.up());
    site.uid = await site.uidNow();
  });

  it("is the gate's last step in a rebuild, and loses no race", async () => {
    await forgetPolicy();
    site.stack.configure({ site: { rebuild: { generation: 1 } } });
    const { all } = succeeded(await site.stack.up({ preview: true }));
    assert.match(all, /deleting Cluster default\/workload-snc/);
    assert.notEqual(await site.uidNow(), site.uid);
    assert.equal(racesLost(), 0);
    site.uid = await site.uidNow();
    await site.isUntouched();
    succeeded(await site.stack.preview({ expectNoChanges: true }));
  });

  it("is left alone by the gate where the state protects the Cluster and no preview has seen that", async () => {
    const { stack } = site;
    stack.configure({ site: { protect: true } });
    succeeded(await stack.up());
    await forgetPolicy();
    stack.configure({ site: { protect: false, rebuild: { generation: 2 } } });
    assert.match(failed(await stack.up()).all, /marked for protection/);
    await site.isUntouched();
    stack.configure({ site: { rebuild: { generation: 1 } } });
    succeeded(await stack.up());
    await site.isUntouched();
  });

  it("is in the background once an up has stored the policy", async () => {
    site.stack.configure({ site: { rebuild: { generation: 2 } } });
    const { all } = succeeded(await site.stack.up());
    assert.doesNotMatch(all, /deleting Cluster default/);
    assert.notEqual(await site.uidNow(), site.uid);
    assert.equal(racesLost(), 0);
  });

  it("loses the race in a plain destroy, which ends all the same", async () => {
    await forgetPolicy();
    succeeded(await site.stack.destroy({ seconds: 600 }));
    assert.equal(racesLost(), 1);
    assert.deepEqual(await site.apis.machines(), []);
    assert.equal(await site.apis.get("cluster", clusterName, "default"), undefined);
  });
});
