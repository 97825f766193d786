/**
 * The one place where YAML is parsed. The composer of the yaml library is recursive, and so is what reads its nodes: a text
 * that is nested without end exhausts the stack, which ends the process where a regular expression is compiled just then.
 * Its parser is not recursive, so nesting is bounded while tokens are read, before anything is composed.
 */
import {
  Composer,
  type CST,
  Lexer,
  LineCounter,
  Parser,
  type Document,
  type DocumentOptions,
  type ParseOptions,
  type SchemaOptions,
} from "yaml";
import { deepestNesting, nestingExpectation } from "./nesting.js";

/** Documents in one text, of which what people bring has at most some hundred. */
const mostDocuments = 1000;

/** Syntax errors in one document, of which only the first is reported. */
const mostErrors = 20;

/** Where a document begins that is not read, and what is expected there. */
export interface Unread {
  readonly offset: number;
  readonly expected: string;
}

export interface ParsedYaml {
  readonly documents: readonly Document[];
  /** Documents beyond the limits. They are not among the documents. */
  readonly unread: readonly Unread[];
  readonly lines: LineCounter;
}

type Options = Pick<SchemaOptions, "merge">;

/**
 * Syntax errors are in the documents, without a quotation of the text, which may hold a password. Keys that stand twice are
 * both in the document: comparing each key with all the others takes minutes for a mapping of many.
 */
export function parseYaml(text: string, options: Options = {}): ParsedYaml {
  const documents: Document[] = [];
  const unread: Unread[] = [];
  const all = { ...options, uniqueKeys: false, prettyErrors: false, logLevel: "silent" } as const;
  let start: number | undefined = 0;
  while (start !== undefined) {
    const from = start;
    const read: Stretch = withoutTraces(() => readStretch(text, from, all));
    documents.push(...read.documents);
    if (read.unread !== undefined) unread.push(read.unread);
    start = read.end === undefined ? undefined : nextDocument(text, read.end);
    if (documents.length + unread.length > mostDocuments) {
      const offset = documents.at(-1)?.range?.[0] ?? text.length;
      unread.push({ offset, expected: `at most ${mostDocuments} YAML documents in one file` });
      start = undefined;
    }
  }
  return { documents, unread, lines: lineCounter(text) };
}

/** The errors of the library are data here, and in a text of many their stack traces take most of the time. */
function withoutTraces<T>(make: () => T): T {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = before;
  }
}

interface Stretch {
  readonly documents: readonly Document[];
  readonly unread?: Unread;
  /** Where reading stopped before the end of the text. */
  readonly end?: number;
}

/** Documents up to the end of the text, or to one that is not read to its end. */
function readStretch(
  text: string,
  start: number,
  options: ParseOptions & DocumentOptions & SchemaOptions,
): Stretch {
  const parser = new Parser();
  const composer = new Composer(options);
  const documents: Document[] = [];
  const compose = (tokens: Iterable<CST.Token>) => {
    for (const token of tokens) documents.push(...composer.next(token));
  };
  let errors = 0;
  let end: number | undefined;
  parser.offset = start;
  for (const lexeme of new Lexer().lex(text.slice(start))) {
    const tokens = [...parser.next(lexeme)];
    // The document and the value itself are on the stack too.
    if (parser.stack.length > deepestNesting + 2) {
      documents.push(...composer.end());
      const unread = { offset: parser.offset - lexeme.length, expected: nestingExpectation };
      return { documents, unread, end: parser.offset };
    }
    errors += tokens.filter(({ type }) => type === "error").length;
    compose(tokens);
    if (errors > mostErrors || documents.length > mostDocuments) {
      end = parser.offset;
      break;
    }
  }
  // What is open ends here, so that its errors are reported.
  compose(parser.end());
  documents.push(...composer.end());
  return { documents, ...(end !== undefined && { end }) };
}

/** Where the first document marker at or behind an offset begins. */
function nextDocument(text: string, offset: number): number | undefined {
  const marker = /^---(?=\s|$)/gm;
  marker.lastIndex = offset;
  return marker.exec(text)?.index;
}

function lineCounter(text: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines.addNewLine(at + 1);
  return lines;
}
