/** What happens in a rollout, for people and for programs. */
import type { Word } from "../plan/verdict.js";
import type { Outcome } from "./outcome.js";

/** Why no more sites are started. */
export type StopReason = "failures" | "canaries" | "user" | "pause" | "ledger";

export type RolloutEvent =
  | {
      readonly event: "rollout-started";
      readonly id: string;
      readonly fleet: string;
      /** Sites to be run, deferred ones included. */
      readonly sites: number;
      /** Sites that an earlier run of this rollout finished. */
      readonly finishedEarlier: number;
    }
  | { readonly event: "wave-started"; readonly wave: string; readonly sites: readonly string[] }
  | {
      readonly event: "site-started";
      readonly site: string;
      readonly wave: string;
      readonly attempt: number;
      readonly plan: Word;
    }
  | { readonly event: "site-step"; readonly site: string; readonly step: string }
  | {
      readonly event: "site-ended";
      readonly site: string;
      readonly wave: string;
      readonly attempt: number;
      readonly outcome: Outcome;
      readonly seconds: number;
      readonly reasons: readonly string[];
      readonly output?: string | undefined;
    }
  | { readonly event: "soak-started"; readonly seconds: number }
  | { readonly event: "stopping"; readonly why: StopReason; readonly running: readonly string[] }
  | {
      readonly event: "rollout-ended";
      readonly exitCode: number;
      readonly done: number;
      readonly failed: number;
      readonly deferred: number;
      readonly left: number;
    };

/** Version of the form in which events are written. */
export const eventsVersion = 1;

export const eventLine = (event: RolloutEvent, at: Date): string =>
  `${JSON.stringify({ version: eventsVersion, at: at.toISOString(), ...event })}\n`;
