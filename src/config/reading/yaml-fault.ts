/** Syntax errors of YAML in words: what is wrong and the usual cause. Never with the text itself, which may be secret. */
import type { ErrorCode } from "yaml";

const explained: Readonly<Partial<Record<ErrorCode, string>>> = {
  BAD_INDENT: "indentation that fits the lines around it; a bracket that was opened is closed",
  TAB_AS_INDENT: "blanks for indentation; here is a tab",
  MISSING_CHAR:
    "a key and a value with ': ' between them, and a closing quote or bracket for every opening one",
  BAD_DIRECTIVE: "quotes, or no % at the beginning of a line: YAML takes it for a directive",
  BAD_DQ_ESCAPE: "single quotes around a value with a backslash: in double quotes it begins an escape",
  DUPLICATE_KEY: "each key once; this one is there already",
  MULTILINE_IMPLICIT_KEY: "a key and a value with ': ' between them, on one line",
  BLOCK_AS_IMPLICIT_KEY: "quotes around a value that holds ': '",
  BLOCK_IN_FLOW: "no block of indented lines inside brackets or braces",
  BAD_ALIAS: "quotes around a value that begins with & or *",
  MULTIPLE_ANCHORS: "quotes around a value that begins with &",
  MULTIPLE_TAGS: "quotes around a value that begins with !",
  TAG_RESOLVE_FAILED: "quotes around a value that begins with !",
  BAD_SCALAR_START: "quotes around a value that begins with @, % or `",
  BAD_PROP_ORDER: "quotes around a value that begins with & or !",
  KEY_OVER_1024_CHARS: "a key of at most 1024 characters",
};

const unexpected = "quotes around a value with special characters, such as '- x', '? x', '|x' or '[x'";

/**
 * @param code of the error
 * @param line text of the line that it is in, of which nothing is shown
 * @param column counted from 1
 */
export function yamlFault(code: string, line: string, column: number): string {
  const text = explained[code as ErrorCode] ?? unexpected;
  if (line.includes(" ")) return `${text}; the line holds a no-break space, which is no blank`;
  const at = line.charAt(column - 1);
  if (code === "BAD_SCALAR_START" && "@%`".includes(at) && at !== "") {
    return `quotes around a value that begins with ${at}`;
  }
  if (code !== "TAB_AS_INDENT" && /^ *\t/.test(line)) return explained.TAB_AS_INDENT ?? text;
  return text;
}
