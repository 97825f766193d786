/** How a fleet is rolled out: options of the command line over the fleet file over defaults. */
import type { RolloutKeys } from "../../config/fleet/rollout-fields.js";
import { secondsOfGoDuration } from "../../config/go-duration.js";
import { UserError } from "../../config/problem.js";
import { labelSelector } from "../plan/selector.js";

export interface RolloutSettings {
  /** Sites that run at the same time. */
  readonly maxConcurrency: number;
  /** The same for each vCenter; undefined without a limit. */
  readonly maxConcurrencyPerVcenter: number | undefined;
  /** The same for each registry; undefined without a limit. */
  readonly maxConcurrencyPerRegistry: number | undefined;
  readonly soakSeconds: number;
  /** Failed sites, or a percentage such as `5%`, at which no more are started. */
  readonly maxFailures: number | string;
  readonly timeoutPerSiteSeconds: number;
  /** How long after its beginning a rollout waits for windows of rebuilds. @default - it does not wait */
  readonly waitForWindowsSeconds?: number | undefined;
}

const defaults = {
  maxConcurrency: 4,
  soak: "0s",
  maxFailures: 1,
  timeoutPerSite: "2h",
  waitForWindows: "0s",
} as const;

/** @param flags of the command line, which win */
export function rolloutSettings(flags: RolloutKeys, file: RolloutKeys): RolloutSettings {
  return {
    maxConcurrency: flags.maxConcurrency ?? file.maxConcurrency ?? defaults.maxConcurrency,
    maxConcurrencyPerVcenter: flags.maxConcurrencyPerVcenter ?? file.maxConcurrencyPerVcenter,
    maxConcurrencyPerRegistry: flags.maxConcurrencyPerRegistry ?? file.maxConcurrencyPerRegistry,
    soakSeconds: secondsOf(flags.soak ?? file.soak ?? defaults.soak),
    maxFailures: flags.maxFailures ?? file.maxFailures ?? defaults.maxFailures,
    timeoutPerSiteSeconds: secondsOf(flags.timeoutPerSite ?? file.timeoutPerSite ?? defaults.timeoutPerSite),
    waitForWindowsSeconds: secondsOf(flags.waitForWindows ?? file.waitForWindows ?? defaults.waitForWindows),
  };
}

const secondsOf = (duration: string): number => secondsOfGoDuration(duration) ?? 0;

/** Failures at which no more sites are started; a percentage is rounded up. */
export function failureLimit({ maxFailures }: Pick<RolloutSettings, "maxFailures">, sites: number): number {
  if (typeof maxFailures === "number") return maxFailures;
  return Math.max(1, Math.ceil((sites * Number.parseInt(maxFailures, 10)) / 100));
}

interface Labelled {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Names of the canaries.
 * @param given a list of names, or a text with names or labels, separated by commas
 * @throws UserError where no site of the fleet is meant, or a name is none of a site
 */
export function canariesOf(given: RolloutKeys["canaries"], sites: readonly Labelled[]): ReadonlySet<string> {
  if (given === undefined) return new Set();
  const known = new Set(sites.map(({ name }) => name));
  const names = typeof given === "string" ? given.split(",").map((part) => part.trim()) : given;
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length === 0) return new Set(names);
  if (typeof given !== "string" || unknown.length < names.length) {
    throw new UserError(`canaries: there is no site ${unknown.join(", ")}; expected: sites of this fleet`);
  }
  const isCanary = labelSelector(given, "canaries");
  const selected = sites.filter(isCanary).map(({ name }) => name);
  if (selected.length > 0) return new Set(selected);
  throw new UserError(`canaries: no site has this name or these labels: ${given}`);
}
