/** Names and messages are of others: none of them steers a terminal, or becomes markup of a merge request. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { markdownText, printable } from "../../../src/fleet/finding.js";
import { markdownPlan, textPlan } from "../../../src/fleet/plan/plan-report.js";
import { Progress } from "../../../src/fleet/rollout/progress.js";
import { rolloutMarkdown } from "../../../src/fleet/rollout/report-markdown.js";
import { rolloutText } from "../../../src/fleet/rollout/report.js";

const hostile = fc.string({ unit: fc.constantFrom(...Array.from("a\u001b[31m\r\n\u009b\u202e|\\`*<&[]!(")) });
const steers = /(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

/** The text of a table's row with what is escaped taken out. */
const bare = (row: string) => row.replace(/\\[\\`*[\]|]/g, "");

describe("a text of others", () => {
  it("is one line of Markdown, and nothing in it is markup", () => {
    assert.equal(
      markdownText("a\\|b `c` [d](e) <img>&\nf: 1 -> 2"),
      "a\\\\\\|b \\`c\\` \\[d\\](e) &lt;img>&amp; f: 1 -> 2",
    );
    fc.assert(
      fc.property(hostile, (text) => {
        assert.doesNotMatch(bare(markdownText(text)), /[|`*<[\]\n\\]/);
      }),
    );
  });

  it("steers no terminal and adds no cell to a table, whatever of a plan or rollout it is", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const reasons = [{ what: text }];
        const planned = {
          name: "a",
          groups: [],
          labels: {},
          cluster: undefined,
          word: "drifted",
          reasons,
          also: reasons,
        } as const;
        const plan = { sites: [planned], strangers: [{ kind: "Cluster", name: text, stack: text }] };
        const site = {
          name: "a",
          vcenter: undefined,
          registry: undefined,
          word: "drifted",
          digest: "",
          isCanary: false,
        } as const;
        const end = { outcome: "failed", reasons: [text] } as const;
        const result = {
          sites: [{ site, status: "failed", isEarlier: false, end, seconds: 1, wave: "sites" }],
          stopped: undefined,
        } as const;
        const report = { fleet: "f", id: "i", result, blocked: [planned], seconds: 1 };
        const ended = {
          event: "site-ended",
          site: "a",
          wave: "sites",
          attempt: 1,
          outcome: "failed",
          seconds: 1,
        } as const;
        const shown = new Progress(() => 0).take({ ...ended, reasons: [text] });
        const [table, markdown] = [markdownPlan(plan), rolloutMarkdown(report)];
        for (const one of [textPlan(plan), table, rolloutText(report), markdown, ...shown, printable(text)])
          assert.doesNotMatch(one, steers);
        const row = table.split("\n").find((line) => line.startsWith("| drifted"));
        assert.equal(bare(row ?? "").split("|").length, 5, row);
      }),
    );
  });
});
