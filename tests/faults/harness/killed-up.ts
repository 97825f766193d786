/** An `up` that is killed at a stage, and the two ways in which a user goes on after it. */
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { prepareStack } from "../../../src/cli/demo/prepare-stack.js";
import { pulumiRunEnvironment } from "../../engine/harness/environments.js";
import type { TestStack } from "../../engine/harness/test-stack.js";
import { eventually } from "../../engine/harness/wait.js";
import type { FaultScene } from "./fault-scene.js";
import { killTree } from "./process-tree.js";

/** A moment at which an `up` is killed. */
export interface KillStage {
  readonly title: string;
  /** Keeps the run at the stage, so that it cannot slip past it before it is killed. @default - nothing keeps it */
  readonly hold?: (scene: FaultScene) => void;
  /** Whether the run is there. */
  readonly reached: (scene: FaultScene) => Promise<boolean>;
}

/** TMPDIR of all runs of a scene: what one leaves the next one finds. */
export function temporaryDirectory(scene: FaultScene): string {
  const directory = join(scene.directory, "tmp");
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return directory;
}

/** Runs `up` until the stage and kills it with everything that came of it; the fault is off afterwards. */
export async function killAt(scene: FaultScene, stack: TestStack, stage: KillStage): Promise<void> {
  stage.hold?.(scene);
  const { args, cwd } = stack.command("up", ["--yes", "--skip-preview"]);
  const up = execa("pulumi", args, {
    cwd,
    env: { ...pulumiRunEnvironment(scene.sandbox), TMPDIR: temporaryDirectory(scene) },
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    all: true,
  });
  try {
    const stop = new AbortController();
    const ended = up.then(({ all }) => {
      if (!stop.signal.aborted) throw new Error(`it ended before it could be killed:\n${all}`);
    });
    const there = eventually(stage.title, () => stage.reached(scene), {
      ...{ seconds: 150, everyMilliseconds: 200 },
    }).finally(() => {
      stop.abort();
    });
    await Promise.race([there, ended]);
  } finally {
    if (up.pid !== undefined) await killTree(up.pid);
    scene.heal();
  }
  assert.equal((await up).signal, "SIGKILL");
}

/** What the user does before running the same command again. */
export const recoveries = {
  /** Of a plain `pulumi`: the fix in the troubleshooting page for the engine's text. */
  "pulumi cancel --yes": async (scene: FaultScene, stack: TestStack): Promise<void> => {
    const locked = await stack.up();
    assert.notEqual(locked.exitCode, 0);
    assert.match(locked.all, /locked by 1 lock/);
    await execa("pulumi", ["cancel", "--yes", "--stack", stack.name], {
      cwd: stack.project,
      env: pulumiRunEnvironment(scene.sandbox),
      extendEnv: false,
    });
  },
  /** What `make demo` and the commands of tkg-edge do by themselves. */
  "prepareStack, as make demo does": async (scene: FaultScene, stack: TestStack): Promise<void> => {
    await prepareStack({ sandbox: scene.sandbox, project: stack.project, name: stack.name });
  },
} as const;

export type Recovery = keyof typeof recoveries;
