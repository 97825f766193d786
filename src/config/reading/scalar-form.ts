/**
 * Values that YAML reads differently than they appear: what is written is a password, what is read is nothing, a part of it,
 * or a number. Each form has a sentence that names it; none quotes the value.
 */
import { isAlias, isScalar, type Node } from "yaml";

export interface ScalarForm {
  readonly kind:
    | "anchor"
    | "alias"
    | "tag"
    | "comment"
    | "tight comment"
    | "folded"
    | "escape"
    | "invisible"
    | "typographic quotes"
    | "ambiguous";
  /** What YAML makes of it. */
  readonly text: string;
}

/** @param source the whole text that the node was parsed from */
export function scalarForms(node: Node, source: string): ScalarForm[] {
  if (isAlias(node)) {
    return [{ kind: "alias", text: "begins with *, which YAML takes for a reference to an anchor" }];
  }
  if (!isScalar(node)) return [];
  const forms: ScalarForm[] = [];
  if (node.anchor !== undefined) {
    forms.push({ kind: "anchor", text: "begins with &, which YAML takes for the name of an anchor" });
  }
  if (node.tag !== undefined) forms.push({ kind: "tag", text: "begins with !, which YAML takes for a tag" });
  const [start = 0, end = 0] = node.range ?? [];
  const written = source.slice(start, end);
  const isPlain = node.type === "PLAIN" || node.type === undefined;
  const isBlock = node.type === "BLOCK_FOLDED" || node.type === "BLOCK_LITERAL";
  if (!isBlock) forms.push(...commentBehind(source, end, isPlain));
  if (isPlain && written.includes("\n")) {
    forms.push({ kind: "folded", text: "goes on in the next line, which YAML joins with a blank" });
  }
  if (node.type === "QUOTE_DOUBLE" && /\\[^\\"/]/.test(written)) {
    forms.push({ kind: "escape", text: "has a backslash in double quotes, which begins an escape there" });
  }
  const value = typeof node.value === "string" ? node.value : written;
  if (hasInvisible(value)) {
    forms.push({
      kind: "invisible",
      text: "holds a character that cannot be seen (a no-break space or the like)",
    });
  }
  if (/^[\u2018\u2019\u201c\u201d]/.test(value)) {
    forms.push({
      kind: "typographic quotes",
      text: "is in typographic quotes, which are letters and not quotes",
    });
  }
  const reading = isPlain ? ambiguousReading(written.trim()) : undefined;
  if (reading !== undefined) forms.push({ kind: "ambiguous", text: reading });
  return forms;
}

/** A comment on the line on which a value ends. Quotes close a value, so that a comment behind them cuts nothing. */
function commentBehind(source: string, end: number, isPlain: boolean): ScalarForm[] {
  const rest = source.slice(end, !source.includes("\n", end) ? undefined : source.indexOf("\n", end));
  const comment = /^[ \t]*#(.?)/.exec(rest);
  if (!comment || !isPlain) return [];
  return [commentForm(comment[1] ?? "")];
}

/**
 * A # with a blank behind it begins a comment that was meant as one; without, it may be part of the value.
 * @param next the character behind the #, or nothing
 */
export function commentForm(next: string): ScalarForm {
  if (next === "@") {
    return { kind: "tight comment", text: "is followed by #@, a template of ytt that nobody has expanded" };
  }
  return {
    kind: /^[\s!#]?$/.test(next) ? "comment" : "tight comment",
    text: "ends before a #, which begins a comment",
  };
}

/** Characters that are invisible, or appear as a blank, and are neither. */
export function hasInvisible(value: string): boolean {
  return /[\u0000-\u0008\u000b-\u001f\u007f\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060\ufeff]/.test(value);
}

/** A plain text that one reader of YAML takes for a text or one number, and another for something else. */
function ambiguousReading(text: string): string | undefined {
  if (/^(y|yes|on)$/i.test(text)) return "is a text here and true for other readers of YAML";
  if (/^(n|no|off)$/i.test(text)) return "is a text here and false for other readers of YAML";
  if (/^[-+]?0[0-9_]+$/.test(text))
    return "is a number with leading zeros, which some readers take for octal";
  if (/^[-+]?0[obx][0-9a-f_]+$/i.test(text)) return "is a number in another base";
  if (/^[-+]?[0-9][0-9_]*_[0-9_]*(\.[0-9_]*)?$/.test(text)) {
    return "is a text here and a number for other readers of YAML";
  }
  if (/^\d{4}-\d{1,2}-\d{1,2}([Tt\s].*)?$/.test(text)) return "is a date for some readers of YAML";
  return undefined;
}
