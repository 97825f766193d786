/** A ledger of a rollout that stopped: two canaries, a site that failed, one that was away, and others that were not started. */
import type { LedgerRecord } from "../../../../src/fleet/rollout/records.js";
import { shownRollout, type ShownRollout } from "../../../../src/fleet/rollout/waves.js";

const begun = Date.parse("2026-06-01T10:00:00Z");

interface Run {
  readonly site: string;
  readonly wave: string;
  readonly attempt?: number;
  /** @default - it never ended */
  readonly outcome?: "done" | "failed" | "stopped" | "deferred" | "cancelled";
  readonly reasons?: readonly string[];
}

/** @param runs one after the other, a minute each */
export function madeUpRecords(
  waves: Readonly<Record<string, readonly string[]>>,
  runs: readonly Run[],
): LedgerRecord[] {
  let now = begun;
  const at = () => new Date(now).toISOString();
  const records: LedgerRecord[] = [
    { kind: "rollout", version: 1, at: at(), id: "0a1b2c3d", fleet: "fleet.yaml" },
  ];
  for (const [wave, sites] of Object.entries(waves)) {
    records.push({ kind: "wave", at: at(), wave, sites: [...sites] });
    for (const { site, attempt = 1, outcome, reasons = [] } of runs.filter((run) => run.wave === wave)) {
      records.push({ kind: "start", at: at(), site, attempt, wave, word: "REBUILD", digest: "d" });
      now += 60_000;
      if (outcome !== undefined)
        records.push({ kind: "end", at: at(), site, attempt, outcome, reasons: [...reasons] });
    }
  }
  return records;
}

/** @param name of the site that failed, and what it failed for */
export function madeUpRollout(name = "shop-0005"): ShownRollout {
  const records = madeUpRecords(
    {
      canaries: ["shop-0001", "shop-0002"],
      sites: ["shop-0003", "shop-0004", name, "shop-0006", "shop-0007"],
    },
    [
      { site: "shop-0001", wave: "canaries", outcome: "done" },
      { site: "shop-0002", wave: "canaries", outcome: "done" },
      { site: "shop-0003", wave: "sites", outcome: "done", attempt: 2 },
      { site: "shop-0004", wave: "sites", outcome: "deferred", reasons: ["vCenter does not answer"] },
      { site: name, wave: "sites", outcome: "failed", reasons: [`no such datastore: ${name}`] },
      { site: "shop-0006", wave: "sites" },
    ],
  );
  const rollout = shownRollout(records);
  if (!rollout) throw new Error("the ledger begins with a rollout");
  return rollout;
}
