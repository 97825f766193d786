// Settings of a sandbox.
import type { StandInSettings } from "./stand-ins/stand-in.js";

/** Settings of a sandbox, for tests that need other timings than the vendor's. */
export type SandboxSettings = StandInSettings;

/** Default settings: the vendor's own values where there are any. */
export const defaultSettings: SandboxSettings = {
  addonsDeleteTimeoutSeconds: 600,
  addonsRemovalSeconds: 0,
  workloadRetrySeconds: 2,
  guests: true,
};
