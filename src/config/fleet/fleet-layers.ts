/** The layers of a fleet's sites. What sites share is read and merged once. */
import { layerOver } from "../layers.js";
import { sourceOf, type Place, type ReadLayer } from "../lower-layers.js";
import { nearest } from "../nearest.js";
import { sectionSteps } from "../parse-section.js";
import { isTree } from "../tree.js";
import type { FleetEntry } from "./entry.js";
import type { PlacedProblem } from "./fleet-document.js";
import { readEntry, type FleetLayer } from "./fleet-entry.js";
import type { Fleet } from "./fleet-file.js";

/** A site with everything that the fleet configures for it. */
export interface SiteInFleet {
  readonly name: string;
  /** As configured, without those that do not exist. */
  readonly groups: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly layer: ReadLayer;
  /** Problems of the site's own entry. */
  readonly problems: readonly PlacedProblem[];
  /** Problems of its groups and of the defaults. */
  readonly inherited: readonly PlacedProblem[];
  /** Whether its entry is a mapping at all. */
  readonly readable: boolean;
  /** Where the site itself stands. */
  readonly place: Place;
  /** Where a value stands; the site itself, where no layer sets it. Undefined for what is no key of a section. */
  readonly placeOf: (path: string) => Place | undefined;
}

interface Shared {
  readonly layer: ReadLayer | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly problems: readonly PlacedProblem[];
}

export class FleetLayers {
  readonly #entries = new Map<FleetEntry, FleetLayer>();
  readonly #shared = new Map<string, Shared>();
  readonly #hints = new Map<string, string>();

  constructor(
    readonly fleet: Fleet,
    private readonly projectDirectory: string,
  ) {}

  /** The defaults or a group, read once. */
  entry(entry: FleetEntry): FleetLayer {
    const known = this.#entries.get(entry) ?? readEntry(entry, this.projectDirectory);
    this.#entries.set(entry, known);
    return known;
  }

  /** The defaults and every group. */
  sharedEntries(): FleetLayer[] {
    const { defaults, groups } = this.fleet;
    return [...(defaults ? [defaults] : []), ...groups.values()].map((entry) => this.entry(entry));
  }

  /** @returns undefined for a site that the fleet does not have */
  site(name: string): SiteInFleet | undefined {
    const entry = this.fleet.sites.get(name);
    if (!entry) return undefined;
    const own = readEntry(entry, this.projectDirectory);
    const groups = own.groups.filter((group) => this.fleet.groups.has(group));
    const shared = this.shared(groups);
    const merged = shared.layer ? layerOver(own.layer, shared.layer) : own.layer;
    const layer = withName(merged, entry);
    return {
      name,
      groups,
      labels: { ...shared.labels, ...own.labels },
      layer,
      problems: [...own.problems, ...this.groupProblems(own)],
      inherited: shared.problems,
      place: entry.at([]),
      readable: isTree(entry.value),
      placeOf: (path) => {
        const steps = sectionSteps(path);
        if (!steps) return undefined;
        const source = sourceOf(layer, steps);
        return source ? source.at?.(steps) : entry.at([]);
      },
    };
  }

  /** Of the groups the last one wins, then the defaults. */
  private shared(groups: readonly string[]): Shared {
    const key = JSON.stringify(groups);
    const known = this.#shared.get(key) ?? this.merged(groups);
    this.#shared.set(key, known);
    return known;
  }

  private merged(names: readonly string[]): Shared {
    const { defaults, groups } = this.fleet;
    const entries = names.toReversed().flatMap((name) => groups.get(name) ?? []);
    const layers = [...entries, ...(defaults ? [defaults] : [])].map((entry) => this.entry(entry));
    const [farthest, ...nearer] = layers.map(({ layer }) => layer).reverse();
    return {
      layer: farthest && nearer.reduce((lower, upper) => layerOver(upper, lower), farthest),
      labels: Object.assign({}, ...layers.toReversed().map(({ labels }) => labels)) as Shared["labels"],
      problems: layers.flatMap(({ problems }) => problems),
    };
  }

  private groupProblems({ entry, groups }: FleetLayer): PlacedProblem[] {
    return groups.flatMap((group, index) => {
      const at = { place: entry.at(["groups", index]), path: `${entry.path}.groups`, found: `"${group}"` };
      if (!this.fleet.groups.has(group)) return [{ ...at, expected: this.hint(group) }];
      return groups.indexOf(group) < index ? [{ ...at, expected: "each group once" }] : [];
    });
  }

  private hint(group: string): string {
    const names = [...this.fleet.groups.keys()];
    const meant = this.#hints.get(group) ?? nearest(group, names) ?? "";
    this.#hints.set(group, meant);
    if (meant !== "") return `a group of this fleet; did you mean "${meant}"?`;
    const some = names.slice(0, 10).join(", ");
    return `a group of this fleet: ${names.length === 0 ? "it has none" : `${some}${names.length > 10 ? ", ..." : ""}`}`;
  }
}

/** A site that has no name of its own is called as in the fleet. */
function withName(layer: ReadLayer, { name, at }: FleetEntry): ReadLayer {
  const { site } = layer.values;
  if (!isTree(site) || site.name !== undefined) return layer;
  return layerOver(layer, {
    values: { site: { name } },
    sources: [{ name: "the site's name in the fleet", values: { site: { name } }, at: () => at([]) }],
    problems: [],
    fatal: false,
    origins: [],
  });
}
