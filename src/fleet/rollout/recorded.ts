/** The rollout that a ledger has, and the one that goes on with it or follows it. */
import { randomUUID } from "node:crypto";
import { Ledger } from "./ledger.js";
import { ledgerVersion, recordedRollout, type Attempt, type LedgerRecord } from "./records.js";

export class OpenedRollout {
  /** Of the sites, as far as they count for what is run now. */
  readonly attempts: ReadonlyMap<string, Attempt>;
  #ledger: Ledger;
  #id: string | undefined;
  readonly #isNew: boolean;

  /**
   * @param startsOver whether what an unfinished rollout finished does not count
   * @throws UserError for a damaged ledger
   */
  constructor(
    readonly file: string,
    private readonly fleet: string,
    startsOver: boolean,
  ) {
    this.#ledger = Ledger.open(file);
    const { id, isComplete, attempts } = recordedRollout(this.#ledger.earlier);
    this.#id = id;
    this.#isNew = id === undefined || isComplete || startsOver;
    // What a kill left is cleaned up in any case.
    const counts = ({ end }: Attempt) => !this.#isNew || end === undefined;
    this.attempts = new Map([...attempts].filter(([, attempt]) => counts(attempt)));
  }

  /** Puts the ledger of another rollout aside. @returns the id of the rollout */
  begin(): string {
    if (!this.#isNew && this.#id !== undefined) return this.#id;
    this.#ledger.close();
    if (this.#id !== undefined) Ledger.putAside(this.file, this.#id);
    this.#ledger = Ledger.open(this.file);
    const id = randomUUID().slice(0, 8);
    const at = new Date().toISOString();
    this.append({ kind: "rollout", version: ledgerVersion, at, id, fleet: this.fleet });
    this.#id = id;
    return id;
  }

  /** @throws Error of the file system */
  append(record: LedgerRecord): void {
    this.#ledger.append(record);
  }

  close(): void {
    this.#ledger.close();
  }
}
