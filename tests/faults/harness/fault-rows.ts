/**
 * Runs the rows of a fault table on one sandbox: fault on, the command fails and reports why; fault off, it
 * succeeds.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Profile } from "../../../sandbox/sandbox.js";
import { profileUnderTest, useSandbox, withoutGuests } from "../../engine/harness/sandbox-of-file.js";
import { merge, type Tree } from "../../engine/harness/stack-settings.js";
import type { Outcome, TestStack } from "../../engine/harness/test-stack.js";
import { FaultScene, lost } from "./fault-scene.js";
import { assertNothingShown, secretsBelow, secretsIn } from "./secret-watch.js";
import { assertSnapshot, whatTheUserReads } from "./snapshots.js";

export interface FaultRow {
  readonly title: string;
  /** The stack's settings in both runs, on top of the table's. @default - the table's */
  readonly settings?: (scene: FaultScene) => Tree;
  /** What else is needed before, without the fault. */
  readonly prepare?: (scene: FaultScene, stack: TestStack) => Promise<void>;
  /** Switches the fault on. */
  readonly inject: (scene: FaultScene, stack: TestStack) => Promise<void> | void;
  /** Switches it off; proxies and the sandbox's own faults are switched off anyway. */
  readonly repair?: (scene: FaultScene, stack: TestStack) => Promise<void> | void;
  /** The command. @default "up" */
  readonly command?: "up" | "preview";
  /** What the command's environment has instead of the sandbox's, in both runs. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Further arguments of the command. */
  readonly arguments?: readonly string[];
  /** True for a fault that the command survives: it succeeds while the fault is on. */
  readonly survives?: boolean;
  /**
   * True where the next row, which begins where this one ended, shows on the light profile that all goes well once the
   * fault is off; on the full profile each row shows it itself. @default false
   */
  readonly fixedByNext?: boolean;
  /** Regular expressions that the message must match in addition to its snapshot: the config key, the fix. */
  readonly texts?: readonly RegExp[];
  /** False if the text differs between runs; `texts` then has to match it. @default true */
  readonly snapshot?: boolean;
  /** Names of what may be gone after the failed run, e.g. what the fault itself took away. */
  readonly mayLose?: RegExp;
  /** Asserted at the end. */
  readonly finally?: (scene: FaultScene, stack: TestStack) => Promise<void>;
}

export interface FaultTable {
  /** Name of the suite and of its snapshot file. */
  readonly name: string;
  /** Of the stack, on top of the example site in the vendor page. */
  readonly settings: (scene: FaultScene) => Tree;
  /** Clusters without an inside come up and go faster, in the light profile. @default false */
  readonly withoutGuests?: boolean;
  /** Run once, before the rows. */
  readonly prepare?: (scene: FaultScene) => Promise<void>;
  /** Names of what may be gone after any of the rows, on top of each row's own. */
  readonly mayLose?: RegExp;
  /**
   * Whether the stack is destroyed before each row but the first: a row that names another site is refused while the one
   * before it runs. What the garbage collector has still to remove then is for `mayLose`. @default false
   */
  readonly startsFresh?: boolean;
  readonly rows: readonly FaultRow[];
  /**
   * Whether the stack is refreshed and destroyed in the end, to search for secrets there too. @default false
   */
  readonly destroyed?: boolean;
}

/** Declares a `describe` for the table. */
export function faultTable(table: FaultTable, profile: Profile = profileUnderTest("light")): void {
  if (table.rows.at(-1)?.fixedByNext) throw new Error(`${table.name}: no row comes after the last one`);
  describe(`faults of ${table.name}`, () => {
    const file = useSandbox(table.withoutGuests ? withoutGuests(profile) : { profile });
    let scene: FaultScene;
    let stack: TestStack;
    let base: TestStack["saved"];

    before("open the scene and make the stack", async () => {
      scene = await FaultScene.open(file);
      await table.prepare?.(scene);
      stack = await scene.stack(table.name, table.settings(scene));
      base = stack.saved;
    });
    after("close the scene", async () => {
      await scene.close();
    });

    for (const [number, row] of table.rows.entries()) {
      it(row.title, async () => {
        // Another user in each row, so that a command that pulled before pulls again; the registry requires
        // none.
        const registry = { username: `puller-${number}` };
        stack.restore(base, merge({ connection: { registry } }, row.settings?.(scene) ?? {}));
        if (table.startsFresh === true && number > 0) {
          const destroyed = await stack.destroy();
          assert.equal(destroyed.exitCode, 0, destroyed.all);
        }
        await row.prepare?.(scene, stack);
        await runRow(table, row, scene, stack);
      });
    }

    it("no secret is in the state, in what is beside it, or in the project", () => {
      const state = stack.state();
      assert.ok(state.includes("pulumi:pulumi:Stack"));
      const places = [join(scene.sandbox.directory, "pulumi-state"), stack.project];
      assert.deepEqual(
        [
          ...secretsIn(state, scene.secrets, "the state"),
          ...places.flatMap((place) => secretsBelow(place, scene.secrets)),
        ],
        [],
      );
    });

    if (table.destroyed) {
      it("refresh and destroy show no secret either", async () => {
        for (const run of [stack.refresh.bind(stack), stack.destroy.bind(stack)]) {
          const watched = await scene.watched((environment) => run({ environment }));
          assert.equal(watched.result.exitCode, 0, watched.result.all);
          assertNothingShown(watched, scene.secrets);
        }
      });
    }
  });
}

async function runRow(table: FaultTable, row: FaultRow, scene: FaultScene, stack: TestStack): Promise<void> {
  const run = (environment: Readonly<Record<string, string>>): Promise<Outcome> => {
    const options = { environment: { ...environment, ...row.environment }, args: row.arguments ?? [] };
    return row.command === "preview" ? stack.preview(options) : stack.up(options);
  };
  const before = await scene.holdings(stack);
  await row.inject(scene, stack);
  const watched = await scene.watched(run).finally(async () => {
    scene.heal();
    await row.repair?.(scene, stack);
  });
  const { result } = watched;
  assertNothingShown(watched, scene.secrets);
  assert.deepEqual(watched.leftBehind, [], "temporary files were left behind");
  if (row.survives) {
    assert.equal(result.exitCode, 0, result.all);
  } else {
    assert.notEqual(result.exitCode, 0, `it succeeded in spite of the fault:\n${result.all}`);
    const text = whatTheUserReads(result, scene.sandbox, scene.directory);
    for (const pattern of row.texts ?? []) assert.match(text, pattern);
    assert.doesNotMatch(text, /\n\s+at .*node_modules|\n\s+at .*\.js:\d+/, "a stack trace is shown");
    const mayGo = [table.mayLose, row.mayLose];
    const gone = lost(before, await scene.holdings(stack)).filter(
      (name) => !mayGo.some((pattern) => pattern?.test(name)),
    );
    assert.deepEqual(gone, [], "something was lost");
    // The real controllers of the full profile word some causes differently; there `texts` has to match.
    if (row.snapshot !== false && scene.sandbox.profile === "light")
      assertSnapshot(table.name, row.title, text);
    if (!row.fixedByNext || scene.sandbox.profile === "full") {
      const again = await scene.watched(run);
      assertNothingShown(again, scene.secrets);
      assert.equal(again.result.exitCode, 0, again.result.all);
    }
  }
  await row.finally?.(scene, stack);
}
