// Settings of a sandbox.
import type { StandInSettings } from "./stand-ins/stand-in.js";

/** TKG releases whose management cluster a sandbox can play; 2.5.2 in the light profile alone (later-release/README.md). */
export const managementReleases = ["2.2.0", "2.5.2"] as const;
export type ManagementRelease = (typeof managementReleases)[number];

/** Settings of a sandbox, for tests that need other timings than the vendor's. */
export interface SandboxSettings extends StandInSettings {
  /** TKG release of the management cluster. @default 2.2.0 */
  readonly release: ManagementRelease;
  /** Whether the API server writes down what service accounts request (audit-log.ts). @default false */
  readonly auditLog: boolean;
}

/** Default settings: the vendor's own values where there are any. */
export const defaultSettings: SandboxSettings = {
  addonsDeleteTimeoutSeconds: 600,
  addonsRemovalSeconds: 0,
  workloadRetrySeconds: 2,
  guests: true,
  release: "2.2.0",
  auditLog: false,
};
