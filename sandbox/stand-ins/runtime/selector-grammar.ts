/**
 * The grammar of label selectors as Kubernetes reads them (k8s.io/apimachinery `labels.Parse`), texts of its errors included,
 * which stand in denials (measured F.4). Pure.
 */

/** As they stand in a selector; `exists` and `!exists` are requirements without an operator. */
export type Operator = "exists" | "!exists" | "=" | "==" | "!=" | "in" | "notin" | ">" | "<";

export interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  /** One for a comparison, one or more for a set, none else. */
  readonly values: readonly string[];
}

interface Token {
  readonly kind:
    "identifier" | "error" | "end" | "(" | ")" | "," | "!" | Exclude<Operator, "exists" | "!exists">;
  readonly text: string;
}

const symbols = new Set(["(", ")", ",", "!", "==", "=", ">", "<", "!=", "in", "notin"]);
const special = /[=!(),><]/;
const binaryOperators = "in, notin, =, ==, !=, gt, lt";

/** @throws Error with Kubernetes' own text */
export function parseRequirements(text: string): readonly Requirement[] {
  const tokens = new Tokens(tokensOf(text));
  const found: Requirement[] = [];
  for (;;) {
    const { kind, text: read } = tokens.ahead();
    if (kind === "end") return found;
    if (kind !== "identifier" && kind !== "!")
      throw new Error(`found '${read}', expected: !, identifier, or 'end of string'`);
    found.push(asRequirement(() => parseRequirement(tokens)));
    const after = tokens.next();
    if (after.kind === "end") return found;
    if (after.kind !== ",") throw new Error(`found '${after.text}', expected: ',' or 'end of string'`);
    const following = tokens.ahead();
    if (following.kind !== "identifier" && following.kind !== "!")
      throw new Error(`found '${following.text}', expected: identifier after ','`);
  }
}

/** Integers as the comparisons take them; undefined for any other text. */
export function integerOf(text: string): bigint | undefined {
  return /^[+-]?\d+$/.test(text) ? BigInt(text.replace(/^\+/, "")) : undefined;
}

function asRequirement(parse: () => Requirement): Requirement {
  try {
    return parse();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new Error(`unable to parse requirement: ${text}`, { cause: error });
  }
}

function parseRequirement(tokens: Tokens): Requirement {
  let token = tokens.next();
  const negated = token.kind === "!";
  if (negated) token = tokens.next();
  if (token.kind !== "identifier") throw new Error(`found '${token.text}', expected: identifier`);
  const key = token.text;
  checkKey(key);
  if (negated) return { key, operator: "!exists", values: [] };
  if (["end", ","].includes(tokens.ahead().kind)) return { key, operator: "exists", values: [] };
  const operator = parseOperator(tokens);
  const values = operator === "in" || operator === "notin" ? parseSet(tokens) : [parseExactValue(tokens)];
  return checked({ key, operator, values: [...new Set(values)].sort(compare) });
}

function parseOperator(tokens: Tokens): Exclude<Operator, "exists" | "!exists"> {
  const { kind, text } = tokens.nextOperator();
  if (kind === "in" || kind === "notin" || kind === "=" || kind === "==") return kind;
  if (kind === "!=" || kind === ">" || kind === "<") return kind;
  throw new Error(`found '${text}', expected: ${binaryOperators}`);
}

function parseSet(tokens: Tokens): readonly string[] {
  const open = tokens.next();
  if (open.kind !== "(") throw new Error(`found '${open.text}' expected: '('`);
  const first = tokens.ahead();
  if (first.kind === ")") {
    tokens.next();
    return [""];
  }
  if (first.kind !== "identifier" && first.kind !== ",")
    throw new Error(`found '${first.text}', expected: ',', ')' or identifier`);
  const values = parseList(tokens);
  const close = tokens.next();
  if (close.kind !== ")") throw new Error(`found '${close.text}', expected: ')'`);
  return values;
}

/** A comma with nothing before or behind it stands for the empty value. */
function parseList(tokens: Tokens): readonly string[] {
  const values = new Set<string>();
  for (;;) {
    const { kind, text } = tokens.next();
    const ahead = tokens.ahead();
    if (kind === "identifier") {
      values.add(text);
      if (ahead.kind === ")") return [...values];
      if (ahead.kind !== ",") throw new Error(`found '${ahead.text}', expected: ',' or ')'`);
    } else if (kind === ",") {
      if (values.size === 0) values.add("");
      if (ahead.kind === ")") return [...values, ""];
      if (ahead.kind === ",") {
        tokens.next();
        values.add("");
      }
    } else {
      throw new Error(`found '${text}', expected: ',', or identifier`);
    }
  }
}

