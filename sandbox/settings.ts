// What can be tuned in a sandbox.
import type { StandInSettings } from "./stand-ins/stand-in.js";

/** Tuning of a sandbox, for tests that need another pace than the vendor's. */
export type SandboxSettings = StandInSettings;

/** What a sandbox has when nobody says otherwise: the vendor's own values where there are any. */
export const defaultSettings: SandboxSettings = {
  addonsDeleteTimeoutSeconds: 600,
  addonsRemovalSeconds: 0,
  workloadRetrySeconds: 2,
  guests: true,
};
