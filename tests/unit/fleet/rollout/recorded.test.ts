/** The rollout that a ledger has, and what the next one takes over from it. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { thisProcess } from "../../../../src/clients/process-identity.js";
import { readLedger } from "../../../../src/fleet/rollout/ledger.js";
import { OpenedRollout } from "../../../../src/fleet/rollout/recorded.js";
import { shownRollout } from "../../../../src/fleet/rollout/waves.js";

const at = "2026-01-01T00:00:00.000Z";

describe("a recorded rollout", () => {
  let directory: string;
  let file: string;
  beforeEach("kill one while two of its sites run", () => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-recorded-"));
    file = join(directory, "ledger.jsonl");
    const killed = opened();
    killed.begin();
    for (const [site, word] of [
      ["one", "REBUILD"],
      ["two", "roll"],
      ["three", "roll"],
    ] as const)
      killed.append({ kind: "start", at, site, attempt: 2, wave: "sites", word, digest: "d" });
    killed.append({ kind: "process", at, site: "one", attempt: 2, process: thisProcess() });
    killed.append({ kind: "end", at, site: "three", attempt: 2, outcome: "done", reasons: [] });
    killed.close();
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const opened = (startsOver = false) => new OpenedRollout(file, "fleet.yaml", startsOver);

  it("leaves unfinished runs to the rollouts after it, until their sites are run", () => {
    const killed = opened();
    const first = killed.attempts.get("one");
    killed.close();
    assert.deepEqual([first?.number, first?.word, first?.process?.pid], [2, "REBUILD", process.pid]);
    // Neither of these runs the site, as by a selector.
    for (const life of [1, 2]) {
      const other = opened(true);
      other.begin();
      other.append({ kind: "complete", at });
      other.close();
      const after = opened();
      assert.deepEqual(after.attempts.get("one"), first, `after ${life}`);
      assert.deepEqual([...after.attempts.keys()], ["one", "two"]);
      after.close();
    }
    assert.deepEqual(shownRollout(readLedger(file).records)?.waves, []);
    const last = opened();
    last.begin();
    last.append({ kind: "start", at, site: "one", attempt: 3, wave: "sites", word: "roll", digest: "e" });
    last.append({ kind: "end", at, site: "one", attempt: 3, outcome: "done", reasons: [] });
    last.close();
    const ended = opened();
    assert.equal(ended.attempts.get("one")?.end?.outcome, "done");
    ended.close();
  });

  it("names those of sites that the fleet has no more, and does not hand them on", () => {
    const one = opened(true);
    const left = one.leave((site) => site !== "two");
    assert.deepEqual(
      left.map(([site, { number }]) => [site, number]),
      [["two", 2]],
    );
    one.begin();
    one.close();
    const next = opened();
    assert.deepEqual([...next.attempts.keys()], ["one"]);
    next.close();
  });
});
