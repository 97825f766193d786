import type { Problem } from "../problem.js";

/** What is collected while objects are read. */
export interface Reading {
  readonly connection: Record<string, unknown>;
  readonly site: Record<string, unknown>;
  readonly notes: string[];
  readonly problems: Problem[];
  /** Name of the file, for paths. */
  readonly file: string;
}
