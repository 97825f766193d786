/**
 * Label selectors: parsed from text, printed in the canonical form of Kubernetes (requirements sorted by key), matched.
 * The canonical form stands in the texts of denials (measured B: `tkrSelector: '…', osImageSelector: '…'`).
 */

type Operator = "exists" | "!exists" | "=" | "==" | "!=" | "in" | "notin";

interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

export type Labels = Readonly<Record<string, string>>;

const name = "[A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?";
const value = "([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?";
const forms: readonly (readonly [RegExp, (match: readonly string[]) => Requirement])[] = [
  [new RegExp(`^!\\s*(?<key>${name})$`), (m) => ({ key: m[0] ?? "", operator: "!exists", values: [] })],
  [new RegExp(`^(?<key>${name})$`), (m) => ({ key: m[0] ?? "", operator: "exists", values: [] })],
  [
    new RegExp(`^(?<key>${name})\\s*(?<operator>==|=|!=)\\s*(?<values>${value})$`),
    (m) => ({ key: m[0] ?? "", operator: m[1] as Operator, values: [m[2] ?? ""] }),
  ],
  [
    new RegExp(`^(?<key>${name})\\s+(?<operator>in|notin)\\s*\\((?<values>[^()]*)\\)$`),
    (m) => ({
      key: m[0] ?? "",
      operator: m[1] as Operator,
      values: (m[2] ?? "").split(",").map((item) => item.trim()),
    }),
  ],
];

/** A parsed label selector. Immutable. */
export class Selector {
  private constructor(private readonly requirements: readonly Requirement[]) {}

  /** The selector that matches everything. */
  static readonly everything = new Selector([]);

  /**
   * Parses a selector such as `a, !b, c=d, e in (f,g)`. The empty text matches everything.
   * @throws Error that names the requirement which cannot be read.
   */
  static parse(text: string): Selector {
    if (text.trim() === "") return Selector.everything;
    const requirements = splitOutsideParentheses(text).map(parseRequirement);
    return new Selector([...requirements].sort((a, b) => compare(a.key, b.key)));
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

function parseRequirement(text: string): Requirement {
  for (const [pattern, build] of forms) {
    const groups = pattern.exec(text)?.groups;
    if (groups === undefined) continue;
    return build([groups.key, groups.operator, groups.values].map((group) => group ?? ""));
  }
  throw new Error(`unable to parse requirement: found '${text}'`);
}

function splitOutsideParentheses(text: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const character of text) {
    if (character === "(") depth++;
    if (character === ")") depth--;
    if (character === "," && depth === 0) parts.push("");
    else parts.push(`${parts.pop() ?? ""}${character}`);
  }
  return parts.map((part) => part.trim());
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

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
