// Decides, before anything is downloaded or built, where each tool comes from.
import { hasEntry } from "./cache-entry.js";
import { catalogue } from "./catalogue.js";
import { standInKey } from "./command-stand-in.js";
import type { FoundTool } from "./find-on-path.js";
import { buildKey } from "./go-build.js";
import { isDownloaded } from "./official-plugins.js";
import { toolNames } from "./tool-names.js";
import type { ToolName } from "./tool-names.js";

/** What to do about a tool. */
export type Step =
  /** The user's own. */
  | { readonly kind: "path"; readonly name: ToolName; readonly found: FoundTool }
  /** A Pulumi plugin: download it; where that cannot be, `otherwise`. */
  | { readonly kind: "download"; readonly name: ToolName; readonly ready: boolean; readonly otherwise: Step }
  /** Build it with the Go command of this description. `ready`: it is in the cache. */
  | { readonly kind: "build"; readonly name: ToolName; readonly go: string; readonly ready: boolean }
  /** Pack the stand-in for the command plugin. */
  | { readonly kind: "stand-in"; readonly name: ToolName; readonly ready: boolean };

/** What is known when the plan is made. */
export interface Situation {
  /** The user's own tools that fit, by name. */
  readonly found: Readonly<Partial<Record<ToolName, FoundTool>>>;
  /** Description of the Go command, or "none". */
  readonly go: string;
}

function ownStep(name: ToolName, go: string): Step {
  const { build } = catalogue[name];
  if (build === undefined) return { kind: "stand-in", name, ready: hasEntry("tools", standInKey()) };
  return { kind: "build", name, go, ready: hasEntry("tools", buildKey(name, build, go)) };
}

/** One step per tool. */
export function makePlan(situation: Situation): Step[] {
  return toolNames.map((name): Step => {
    const found = situation.found[name];
    if (found !== undefined) return { kind: "path", name, found };
    const own = ownStep(name, situation.go);
    const { plugin, version } = catalogue[name];
    if (plugin === undefined) return own;
    return { kind: "download", name, ready: isDownloaded({ name: plugin.name, version }), otherwise: own };
  });
}

/** How large a tool is, in MB, which is about how long it takes to build. Pulumi comes before all, since it downloads the plugins. */
export function sizeOf(name: ToolName): number {
  return name === "pulumi" ? Infinity : (catalogue[name].build?.megabytes ?? 0);
}

/** The order to build in: what takes longest first, so that at the end no large tool is left for one core alone. */
export function largestFirst(steps: readonly Step[]): Step[] {
  return [...steps].sort((one, other) => sizeOf(other.name) - sizeOf(one.name));
}

/** Tools that Go would have to build now, if no plugin can be downloaded. */
export function mustBeBuilt(steps: readonly Step[]): ToolName[] {
  return steps.flatMap((step) => {
    if (step.kind === "build") return step.ready ? [] : [step.name];
    return step.kind === "download" && !step.ready ? mustBeBuilt([step.otherwise]) : [];
  });
}
