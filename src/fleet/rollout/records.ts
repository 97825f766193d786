/** What a rollout records of itself, and what of it counts: the last attempt of each site. */
import * as z from "zod";
import { processIdentity, type ProcessIdentity } from "../../clients/process-identity.js";
import { outcomes, type SiteEnd } from "./outcome.js";
import { tasks, type Task } from "./task.js";

/** Of the form of the records. */
export const ledgerVersion = 1;

const ofSite = { at: z.iso.datetime(), site: z.string(), attempt: z.int() };

export const recordSchema = z.discriminatedUnion("kind", [
  /** A rollout begins: the first record of a ledger. */
  z.object({
    kind: z.literal("rollout"),
    version: z.literal(ledgerVersion),
    at: z.iso.datetime(),
    id: z.string(),
    fleet: z.string(),
  }),
  /** Written before the first of its sites is started. */
  z.object({ kind: z.literal("wave"), at: z.iso.datetime(), wave: z.string(), sites: z.array(z.string()) }),
  /** Written before anything is done to the site. */
  z.object({
    kind: z.literal("start"),
    ...ofSite,
    wave: z.string(),
    word: z.enum(tasks),
    digest: z.string(),
    /** Id of the rollout that it was begun in; taken over where it has no end yet. @default - this one */
    rollout: z.string().optional(),
  }),
  z.object({ kind: z.literal("process"), ...ofSite, process: processIdentity }),
  z.object({
    kind: z.literal("end"),
    ...ofSite,
    outcome: z.enum(outcomes),
    reasons: z.array(z.string()),
    output: z.string().optional(),
  }),
  /** Every site is done: the next rollout begins a new ledger. */
  z.object({ kind: z.literal("complete"), at: z.iso.datetime() }),
]);
export type LedgerRecord = z.output<typeof recordSchema>;

/** The last run of a site. */
export interface Attempt {
  /** Id of its rollout. */
  readonly rollout: string;
  readonly number: number;
  readonly wave: string;
  /** That the plan had, to which the user agreed. */
  readonly word: Task;
  readonly digest: string;
  readonly startedAt: string;
  /** The process that was started last; undefined where none was, as far as is known. */
  readonly process: ProcessIdentity | undefined;
  /** Undefined for one that never ended: its driver was killed. */
  readonly end: (SiteEnd & { readonly at: string }) | undefined;
}

export interface RecordedRollout {
  /** Undefined before the first record. */
  readonly id: string | undefined;
  readonly isComplete: boolean;
  readonly attempts: ReadonlyMap<string, Attempt>;
}

export function recordedRollout(records: readonly LedgerRecord[]): RecordedRollout {
  const attempts = new Map<string, Attempt>();
  let id: string | undefined;
  let isComplete = false;
  for (const record of records) {
    if (record.kind === "rollout") id = record.id;
    else if (record.kind === "complete") isComplete = true;
    else if (record.kind === "wave") continue;
    else if (record.kind === "start") {
      const { site, attempt: number, wave, word, digest, at: startedAt, rollout = id ?? "" } = record;
      const begun = { rollout, number, wave, word, digest, startedAt };
      attempts.set(site, { ...begun, process: undefined, end: undefined });
    } else {
      const attempt = attempts.get(record.site);
      if (attempt?.number !== record.attempt) continue;
      if (record.kind === "process") attempts.set(record.site, { ...attempt, process: record.process });
      else {
        const { outcome, reasons, output, at } = record;
        attempts.set(record.site, { ...attempt, end: { outcome, reasons, output, at } });
      }
    }
  }
  return { id, isComplete, attempts };
}
