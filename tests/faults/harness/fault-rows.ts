/** Runs the rows of a fault table on one sandbox: fault on, the command fails and says why; fault off, it succeeds. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Profile } from "../../../sandbox/sandbox.js";
import { profileUnderTest, useSandbox, withoutGuests } from "../../engine/harness/sandbox-of-file.js";
import { merge, type Tree } from "../../engine/harness/stack-settings.js";
import type { Outcome, TestStack } from "../../engine/harness/test-stack.js";
import { FaultWorld, lost } from "./fault-world.js";
import { assertNothingShown, secretsBelow, secretsIn } from "./secret-watch.js";
import { assertSnapshot, whatTheUserReads } from "./snapshots.js";

export interface FaultRow {
  readonly title: string;
  /** The stack's settings in both runs, on top of the table's. @default - the table's */
  readonly settings?: (world: FaultWorld) => Tree;
  /** What else is needed before, without the fault. */
  readonly prepare?: (world: FaultWorld, stack: TestStack) => Promise<void>;
  /** Switches the fault on. */
  readonly inject: (world: FaultWorld, stack: TestStack) => Promise<void> | void;
  /** Switches it off; proxies and the sandbox's own faults are switched off anyway. */
  readonly mend?: (world: FaultWorld, stack: TestStack) => Promise<void> | void;
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
  readonly mendedByNext?: boolean;
  /** Regular expressions that the message must match besides its snapshot: the config key, the mend. */
  readonly says?: readonly RegExp[];
  /** False where the text differs from run to run; `says` has to hold it then. @default true */
  readonly snapshot?: boolean;
  /** Names of what may be gone after the failed run, e.g. what the fault itself took away. */
  readonly mayLose?: RegExp;
  /** Asserted at the end. */
  readonly finally?: (world: FaultWorld, stack: TestStack) => Promise<void>;
}

export interface FaultTable {
  /** Name of the suite and of its snapshot file. */
  readonly name: string;
  /** Of the stack, on top of the page's example site. */
  readonly settings: (world: FaultWorld) => Tree;
  /** Clusters without an inside come up and go faster, in the light profile. @default false */
  readonly withoutGuests?: boolean;
  /** Run once, before the rows. */
  readonly prepare?: (world: FaultWorld) => Promise<void>;
  /** Names of what may be gone after any of the rows, on top of each row's own. */
  readonly mayLose?: RegExp;
  /**
   * Whether the stack is destroyed before each row but the first: a row that names another site is refused while the one
   * before it runs. What the garbage collector has still to remove then is for `mayLose`. @default false
   */
  readonly startsFresh?: boolean;
  readonly rows: readonly FaultRow[];
  /** Whether the stack is refreshed and destroyed in the end, to look for secrets there too. @default false */
  readonly destroyed?: boolean;
}

/** Declares a `describe` for the table. */
export function faultTable(table: FaultTable, profile: Profile = profileUnderTest("light")): void {
  if (table.rows.at(-1)?.mendedByNext) throw new Error(`${table.name}: no row comes after the last one`);
  describe(`faults of ${table.name}`, () => {
    const file = useSandbox(table.withoutGuests ? withoutGuests(profile) : { profile });
    let world: FaultWorld;
    let stack: TestStack;
    let base: TestStack["saved"];

    before("open the world and make the stack", async () => {
      world = await FaultWorld.open(file);
      await table.prepare?.(world);
      stack = await world.stack(table.name, table.settings(world));
      base = stack.saved;
    });
    after("close the world", async () => {
      await world.close();
    });

    for (const [number, row] of table.rows.entries()) {
      it(row.title, async () => {
        // Another user in each row, so that a command that pulled before pulls again; the registry asks for none.
        const registry = { username: `puller-${number}` };
        stack.restore(base, merge({ connection: { registry } }, row.settings?.(world) ?? {}));
        if (table.startsFresh === true && number > 0) {
          const destroyed = await stack.destroy();
          assert.equal(destroyed.exitCode, 0, destroyed.all);
        }
        await row.prepare?.(world, stack);
        await runRow(table, row, world, stack);
      });
    }

    it("no secret is in the state, in what is beside it, or in the project", () => {
      const state = stack.state();
      assert.ok(state.includes("pulumi:pulumi:Stack"));
      const places = [join(world.sandbox.directory, "pulumi-state"), stack.project];
      assert.deepEqual(
        [
          ...secretsIn(state, world.secrets, "the state"),
          ...places.flatMap((place) => secretsBelow(place, world.secrets)),
        ],
        [],
      );
    });

    if (table.destroyed) {
      it("refresh and destroy show no secret either", async () => {
        for (const run of [stack.refresh.bind(stack), stack.destroy.bind(stack)]) {
          const watched = await world.watched((environment) => run({ environment }));
          assert.equal(watched.result.exitCode, 0, watched.result.all);
          assertNothingShown(watched, world.secrets);
        }
      });
    }
  });
}

async function runRow(table: FaultTable, row: FaultRow, world: FaultWorld, stack: TestStack): Promise<void> {
  const run = (environment: Readonly<Record<string, string>>): Promise<Outcome> => {
    const options = { environment: { ...environment, ...row.environment }, args: row.arguments ?? [] };
    return row.command === "preview" ? stack.preview(options) : stack.up(options);
  };
  const before = await world.holdings(stack);
  await row.inject(world, stack);
  const watched = await world.watched(run).finally(async () => {
    world.heal();
    await row.mend?.(world, stack);
  });
  const { result } = watched;
  assertNothingShown(watched, world.secrets);
  assert.deepEqual(watched.leftBehind, [], "temporary files were left behind");
  if (row.survives) {
    assert.equal(result.exitCode, 0, result.all);
  } else {
    assert.notEqual(result.exitCode, 0, `it succeeded in spite of the fault:\n${result.all}`);
    const text = whatTheUserReads(result, world.sandbox, world.directory);
    for (const pattern of row.says ?? []) assert.match(text, pattern);
    assert.doesNotMatch(text, /\n\s+at .*node_modules|\n\s+at .*\.js:\d+/, "a stack trace is shown");
    const mayGo = [table.mayLose, row.mayLose];
    const gone = lost(before, await world.holdings(stack)).filter(
      (name) => !mayGo.some((pattern) => pattern?.test(name)),
    );
    assert.deepEqual(gone, [], "something was lost");
    // The real controllers of the full profile word some causes otherwise; there `says` has to hold.
    if (row.snapshot !== false && world.sandbox.profile === "light")
      assertSnapshot(table.name, row.title, text);
    if (!row.mendedByNext || world.sandbox.profile === "full") {
      const again = await world.watched(run);
      assertNothingShown(again, world.secrets);
      assert.equal(again.result.exitCode, 0, again.result.all);
    }
  }
  await row.finally?.(world, stack);
}