function parseExactValue(tokens: Tokens): string {
  if (["end", ","].includes(tokens.ahead().kind)) return "";
  const { kind, text } = tokens.next();
  if (kind !== "identifier") throw new Error(`found '${text}', expected: identifier`);
  return text;
}

const namePart = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const prefixPart = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
const must =
  "consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

function checkKey(key: string): void {
  const wrong = (what: string): never => {
    throw new Error(`<nil>: Invalid value: ${JSON.stringify(key)}: ${what}`);
  };
  const parts = key.split("/");
  if (parts.length > 2) {
    wrong(
      `a qualified name must ${must} (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${namePart}') ` +
        "with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
    );
  }
  const name = parts.at(-1) ?? "";
  const problems: string[] = [];
  const prefix = parts.length === 2 ? (parts[0] ?? "") : undefined;
  if (prefix === "") problems.push("prefix part must be non-empty");
  else if (prefix !== undefined && !new RegExp(`^${prefixPart}$`).test(prefix)) {
    problems.push(
      "prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must " +
        `start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${prefixPart}')`,
    );
  }
  if (name === "") problems.push("name part must be non-empty");
  else if (name.length > 63) problems.push("name part must be no more than 63 characters");
  if (!new RegExp(`^${namePart}$`).test(name)) {
    problems.push(
      `name part must ${must} (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${namePart}')`,
    );
  }
  if (problems.length > 0) wrong(problems.join("; "));
}

function checked(requirement: Requirement): Requirement {
  const { key, operator, values } = requirement;
  const problems: string[] = [];
  values.forEach((value, index) => {
    if ((operator === ">" || operator === "<") && integerOf(value) === undefined) {
      problems.push(
        `values[${index}]: Invalid value: ${JSON.stringify(value)}: for 'Gt', 'Lt' operators, the value must be an integer`,
      );
    }
  });
  values.forEach((value, index) => {
    const rules: string[] = [];
    if (value.length > 63) rules.push("must be no more than 63 characters");
    if (!new RegExp(`^(${namePart})?$`).test(value)) {
      rules.push(
        `a valid label must be an empty string or ${must} (e.g. 'MyValue',  or 'my_value',  or '12345', ` +
          `regex used for validation is '(${namePart})?')`,
      );
    }
    if (rules.length > 0)
      problems.push(`values[${index}][${key}]: Invalid value: ${JSON.stringify(value)}: ${rules.join("; ")}`);
  });
  const distinct = [...new Set(problems)];
  if (distinct.length === 0) return requirement;
  throw new Error(distinct.length === 1 ? distinct[0] : `[${distinct.join(", ")}]`);
}

/** What is read ahead is an identifier also where it is spelt `in` or `notin`, except where an operator is expected. */
class Tokens {
  #at = 0;

  constructor(private readonly all: readonly Token[]) {}

  nextOperator(): Token {
    return this.all[this.#at++] ?? { kind: "end", text: "" };
  }

  next(): Token {
    return asValue(this.nextOperator());
  }

  ahead(): Token {
    return asValue(this.all[this.#at] ?? { kind: "end", text: "" });
  }
}

const asValue = (token: Token): Token =>
  token.kind === "in" || token.kind === "notin" ? { ...token, kind: "identifier" } : token;

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let rest = text;
  for (;;) {
    rest = rest.replace(/^[ \t\r\n]+/, "");
    if (rest === "") return tokens;
    const token = special.test(rest.charAt(0)) ? symbolAt(rest) : wordAt(rest);
    tokens.push(token);
    rest = rest.slice(token.text.length);
  }
}

/** The longest symbol; `=>` is two. */
function symbolAt(rest: string): Token {
  const text =
    [2, 1].map((length) => rest.slice(0, length)).find((candidate) => symbols.has(candidate)) ?? "";
  return { kind: text as Token["kind"], text };
}

function wordAt(rest: string): Token {
  const text = /^[^ \t\r\n=!(),><]+/.exec(rest)?.[0] ?? "";
  return { kind: symbols.has(text) ? (text as Token["kind"]) : "identifier", text };
}

/** The order in which Kubernetes prints: by code units. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
