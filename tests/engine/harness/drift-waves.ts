/**
 * One wave of drift: made by hand, detected by each command exactly as its rows document, corrected by up.
 */
import assert from "node:assert/strict";
import { sharedRows, type DriftRow } from "./drift-rows.js";
import type { LiveApis } from "./live-apis.js";
import type { Outcome, TestStack } from "./test-stack.js";

const idle = new Set(["same", "refresh", "read"]);

/** `operation resource` of every step that changes something, in a stable order. */
export const planOf = ({ steps }: Outcome): string[] =>
  [
    ...new Set(
      steps
        .filter(({ op }) => !idle.has(op))
        .map(({ op, urn }) => `${op.replace("discard-replaced", "replace")} ${urn.split("::").at(-1) ?? ""}`),
    ),
  ].sort();
const planned = (rows: readonly DriftRow[], of: (row: DriftRow) => readonly string[]): string[] =>
  [...new Set(rows.flatMap(of))].sort();
export const succeeded = (outcome: Outcome): void => {
  assert.equal(outcome.exitCode, 0, outcome.all);
};

/** A stack with the TKr and the template, and the APIs that it lives on. */
export interface DriftedStack {
  readonly apis: LiveApis;
  readonly stack: TestStack;
}

/** Declares a `describe` for the rows of a wave. @param of called while its cases run */
export function fixesWave(wave: DriftRow["wave"], of: () => DriftedStack): void {
  const rows = sharedRows.filter((row) => row.wave === wave);
  describe(rows.map(({ what }) => what).join("; "), () => {
    let words: string;

    before("by hand", async () => {
      const { apis } = of();
      for (const { byHand } of rows) await byHand(apis);
    });

    it("is exactly what a preview finds", async () => {
      const preview = await of().stack.preview();
      succeeded(preview);
      assert.deepEqual(
        planOf(preview),
        planned(rows, ({ plan }) => plan),
        preview.all,
      );
      words = preview.diagnostics.map(({ message }) => message).join("\n");
    });

    it("is exactly what refresh alone finds of it", async () => {
      const { changes, all } = await of().stack.previewRefresh();
      const found = (changes.update ?? 0) + (changes.delete ?? 0);
      assert.equal(found, rows.filter(({ refresh }) => refresh).length, all);
    });

    it("is exactly what preview --refresh finds", async () => {
      const preview = await of().stack.preview({ args: ["--refresh"] });
      succeeded(preview);
      assert.deepEqual(
        planOf(preview),
        planned(rows, ({ plan, planAfterRefresh }) => planAfterRefresh ?? plan),
        preview.all,
      );
    });

    for (const row of rows) {
      if (row.words) {
        const expected = row.words;
        it(`is reported: ${row.what}`, () => {
          assert.match(words, expected);
        });
      }
    }

    it("is fixed by up, after which nothing is found", async () => {
      succeeded(await of().stack.up());
      for (const { what, fixed } of rows) assert.ok(await fixed(of().apis), what);
      succeeded(await of().stack.preview({ expectNoChanges: true }));
    });
  });
}
