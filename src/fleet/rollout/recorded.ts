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
  /** Sites whose run has no end, as that of a driver that was killed. */
  readonly #unfinished: Map<string, Attempt>;

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
    this.#unfinished = new Map([...attempts].filter(([, { end }]) => end === undefined));
  }

  /**
   * Unfinished runs of sites that the fleet has no more. The next rollout does not take them over, so that they are reported as long
   * as their own rollout is gone on with.
   */
  leave(isKnown: (site: string) => boolean): readonly (readonly [string, Attempt])[] {
    const left = [...this.#unfinished].filter(([site]) => !isKnown(site));
    for (const [site] of left) this.#unfinished.delete(site);
    return left;
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
    for (const [site, attempt] of this.#unfinished) this.#takeOver(site, attempt);
    return id;
  }

  /** A site that this rollout does not run, as by its selector, is cleaned up by a later one. */
  #takeOver(site: string, { startedAt: at, number: attempt, process, ...begun }: Attempt): void {
    const { rollout, wave, word, digest } = begun;
    this.append({ kind: "start", at, site, attempt, wave, word, digest, rollout });
    if (process) this.append({ kind: "process", at, site, attempt, process });
  }

  /** @throws Error of the file system */
  append(record: LedgerRecord): void {
    this.#ledger.append(record);
  }

  close(): void {
    this.#ledger.close();
  }
}
