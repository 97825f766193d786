/** The words of a plan beside what the engine planned for the same, row by row. */
import assert from "node:assert/strict";
import type { Word } from "../../../src/fleet/plan/verdict.js";
import type { PlanRow } from "../harness/fleet-plan-rows.js";
import { plannedBy, stepsOf, type Planned, type PlannedSiteOfFleet } from "../harness/planned-site.js";
import type { Outcome } from "../harness/test-stack.js";

/** What the engine may plan where the plan has a word. */
const agreeing: Readonly<Record<Word, readonly Planned[]>> = {
  nothing: ["none"],
  "in place": ["update"],
  roll: ["roll"],
  create: ["create"],
  // Words of two versions that are compared, which no engine has.
  ...{ renamed: [], removed: [] },
  adopt: ["import"],
  REBUILD: ["replace"],
  // A field that another manager owns is a conflict at preview; a Cluster that is being deleted stays as it is.
  drifted: ["update", "stopped"],
  refused: ["stopped"],
  invalid: ["stopped"],
  unreachable: ["stopped"],
  unknown: ["none", "update", "roll", "create", "import", "stopped"],
};

const mostUnknown = 0.1;

export interface Both {
  readonly plan: Awaited<ReturnType<PlannedSiteOfFleet["plan"]>>;
  readonly outcome: Outcome;
}

const stops = (word: Word) => ["refused", "invalid", "unreachable", "unknown"].includes(word);

export class ComparedPlans {
  readonly #rows: { what: string; word: Word; planned: Planned; steps: readonly string[] }[] = [];

  /** Asserts that the plan has the word of the row, for its reason, and that the engine agrees. */
  judge({ what, word: expected, reason }: PlanRow, { plan, outcome }: Both): void {
    const { site: planned, code } = plan;
    const engine = plannedBy(outcome);
    this.#rows.push({ what, word: planned.word, planned: engine, steps: stepsOf(outcome) });
    const both = `${JSON.stringify(planned, null, 2)}\n${outcome.all}`;
    assert.equal(planned.word, expected, both);
    if (reason) assert.match(planned.reasons.map((one) => one.what).join("\n"), reason);
    assert.ok(agreeing[planned.word].includes(engine), `plan: ${planned.word}, engine: ${engine}\n${both}`);
    assert.equal(code, { nothing: 0, REBUILD: 3 }[planned.word as string] ?? (stops(planned.word) ? 1 : 2));
  }

  /** @param fewest rows that were compared at least */
  assertWhole(fewest: number): void {
    const unknown = this.#rows.filter(({ word }) => word === "unknown");
    assert.ok(this.#rows.length >= fewest, `${this.#rows.length} rows`);
    assert.ok(unknown.length <= this.#rows.length * mostUnknown, unknown.map(({ what }) => what).join(", "));
    const unannounced = this.#rows.filter(({ word, planned }) => planned === "replace" && word !== "REBUILD");
    assert.deepEqual(unannounced, []);
  }

  /** Both side by side, a line for each row. */
  get table(): string {
    const lines = this.#rows.map(
      ({ what, word, planned, steps }) =>
        `  ${what.padEnd(48)} ${word.padEnd(12)} ${planned.padEnd(9)} ${steps.slice(0, 4).join(", ")}`,
    );
    return [`  ${"change or state".padEnd(48)} ${"plan".padEnd(12)} engine`, ...lines].join("\n");
  }
}
