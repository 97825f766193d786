/**
 * Label selectors: parsed from text, printed in the canonical form of Kubernetes (requirements sorted by key), matched.
 * The canonical form stands in the texts of denials (measured B: `tkrSelector: '…', osImageSelector: '…'`).
 */

import {
  compare,
  integerOf,
  parseRequirements,
  type Operator,
  type Requirement,
} from "./selector-grammar.js";

export type Labels = Readonly<Record<string, string>>;

/** A parsed label selector. Immutable. */
export class Selector {
  private constructor(private readonly requirements: readonly Requirement[]) {}

  /** The selector that matches everything. */
  static readonly everything = new Selector([]);

  /**
   * Parses a selector such as `a, !b, c=d, e in (f,g)`. The empty text matches everything.
   * @throws Error with Kubernetes' own text
   */
  static parse(text: string): Selector {
    return new Selector([...parseRequirements(text)].sort((a, b) => compare(a.key, b.key)));
  }

  /** This selector with more requirements: keys that must be present, keys that must be absent. */
  requiring(keys: { readonly present?: readonly string[]; readonly absent?: readonly string[] }): Selector {
    const make = (operator: Operator) => (key: string) => ({ key, operator, values: [] });
    return new Selector([
      ...this.requirements,
      ...(keys.absent ?? []).map(make("!exists")),
      ...(keys.present ?? []).map(make("exists")),
    ]);
  }

  matches(labels: Labels | undefined): boolean {
    return this.requirements.every((requirement) => fulfils(labels ?? {}, requirement));
  }

  toString(): string {
    return this.requirements.map(printRequirement).join(",");
  }
}

function fulfils(labels: Labels, { key, operator, values }: Requirement): boolean {
  const actual = labels[key];
  switch (operator) {
    case "exists":
      return actual !== undefined;
    case "!exists":
      return actual === undefined;
    case "=":
    case "==":
    case "in":
      return actual !== undefined && values.includes(actual);
    case "!=":
    case "notin":
      return actual === undefined || !values.includes(actual);
    case ">":
    case "<": {
      const [left, right] = [integerOf(actual ?? ""), integerOf(values[0] ?? "")];
      if (left === undefined || right === undefined) return false;
      return operator === ">" ? left > right : left < right;
    }
  }
}

function printRequirement({ key, operator, values }: Requirement): string {
  switch (operator) {
    case "exists":
      return key;
    case "!exists":
      return `!${key}`;
    case "in":
    case "notin":
      return `${key} ${operator} (${[...values].sort(compare).join(",")})`;
    default:
      return `${key}${operator}${values[0] ?? ""}`;
  }
}
