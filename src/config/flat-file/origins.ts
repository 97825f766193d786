import type { Problem } from "../problem.js";

/** Remembers which line of a file gave which config path, so that a problem found later can name the line. */
export class Origins {
  /** @param keysFor the keys of the file's own kind that would give a config path */
  constructor(private readonly keysFor: (path: string) => readonly string[] = () => []) {}

  readonly #lines = new Map<string, string>();
  readonly #refused = new Set<string>();

  /**
   * @param path of our key, such as `site.machine.numCPUs`
   * @param line as messages show it: `FILE:LINE KEY`
   */
  add(path: string, line: string): void {
    this.#lines.set(path, line);
  }

  /** Line of the file that gave a path, or what is above it. */
  lineOf(path: string): number | undefined {
    for (let prefix = path; prefix !== ""; prefix = shortened(prefix)) {
      const line = /:(\d+) /.exec(this.#lines.get(prefix) ?? "")?.[1];
      if (line !== undefined) return Number(line);
    }
    return undefined;
  }

  /** A value that the reader refused: the path stays empty, and that has been reported. */
  refuse(path: string): void {
    this.#refused.add(path);
  }

  /** Whether a problem only repeats that a value was refused. */
  explains({ path, found }: Problem): boolean {
    const own = path.replace(/^tkg-edge:/, "");
    const repeats = (refused: string) => refused === own || refused.startsWith(`${own}.`);
    return [...this.#refused].some(repeats) && (found === undefined || !this.#lines.has(own));
  }

  /** The problem with the line that its path came from, where one did; parents count for what is below them. */
  locate(problem: Problem): Problem {
    const path = problem.path.replace(/^tkg-edge:/, "");
    for (let prefix = path; prefix !== ""; prefix = shortened(prefix)) {
      const line = this.#lines.get(prefix);
      if (line !== undefined) return { ...problem, path: `${line} (${problem.path})` };
    }
    const keys = this.keysFor(path);
    return keys.length === 0 ? problem : { ...problem, path: `${keys.join(", ")} (${problem.path})` };
  }
}

function shortened(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("."), path.lastIndexOf("[")));
}
