/** The rollout that a ledger has, by its waves, for the status of a fleet. Pure. */
import * as z from "zod";
import { secondsBetween } from "./clock.js";
import { outcomes } from "./outcome.js";
import type { LedgerRecord } from "./records.js";

/** `waiting`: not started; `started`: it runs, or the process that ran it was killed. */
export const waveStatuses = [...outcomes, "started", "waiting"] as const;

const siteInWave = z.object({
  name: z.string(),
  status: z.enum(waveStatuses),
  /** Of its last run in this wave. */
  seconds: z.number().nullable(),
  /** Runs in this rollout, up to that one. */
  attempts: z.number(),
  reasons: z.array(z.string()),
});

export const shownRolloutSchema = z.object({
  id: z.string(),
  startedAt: z.string(),
  /** When something was recorded last. */
  recordedAt: z.string(),
  /** Whether every site is done. */
  complete: z.boolean(),
  waves: z.array(z.object({ name: z.string(), sites: z.array(siteInWave) })),
});

export type ShownRollout = z.infer<typeof shownRolloutSchema>;
export type ShownWave = ShownRollout["waves"][number];
export type SiteInWave = ShownWave["sites"][number];

/** @returns undefined where no rollout was recorded */
export function shownRollout(records: readonly LedgerRecord[]): ShownRollout | undefined {
  const [first] = records;
  if (first?.kind !== "rollout") return undefined;
  const waves = new Map<string, Map<string, SiteInWave>>();
  const running = new Map<string, { readonly wave: string; readonly attempt: number; readonly at: string }>();
  const waveOf = (name: string) => {
    const known = waves.get(name) ?? new Map<string, SiteInWave>();
    waves.set(name, known);
    return known;
  };
  for (const record of records) {
    if (record.kind === "wave") {
      const wave = waveOf(record.wave);
      for (const name of record.sites) if (!wave.has(name)) wave.set(name, notStarted(name));
    } else if (record.kind === "start") {
      const { site: name, wave, attempt, at, rollout } = record;
      // Of an earlier rollout, and not run by this one.
      if (rollout !== undefined) continue;
      running.set(name, { wave, attempt, at });
      waveOf(wave).set(name, { ...notStarted(name), status: "started", attempts: attempt });
    } else if (record.kind === "end") {
      const { site: name, outcome: status, reasons, at } = record;
      const begun = running.get(name);
      if (begun?.attempt !== record.attempt) continue;
      const seconds = secondsBetween(Date.parse(begun.at), Date.parse(at));
      waveOf(begun.wave).set(name, { name, status, seconds, attempts: begun.attempt, reasons });
    }
  }
  return {
    ...{ id: first.id, startedAt: first.at, recordedAt: records.at(-1)?.at ?? first.at },
    complete: records.some(({ kind }) => kind === "complete"),
    waves: [...waves].map(([name, sites]) => ({ name, sites: [...sites.values()] })),
  };
}

const notStarted = (name: string): SiteInWave => ({
  ...{ name, status: "waiting", seconds: null, attempts: 0, reasons: [] },
});

/** Each status that occurs with its number, in the order of `waveStatuses`. */
export const statusCounts = (sites: readonly Pick<SiteInWave, "status">[]) =>
  waveStatuses.flatMap((status) => {
    const count = sites.filter((site) => site.status === status).length;
    return count === 0 ? [] : [{ status, count }];
  });
