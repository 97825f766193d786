/** The file of `--report`: one for all that a command runs, such as the stacks of a preparation and then its questions. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "../../../config/problem.js";
import { checkWritable, messageOf } from "./events-file.js";

export class ReportFile {
  readonly #parts: string[] = [];
  readonly #file: string | undefined;

  /** @param options `report`: the file, relative to the project; without it nothing is written */
  constructor({ directory, report }: { readonly directory: string; readonly report?: string | undefined }) {
    this.#file = report === undefined ? undefined : resolve(directory, report);
  }

  /** @throws UserError where it cannot be written, before anything is run */
  begin(): void {
    if (this.#file !== undefined) checkWritable(this.#file, "--report");
  }

  /** @param markdown of what has ended; what was added before stays above it @throws UserError where it cannot be written */
  add(markdown: string): void {
    this.#parts.push(markdown);
    if (this.#file === undefined) return;
    try {
      writeFileSync(this.#file, this.#parts.join("\n"));
    } catch (error) {
      // The same is on the screen, and what was done is in the ledger.
      throw new UserError(`--report: ${this.#file} could not be written: ${messageOf(error)}`);
    }
  }
}
