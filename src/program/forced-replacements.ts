/**
 * Replacements and partial runs that the engine's command line requests. They would destroy a running cluster
 * without the gate and its backup, or without the Secret that goes with it; a rebuild by `rebuild.generation` is the way.
 * A resource that was tainted in the state cannot be seen from here (docs/guarantees.md).
 */
import type { LiveObject } from "../clients/live-object.js";
import { UserError } from "../config/problem.js";
import type { SiteSpec } from "../config/stack-spec.js";
import type { EngineCommand } from "./engine-command.js";
import type { StateResource } from "./own-state.js";

/**
 * @param live the site's Cluster; without one, or with one that is being deleted, there is nothing to lose
 * @param command undefined where it is unknown
 * @throws UserError where the run would replace the Cluster on its own
 */
export function refuseForcedReplacement(
  site: SiteSpec,
  live: LiveObject | undefined,
  state: readonly StateResource[],
  command: EngineCommand | undefined,
): void {
  if (!command || !live || live.metadata.deletionTimestamp !== undefined) return;
  const replaced = chainOf(site, state).filter(({ urn }) => command.replaces(urn));
  if (replaced.length === 0) return;
  throw new UserError(
    [
      `--replace and --target-replace refused: the run would destroy the running Cluster ${site.namespace}/${site.name}, without proof`,
      "  that it can be created again and without a backup. Nothing was changed. Named by the command line:",
      ...replaced.map(({ urn }) => `    ${urn}`),
      `  To rebuild the cluster, set tkg-edge:site.rebuild.generation: ${site.rebuild.generation + 1} and run pulumi up (docs/rebuild.md).`,
    ].join("\n"),
  );
}

/**
 * @param site whose rebuild is due
 * @throws UserError where the run would make a part of the rebuild
 */
export function refusePartialRebuild(
  site: SiteSpec,
  state: readonly StateResource[],
  command: EngineCommand | undefined,
): void {
  if (command?.refreshesByProgram === true) {
    throw new UserError(
      [
        `REBUILD of ${site.namespace}/${site.name} refused: with --refresh and --run-program the engine makes only a part of it.`,
        "  Nothing was changed. Run pulumi refresh --run-program, and then the same command without --run-program.",
      ].join("\n"),
    );
  }
  if (!dividesChange(site, state, command)) return;
  throw new UserError(
    [
      `REBUILD of ${site.namespace}/${site.name} refused: --target, --target-replace and --exclude limit the run to a part of it.`,
      "  Nothing was changed. Run the same command without them, or undo the change that forces the rebuild.",
    ].join("\n"),
  );
}

/**
 * @param site whose roll to another version is due
 * @throws UserError where the run could roll the Cluster without the gate, or without the packages of the new version
 */
export function refusePartialRoll(
  site: SiteSpec,
  state: readonly StateResource[],
  command: EngineCommand | undefined,
): void {
  if (!dividesChange(site, state, command)) return;
  throw new UserError(
    [
      `ROLL of ${site.namespace}/${site.name} refused: --target, --target-replace and --exclude limit the run to a part of it, which`,
      "  could leave out the proofs of its gate and the packages of the new version. Nothing was changed. Run the same command without",
      "  them, or undo the change of tkg-edge:site.tkrVersion.",
    ].join("\n"),
  );
}

/** Whether a run that is limited to some resources may work on one that a rebuild or a roll is made of. */
function dividesChange(
  site: SiteSpec,
  state: readonly StateResource[],
  command: EngineCommand | undefined,
): boolean {
  if (command?.isPartial !== true) return false;
  return [...chainOf(site, state), ...gateOf(site, state)].some(({ urn }) => command.mayInclude(urn));
}

/** Resources whose replacement replaces the Cluster: itself, what it needs, and their provider. */
function chainOf({ name }: SiteSpec, state: readonly StateResource[]): readonly StateResource[] {
  const parts = ["cluster", "anchor", "credentials", "calico", "cpi", "bootstrap"];
  const names = new Set(parts.map((part) => `${name}-${part}`));
  return state.filter(({ urn, type }) => type === "pulumi:providers:kubernetes" || names.has(nameOf(urn)));
}

function gateOf({ name }: SiteSpec, state: readonly StateResource[]): readonly StateResource[] {
  return state.filter(({ urn }) => nameOf(urn) === `${name}-rebuild-gate`);
}

const nameOf = (urn: string) => urn.split("::").at(-1) ?? "";
