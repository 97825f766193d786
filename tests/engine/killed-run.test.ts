/** A `pulumi up` that is killed while it waits for the cluster: the next run goes on from there. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { prepareStack } from "../../cli/demo/prepare-stack.js";
import { pulumiRunEnvironment } from "./harness/environments.js";
import { conditionOf, LivingApis } from "./harness/living-apis.js";
import { profileUnderTest, useSandbox } from "./harness/sandbox-of-file.js";
import { TestStack } from "./harness/test-stack.js";
import { eventually } from "./harness/wait.js";

describe("a pulumi up that was killed", function () {
  this.bail(true);
  const file = useSandbox({ profile: profileUnderTest("full") });
  let apis: LivingApis;
  let stack: TestStack;
  let uid: string;
  const locks = (): readonly string[] => {
    const backend = join(file.sandbox.directory, "pulumi-state", ".pulumi");
    const folder = join(backend, "locks", "organization", "tkg-edge", stack.name);
    return readdirSync(folder).filter((name) => name.endsWith(".json"));
  };

  before("kill an up while it waits", async () => {
    apis = new LivingApis(file.sandbox);
    stack = await TestStack.create(file.sandbox, file.directory, "killed");
    const { args, cwd } = stack.command("up", ["--yes", "--skip-preview"]);
    const up = execa("pulumi", args, {
      cwd,
      env: pulumiRunEnvironment(file.sandbox),
      extendEnv: false,
      reject: false,
      stdin: "ignore",
      detached: true,
    });
    const cluster = await eventually("the Cluster", () => apis.get("cluster", "workload-snc", "default"), {
      seconds: 120,
    });
    uid = cluster.metadata.uid;
    // The whole group: the engine, the language host and the plugins, as when a terminal or a machine goes.
    process.kill(-up.pid!, "SIGKILL");
    const { signal } = await up;
    assert.equal(signal, "SIGKILL", "it ended before it could be killed");
    assert.equal(locks().length, 1);
  });

  it("is locked out at first, and says what the living may do", async () => {
    const refresh = await stack.refresh();
    assert.notEqual(refresh.exitCode, 0);
    assert.match(refresh.all, /locked/);
  });

  it("is made ready: the dead lock is cleared, nothing is pending any more", async () => {
    await prepareStack({ sandbox: file.sandbox, project: stack.project, name: stack.name });
    assert.deepEqual(locks(), []);
    const { deployment } = JSON.parse(await stack.state()) as {
      deployment: { pending_operations?: readonly unknown[] };
    };
    assert.deepEqual(deployment.pending_operations ?? [], []);
  });

  it("goes on to the same Cluster, Ready", async () => {
    const up = await stack.up();
    assert.equal(up.exitCode, 0, up.all);
    const cluster = await apis.mustGet("cluster", "workload-snc", "default");
    assert.equal(cluster.metadata.uid, uid);
    assert.equal(conditionOf(cluster, "Ready"), "True");
    assert.equal((await apis.machines()).length, 1);
    const again = await stack.preview({ expectNoChanges: true });
    assert.equal(again.exitCode, 0, again.all);
  });
});
