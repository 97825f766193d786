/** The content of objects of a git repository, many by one process. */
import { UserError } from "../config/problem.js";
import { largestTextBytes } from "../config/reading/text-file.js";
import { git } from "./git.js";

/** Bytes that are read at one time of objects that are not needed yet. */
const mostAhead = 64 * 1024 * 1024;

export const incompleteClone = (revision: string, why: string): UserError =>
  new UserError(
    `--against: ${revision} cannot be read (${why}); expected: a clone that has its files (a partial clone fetches them by git fetch --refetch)`,
  );

export class GitObjects {
  readonly #contents = new Map<string, Uint8Array>();
  readonly #sizes = new Map<string, number>();

  /** @param root of the work tree, absolute; @param revision for messages */
  constructor(
    private readonly root: string,
    private readonly revision: string,
  ) {}

  /**
   * @param ahead objects that are likely to be needed next, and are read by the same process
   * @returns undefined for more bytes than `most`
   * @throws UserError where the clone does not have it
   */
  read(object: string, most: number, ahead: () => readonly string[]): Uint8Array | undefined {
    const known = this.#contents.get(object);
    if (known) return known.length > most ? undefined : known;
    if (!this.#sizes.has(object)) this.#load(object, most, ahead());
    else if ((this.#sizes.get(object) ?? 0) <= most) this.#readAll([object]);
    return this.#contents.get(object);
  }

  #load(object: string, most: number, ahead: readonly string[]): void {
    const unknown = [...new Set([object, ...ahead])].filter((one) => !this.#sizes.has(one));
    this.#measure(unknown);
    let left = mostAhead;
    const wanted = unknown.filter((one) => {
      const size = this.#sizes.get(one) ?? 0;
      if (one === object) return size <= most;
      if (size > largestTextBytes || size > left) return false;
      left -= size;
      return true;
    });
    this.#readAll(wanted);
  }

  #measure(objects: readonly string[]): void {
    const listing = this.#catFile("--batch-check", objects).toString("utf8");
    for (const line of listing.split("\n")) {
      const [object = "", type, size] = line.split(" ");
      if (object === "") continue;
      if (type !== "blob") throw incompleteClone(this.revision, `object ${object} is missing`);
      this.#sizes.set(object, Number(size));
    }
  }

  #readAll(objects: readonly string[]): void {
    if (objects.length === 0) return;
    const read = this.#catFile("--batch", objects);
    for (let at = 0; at < read.length;) {
      const start = read.indexOf("\n", at) + 1;
      const [object = "", type, size = ""] = read.toString("latin1", at, start - 1).split(" ");
      if (type !== "blob") throw incompleteClone(this.revision, `object ${object} is missing`);
      this.#contents.set(object, read.subarray(start, start + Number(size)));
      at = start + Number(size) + 1;
    }
  }

  #catFile(how: string, objects: readonly string[]): Buffer {
    const result = git(this.root, ["cat-file", how], objects.map((object) => `${object}\n`).join(""));
    if ("failure" in result) throw incompleteClone(this.revision, result.failure);
    return result.stdout;
  }
}
