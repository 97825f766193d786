/** What one run reads of an OVA on this machine: files of several gigabytes, whose results are kept beside them as well. */
import { ovaArchiveState } from "../../clients/ova-archive.js";
import { ovaDiskGiB } from "../../clients/ova-descriptor.js";
import { ovaDigest } from "../../clients/ova-digest.js";
import type { ArchiveState } from "../../clients/remembered-facts.js";
import { Remembered } from "./remembered.js";

export class OvaFacts {
  readonly #remembered = new Remembered();

  /** @param file path of the OVA */
  constructor(readonly file: string) {}

  /** SHA-256 in hex; undefined where there is no such file. */
  sha256(): Promise<string | undefined> {
    return this.#remembered.once(["SHA-256"], () => ovaDigest(this.file));
  }

  /** Whether it is whole; undefined where there is no such file. @throws Error when it cannot be read */
  archive(): Promise<ArchiveState | undefined> {
    return this.#remembered.once(["archive"], () => ovaArchiveState(this.file));
  }

  /** Capacity of its largest disk; undefined where the file is not there, or no OVA, or names none. */
  diskGiB(): Promise<number | undefined> {
    return this.#remembered.once(["disk"], () => ovaDiskGiB(this.file));
  }
}
