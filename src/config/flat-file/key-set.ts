/** The entries of a flat file by key, for rules that make one key of ours of several of theirs. */
import type { Problem } from "../problem.js";
import type { FlatEntry } from "./entry.js";
import { trueOrFalse } from "./value-readers.js";

export interface Combined {
  /** Config path, value, and the key that gave it where it is one. */
  readonly values: readonly CombinedValue[];
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
  /** Keys whose value was refused. */
  readonly refused: readonly string[];
}

export interface CombinedValue {
  readonly path: string;
  readonly value: unknown;
  readonly key?: string | undefined;
}

export class Keys implements Combined {
  readonly values: CombinedValue[] = [];
  readonly notes: string[] = [];
  readonly problems: Problem[] = [];
  readonly refused: string[] = [];
  readonly #entries: ReadonlyMap<string, FlatEntry>;

  constructor(
    entries: readonly FlatEntry[],
    private readonly at: (line: number, key?: string) => string,
  ) {
    this.#entries = new Map(entries.map((entry) => [entry.key, entry]));
  }

  get(key: string): string | undefined {
    return this.#entries.get(key)?.value;
  }

  /** True or false; undefined when the key is absent or neither, which is then a problem. */
  flag(key: string): boolean | undefined {
    const text = this.get(key);
    if (text === undefined) return undefined;
    const read = trueOrFalse(text);
    if ("value" in read) return read.value === true;
    this.refuse(key, read.expected);
    return undefined;
  }

  set(path: string, value: unknown, key?: string): void {
    this.values.push({ path, value, key });
  }

  refuse(key: string, expected: string): void {
    this.problems.push({ path: this.where(key), expected });
    this.refused.push(key);
  }

  note(key: string, text: string): void {
    this.notes.push(`${this.where(key)} ${text}`);
  }

  private where(key: string): string {
    return this.at(this.#entries.get(key)?.line ?? 0, key);
  }
}
