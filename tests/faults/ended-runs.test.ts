/**
 * What a run leaves that was ended from outside: processes after a kill of Pulumi's process group, pending creates in the
 * state, and a state that a full disk cut short. The light profile: nothing here depends on what makes the cluster.
 */
import assert from "node:assert/strict";
import { copyFileSync, existsSync, readFileSync, readdirSync, truncateSync, statSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { isAlive, signalProcess } from "../../sandbox/process-identity.js";
import { pulumiRunEnvironment } from "../engine/harness/environments.js";
import { LiveApis } from "../engine/harness/live-apis.js";
import { checkout } from "../engine/harness/project.js";
import { useSandbox, withoutGuests } from "../engine/harness/sandbox-of-file.js";
import { TestStack } from "../engine/harness/test-stack.js";
import { eventually } from "../engine/harness/wait.js";
import { processesBelow, type SeenProcess } from "./harness/process-tree.js";

/**
 * Pulumi's own plugins, which check for their engine every few minutes; docs/resume.md describes how to find
 * them.
 */
const pulumisOwn = /pulumi-(language-nodejs|nodejs-host|resource-(kubernetes|vsphere))\b/;

describe("a run that was ended from outside", function () {
  this.bail(true);
  const file = useSandbox(withoutGuests("light"));
  let stack: TestStack;
  let hook: string;

  before("make the stack", async () => {
    hook = join(file.directory, "hook");
    stack = await TestStack.create(file.sandbox, file.directory, "ended");
  });

  const pulumi = (...args: readonly string[]) =>
    execa("pulumi", [...args, "--stack", stack.name], {
      cwd: stack.project,
      env: pulumiRunEnvironment(file.sandbox),
      extendEnv: false,
    });

  /** Starts a run and, once a process of it fits, kills the process group of `pulumi`, and that alone. */
  async function killGroupAt(verb: string, flags: readonly string[], reached: RegExp): Promise<void> {
    const { args, cwd } = stack.command(verb, flags);
    const run = execa("pulumi", args, {
      ...{ cwd, env: pulumiRunEnvironment(file.sandbox), extendEnv: false, reject: false, stdin: "ignore" },
      ...{ detached: true, all: true },
    });
    const root = run.pid!;
    const seen = new Map<string, SeenProcess>();
    const sample = (): readonly SeenProcess[] => {
      const now = processesBelow(root);
      for (const one of now) seen.set(`${one.pid}/${one.startTicks}`, one);
      return now;
    };
    const there = eventually(
      `a process like ${String(reached)}`,
      () => Promise.resolve(sample().some(({ command }) => reached.test(command))),
      { seconds: 90, everyMilliseconds: 20 },
    );
    await Promise.race([
      there,
      run.then(({ all }) => assert.fail(`it ended before it could be killed:\n${all}`)),
    ]);
    sample();
    process.kill(-root, "SIGKILL");
    assert.equal((await run).signal, "SIGKILL");
    const ours = [...seen.values()].filter(({ command }) => !pulumisOwn.test(command));
    assert.ok(
      ours.some(({ command }) => reached.test(command)),
      "the process that was waited for is ours",
    );
    try {
      await eventually("the end of what is ours", () => {
        const left = ours.filter(isAlive).map(({ pid, command }) => `${pid} ${command.slice(0, 100)}`);
        return left.length === 0 ? Promise.resolve(true) : Promise.reject(new Error(left.join("\n")));
      });
    } finally {
      for (const one of seen.values()) signalProcess(one, "SIGKILL");
    }
  }

  it("leaves no process of ours: the program has just been started", async () => {
    await killGroupAt("preview", [], /@pulumi\/pulumi\/cmd\/run/);
  });

  it("leaves no process of ours: a tool of the preview runs", async () => {
    await killGroupAt("preview", [], /^(kubectl|govc) /);
  });

  it("leaves no process of ours: a command pulls the bundle", async () => {
    await killGroupAt("up", ["--yes", "--skip-preview"], /command\.js pull-tkr-package/);
    await pulumi("cancel", "--yes");
  });

  it("leaves no process of ours: the program is idle while a command waits for the cluster", async () => {
    await killGroupAt("up", ["--yes", "--skip-preview"], /command\.js await-cluster/);
    await pulumi("cancel", "--yes");
  });

  const pending = (): readonly unknown[] => {
    const { deployment } = JSON.parse(stack.state()) as {
      readonly deployment: { readonly pending_operations?: readonly unknown[] };
    };
    return deployment.pending_operations ?? [];
  };

  it("has its pending creates dropped by an export and an import, and nothing else", async () => {
    const up = await stack.up();
    assert.equal(up.exitCode, 0, up.all);
    assert.ok(pending().length > 0, "the state has nothing pending, so that nothing is shown here");
    const before = JSON.parse(stack.state()) as { deployment: { resources: readonly unknown[] } };
    const copy = join(file.directory, "state.json");
    await pulumi("stack", "export", "--file", copy);
    await pulumi("stack", "import", "--file", copy);
    const after = JSON.parse(stack.state()) as { deployment: { resources: readonly unknown[] } };
    assert.deepEqual(pending(), []);
    assert.equal(after.deployment.resources.length, before.deployment.resources.length);
    const again = await stack.up();
    assert.equal(again.exitCode, 0, again.all);
    assert.doesNotMatch(again.all, /pending operations/);
  });

  it("leaves no process of ours: the user's command runs before a rebuild, and the Cluster stays", async () => {
    const apis = new LiveApis(file.sandbox);
    const uid = (await apis.mustGet("cluster", "workload-snc", "default")).metadata.uid;
    stack.configure({
      site: {
        network: { podCidrs: ["100.112.0.0/12"] },
        rebuild: { beforeCommand: `touch ${hook}; sleep 614` },
      },
    });
    await killGroupAt("up", ["--yes", "--skip-preview"], /^sleep 614/);
    assert.ok(existsSync(hook));
    await pulumi("cancel", "--yes");
    assert.equal((await apis.mustGet("cluster", "workload-snc", "default")).metadata.uid, uid);
    stack.configure({ site: { network: undefined, rebuild: undefined } });
  });

  describe("for want of room on the disk", () => {
    const folder = (): string => join(file.sandbox.directory, "pulumi-state", ".pulumi");
    const state = (): string => join(folder(), "stacks", "tkg-edge", `${stack.name}.json`);

    /** Cuts a file in half, as the backend does where the disk is full. */
    const cut = (path: string): void => {
      truncateSync(path, Math.floor(statSync(path).size / 2));
    };

    it("leaves a state that no command reads, nor its backup", async () => {
      const up = await stack.up();
      assert.equal(up.exitCode, 0, up.all);
      for (const path of [state(), `${state()}.bak`]) cut(path);
      // A cancel removes the lock, and helps no further.
      await pulumi("cancel", "--yes");
      const failed = await stack.preview();
      assert.notEqual(failed.exitCode, 0);
      assert.match(failed.all, /failed to load checkpoint.*unexpected end of JSON input/s);
    });

    it("is gone on with from the last whole checkpoint of the history", async () => {
      const history = join(folder(), "history", "tkg-edge", stack.name);
      const checkpoints = readdirSync(history)
        .filter((name) => name.endsWith(".checkpoint.json"))
        .sort();
      // As in docs/troubleshooting.md: the last complete one.
      cut(join(history, checkpoints.at(-1)!));
      const { stdout: whole } = await execa("bash", ["-euo", "pipefail", "-c", lastWhole], { cwd: history });
      assert.equal(whole, checkpoints.at(-2));
      copyFileSync(join(history, whole), state());
      const up = await stack.up();
      assert.equal(up.exitCode, 0, up.all);
      const again = await stack.preview({ expectNoChanges: true });
      assert.equal(again.exitCode, 0, again.all);
    });

    it("also keeps backups, because nothing disables them", () => {
      const backups = readdirSync(join(folder(), "backups"), { recursive: true }).map(String);
      assert.ok(backups.some((name) => name.includes(stack.name) && name.endsWith(".json")));
    });
  });
});

/** The command of docs/troubleshooting.md that finds the checkpoint; held to be the same below. */
const lastWhole =
  'for f in $(ls -t *.checkpoint.json); do node -e \'JSON.parse(fs.readFileSync(process.argv[1]))\' "$f" 2>/dev/null && echo "$f" && break; done';

describe("the way back from a state that was cut short", () => {
  it("is the one that is documented", () => {
    const page = readFileSync(join(checkout, "docs", "troubleshooting.md"), "utf8");
    assert.ok(page.includes(lastWhole), "docs/troubleshooting.md has another command");
  });
});
