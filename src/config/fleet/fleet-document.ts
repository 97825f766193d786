/** One file of a fleet as values with places. */
import { dirname } from "node:path";
import type { Place } from "../lower-layers.js";
import type { Problem } from "../problem.js";
import { oddProblems, place as placeText } from "../reading/odd-problems.js";
import { pathKey, type Step } from "../reading/plain-value.js";
import { readYaml, type OddValue, type YamlDocument } from "../reading/yaml-tree.js";
import { isTree, type Tree } from "../tree.js";

/** A problem with the place of its value; the path is without it, and empty where the place is all there is. */
export interface PlacedProblem extends Problem {
  readonly place?: Place | undefined;
}

/** For a list of problems that shows paths alone. */
export function withPlace({ place, path, ...rest }: PlacedProblem): Problem {
  return { path: whereText({ place, path }), ...rest };
}

/** `FILE:LINE:COLUMN PATH`, as far as they are known. */
export function whereText({ place, path }: Pick<PlacedProblem, "place" | "path">): string {
  return [...(place ? [placeText(place.file, place)] : []), ...(path === "" ? [] : [path])].join(" ");
}

export class FleetDocument {
  /** Values that YAML reads differently than they appear, by the first steps of their path. */
  readonly #odd = new Map<number, ReadonlyMap<string, readonly OddValue[]>>();

  private constructor(
    readonly value: Tree,
    /** As messages name it. */
    readonly file: string,
    /** Folder of the file, absolute. */
    readonly directory: string,
    private readonly document: YamlDocument,
  ) {}

  /**
   * @param path absolute
   * @param expected in place of a file that holds no mapping
   */
  static parse(
    text: string,
    path: string,
    file: string,
    expected: string,
  ): FleetDocument | { readonly problem: PlacedProblem } {
    const { documents, faults } = readYaml(text);
    const [fault] = faults;
    if (fault) {
      const place = { file, ...fault.position };
      return { problem: { place, path: "", found: "a line that cannot be read", expected: fault.expected } };
    }
    const [document, second] = documents;
    if (second) return { problem: { path: file, found: "several YAML documents", expected: "one" } };
    if (!document) return { problem: { path: file, found: "an empty file", expected } };
    if (!isTree(document.value)) return { problem: { path: file, found: "no mapping", expected } };
    return new FleetDocument(document.value, file, dirname(path), document);
  }

  at(steps: readonly Step[]): Place {
    return { file: this.file, ...this.document.positionOf(steps) };
  }

  /** @param above the path of an entry, whose name counts for nothing in what is judged */
  oddBelow(above: readonly Step[]): PlacedProblem[] {
    const depth = above.length;
    const known = this.#odd.get(depth) ?? grouped(this.document.odd, depth);
    this.#odd.set(depth, known);
    const odd = (known.get(pathKey(above)) ?? []).map((value) => ({
      ...value,
      path: value.path.slice(depth),
    }));
    return odd.flatMap((value) =>
      oddProblems({ odd: [value] }, (steps) => steps.join(".")).map((problem) => ({
        ...problem,
        place: { file: this.file, ...value.position },
      })),
    );
  }
}

function grouped(odd: readonly OddValue[], depth: number): ReadonlyMap<string, readonly OddValue[]> {
  const groups = new Map<string, OddValue[]>();
  for (const value of odd) {
    const key = pathKey(value.path.slice(0, depth));
    const group = groups.get(key) ?? [];
    group.push(value);
    groups.set(key, group);
  }
  return groups;
}
