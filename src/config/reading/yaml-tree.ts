/** YAML and JSON as values, each with its position. Syntax errors and what cannot be expanded are faults, one a document. */
import type { Document, YAMLError } from "yaml";
import { pathKey, plainDocument, UnboundedDocument, type Step } from "./plain-value.js";
import type { ScalarForm } from "./scalar-form.js";
import { parseYaml } from "./yaml-documents.js";
import { yamlFault } from "./yaml-fault.js";

/** Counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What cannot be read, and what is expected there. Holds no value. */
export interface YamlFault {
  readonly position: Position;
  readonly expected: string;
}

export interface OddValue {
  readonly path: readonly Step[];
  readonly position: Position;
  readonly form: ScalarForm;
}

export interface YamlDocument {
  readonly value: unknown;
  /** Where a value stands; that of the nearest parent, where it has none of its own. */
  readonly positionOf: (path: readonly Step[]) => Position;
  /** Values that YAML reads differently than they appear. */
  readonly odd: readonly OddValue[];
}

export interface YamlText {
  readonly documents: readonly YamlDocument[];
  readonly faults: readonly YamlFault[];
}

/** Empty documents are left out. */
export function readYaml(text: string): YamlText {
  const parsed = parseYaml(text, { merge: true });
  const faults: YamlFault[] = [];
  const documents: YamlDocument[] = [];
  const lines = text.split("\n");
  const positionAt = (offset: number): Position => {
    const { line, col } = parsed.lines.linePos(Math.min(offset, text.length));
    return { line: Math.min(Math.max(1, line), lines.length), column: Math.max(1, col) };
  };
  for (const document of parsed.documents) {
    const error = firstError(document);
    if (error) {
      const position = positionAt(error.pos[0]);
      faults.push({
        position,
        expected: yamlFault(error.code, lines[position.line - 1] ?? "", position.column),
      });
      continue;
    }
    try {
      const { value, facts } = plainDocument(document, text);
      if (value === null) continue;
      const positionOf = (path: readonly Step[]): Position => {
        const known = facts.get(pathKey(path));
        if (known) return positionAt(known.offset);
        return path.length === 0 ? { line: 1, column: 1 } : positionOf(path.slice(0, -1));
      };
      const odd = [...facts].flatMap(([key, { forms }]) =>
        forms.map((form) => {
          const path = JSON.parse(key) as string[];
          return { path, position: positionOf(path), form };
        }),
      );
      documents.push({ value, positionOf, odd });
    } catch (failure) {
      if (!(failure instanceof UnboundedDocument)) throw failure;
      faults.push({ position: positionAt(failure.offset), expected: failure.reason });
    }
  }
  const unread = parsed.unread.map(({ offset, expected }) => ({ position: positionAt(offset), expected }));
  return { documents, faults: [...faults, ...unread] };
}

/** What went wrong first. A line that YAML takes for a directive is found out only where the next begins. */
export function firstError(document: Document): YAMLError | undefined {
  const [error] = document.errors;
  return error && (document.warnings.find(({ code }) => code === "BAD_DIRECTIVE") ?? error);
}
