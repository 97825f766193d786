/** What a row of the table is, and how its cases become test cases. */
import type { Bench } from "./bench.js";
import type { RowLabel } from "./labels.js";

/** One thing that is done, and what comes of it. */
export interface Case {
  /** What is done and what is expected, as the title of a test. */
  readonly title: string;
  /** @default 60 */
  readonly seconds?: number;
  /** Does it, and asserts what comes of it. */
  readonly run: (bench: Bench) => Promise<void>;
}

/** One row of what was measured. */
export interface Row {
  readonly label: RowLabel;
  /** Why what is seen in the sandbox differs from what was measured, and how. The same text is in docs/sandbox.md. */
  readonly differs?: string;
  /** Why it proves nothing in the light profile, where Cluster API and CAPV are stand-ins. */
  readonly onlyFull?: string;
  /** Carried out one after the other; a later one may build on an earlier one. */
  readonly cases: readonly Case[];
}

/**
 * Makes test cases of rows, one after the other; a title begins with its row's label. What follows a failed case of the
 * same row is skipped. (No `describe` for a row: mocha would put those after all plain cases of a file.)
 */
export function register(rows: readonly Row[], bench: () => Bench): void {
  for (const { label, onlyFull, differs, cases } of rows) {
    const row = `${label}${differs === undefined ? "" : " (differs)"}`;
    let failed = false;
    for (const { title, seconds = 60, run } of cases) {
      it(`${row}: ${title}`, async function () {
        if (failed || (onlyFull !== undefined && bench().sandbox.profile === "light")) this.skip();
        this.timeout(seconds * 1000);
        failed = true;
        await run(bench());
        failed = false;
      });
    }
  }
}
