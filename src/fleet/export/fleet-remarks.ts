/** What of a whole fleet has no place in Stack objects. */
import type { Fleet } from "../../config/fleet/fleet-file.js";
import { valueAt } from "../../config/lower-layers.js";
import type { Tree } from "../../config/tree.js";
import type { ExportedStack, NotExpressed } from "./exported-stack.js";

const elsewhere: Readonly<Record<string, string>> = {
  maxConcurrency: "MAX_CONCURRENT_RECONCILES of the operator bounds all its stacks",
  maxFailures: "failed sites stop no others; delete or suspend the operator to stop them all",
  soak: "the others start as soon as every canary has succeeded",
};

/** @param canaries that are not exported */
export function fleetRemarks(
  { rollout = {} }: Fleet,
  stacks: readonly ExportedStack[],
  canaries: readonly string[],
): NotExpressed[] {
  const ofRollout = Object.keys(rollout)
    .filter((key) => key !== "canaries")
    .sort()
    .map((key) => ({
      what: `rollout.${key}`,
      instead: elsewhere[key] ?? "the operator has nothing like it",
      stacks: [],
    }));
  const sitesWith = (isMeant: (config: Tree) => boolean): readonly string[] =>
    stacks.filter(({ kind, config }) => kind === "site" && isMeant(config)).map(({ name }) => name);
  const ofSite = (config: Tree, ...steps: readonly (string | number)[]) =>
    valueAt(config, ["tkg-edge:site", ...steps]);
  const ofSites: NotExpressed[] = [
    {
      what: "canaries that are not selected",
      instead: "the exported sites do not wait for them",
      stacks: canaries,
    },
    {
      what: "agreement to rebuilds",
      instead: "with site.protect false the operator rebuilds a site without asking",
      stacks: sitesWith((config) => ofSite(config, "protect") === false),
    },
    {
      what: "waiting for windows of rebuilds",
      instead:
        "outside of site.rebuild.windows a rebuild is refused and the run fails: change such sites inside of them",
      stacks: sitesWith((config) => ofSite(config, "rebuild", "windows", 0) !== undefined),
    },
  ];
  return [...ofRollout, ...ofSites.filter(({ stacks: about }) => about.length > 0)];
}
