/** What happens in a rollout, for people and for programs. */
import type { Outcome } from "./outcome.js";
import type { Task } from "./task.js";

/** What is done to sites: `pulumi up`, what can be done before it, or `pulumi destroy`. */
export type RolloutKind = "rollout" | "preparation" | "destroy";

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
      readonly kind: RolloutKind;
    }
  | { readonly event: "wave-started"; readonly wave: string; readonly sites: readonly string[] }
  | {
      readonly event: "site-started";
      readonly site: string;
      readonly wave: string;
      readonly attempt: number;
      readonly plan: Task;
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
  | {
      /** No site can be started before a window opens (site.rebuild.windows). */
      readonly event: "waiting-for-window";
      readonly sites: readonly string[];
      readonly seconds: number;
      /** ISO 8601, UTC. */
      readonly opensAt: string;
    }
  | { readonly event: "stopping"; readonly why: StopReason; readonly running: readonly string[] }
  | {
      readonly event: "rollout-ended";
      readonly exitCode: number;
      readonly done: number;
      readonly failed: number;
      readonly deferred: number;
      /** Sites that have not had their turn, those that wait for a window included. */
      readonly left: number;
      readonly waitingForWindow: number;
    };

/** Version of the form in which events are written. */
export const eventsVersion = 1;

export const eventLine = (event: RolloutEvent, at: Date): string =>
  `${JSON.stringify({ version: eventsVersion, at: at.toISOString(), ...event })}\n`;
