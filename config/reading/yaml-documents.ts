/** YAML to documents of nodes. What is nested without end is refused while it is read, before it exhausts the process. */
import {
  Composer,
  Lexer,
  type LineCounter,
  Parser,
  type CST,
  type Document,
  type DocumentOptions,
  type ParseOptions,
  type SchemaOptions,
} from "yaml";

/** Collections that a value may stand in. */
export const deepestNesting = 100;

export const expectedNesting = `values nested at most ${deepestNesting} deep`;

export interface YamlDocuments {
  /** With errors of their own; without those from the place that is nested too deeply. */
  readonly documents: readonly Document[];
  /** Offset of the first value that is nested too deeply. */
  readonly tooDeep?: number;
}

type Options = ParseOptions & DocumentOptions & SchemaOptions & { readonly lineCounter: LineCounter };

class NestedTooDeeply extends Error {
  constructor(readonly offset: number) {
    super(`nested more than ${deepestNesting} deep`);
  }
}

/** As `parseAllDocuments` of the library reads them, whose recursion has no bound: node aborts when its stack is used up. */
export function yamlDocuments(text: string, options: Options): YamlDocuments {
  const documents: Document[] = [];
  try {
    for (const document of new Composer(options).compose(boundedTokens(text, options.lineCounter))) {
      documents.push(document);
    }
    return { documents };
  } catch (error) {
    if (!(error instanceof NestedTooDeeply)) throw error;
    return { documents, tooDeep: error.offset };
  }
}

function* boundedTokens(text: string, lineCounter: LineCounter): Generator<CST.Token> {
  const parser = new Parser(lineCounter.addNewLine);
  lineCounter.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    // The document and the value itself are on the stack too.
    if (parser.stack.length > deepestNesting + 2) throw new NestedTooDeeply(parser.offset - lexeme.length);
  }
  yield* parser.end();
}
