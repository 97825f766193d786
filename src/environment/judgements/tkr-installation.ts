/**
 * Whether a stack installs a tiny TKr, or uses the one that the management cluster has. Pure.
 *
 * A stack whose own state holds what the TKr was installed from is its installer, whatever the objects are marked with, and
 * whichever of them were deleted by hand. `auto` decides only where the state holds none of it.
 */

/** `management.tkr.install`. */
export type TkrInstall = "auto" | "always" | "never";

export interface TkrSituation {
  readonly install: TkrInstall;
  /** Whether the state holds what only an installer creates, or an interrupted run of this stack created that. */
  readonly isInstaller: boolean;
  readonly tkr: "absent" | "leaving" | "present";
  /** Whether the TKr, or what it is installed from, is marked by a stack whose objects this state does not hold. */
  readonly isMarked: boolean;
}

/**
 * - `install`: the stack installs it, or has installed it, and removes it on destroy.
 * - `use`: the stack uses what is there, and leaves it in place.
 *
 * The others are refused:
 * - `of-this-stack`: it is not to be installed, and this stack has installed it.
 * - `of-others`: it is to be installed, and is there already.
 * - `missing`: it is not to be installed, and is not there.
 * - `leaving`: it is being deleted.
 */
export type TkrDecision = "install" | "use" | "of-this-stack" | "of-others" | "missing" | "leaving";

export function decideTkr({ install, isInstaller, tkr, isMarked }: TkrSituation): TkrDecision {
  if (isInstaller) return install === "never" ? "of-this-stack" : "install";
  if (tkr === "absent") return install === "never" ? "missing" : "install";
  if (tkr === "leaving") return "leaving";
  if (install === "never") return "use";
  return install === "always" || isMarked ? "of-others" : "use";
}

/** What a stack adds to a TKr that it uses. */
export interface CompatibilitySituation {
  /** Whether TKG has judged the TKr, and found it incompatible with the management cluster. */
  readonly isIncompatible: boolean;
  /** The ConfigMap that declares the TKr compatible: this stack's own, or one that others made. */
  readonly configMap: "absent" | "own" | "of-others";
  /** Whether that ConfigMap lists the TKr. */
  readonly isListed: boolean;
  /** Whether the state holds the wait for the TKr's compatibility. */
  readonly hasWaited: boolean;
}

export interface CompatibilityDecision {
  /** Whether this stack has the ConfigMap. */
  readonly configMap: boolean;
  /** Whether it waits until the TKr is compatible. What has waited once keeps the wait, so that nothing changes afterwards. */
  readonly awaits: boolean;
  /** Whether a ConfigMap of others is in the way. */
  readonly isBlocked: boolean;
}

export function decideCompatibility(situation: CompatibilitySituation): CompatibilityDecision {
  const { isIncompatible, configMap, isListed, hasWaited } = situation;
  const has = configMap === "own" || (configMap === "absent" && isIncompatible);
  return {
    configMap: has,
    awaits: has || isIncompatible || hasWaited,
    isBlocked: isIncompatible && configMap === "of-others" && !isListed,
  };
}
