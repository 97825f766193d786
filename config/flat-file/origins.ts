import type { Problem } from "../problem.js";

/** Remembers which line of a file gave which config path, so that a problem found later can name the line. */
export class Origins {
  readonly #lines = new Map<string, string>();

  /**
   * @param path of our key, such as `site.machine.numCPUs`
   * @param line as messages show it: `FILE:LINE KEY`
   */
  add(path: string, line: string): void {
    this.#lines.set(path, line);
  }

  /** The problem with the line that its path came from, where one did; parents count for what is below them. */
  locate(problem: Problem): Problem {
    const path = problem.path.replace(/^tkg-edge:/, "");
    for (let prefix = path; prefix !== ""; prefix = shortened(prefix)) {
      const line = this.#lines.get(prefix);
      if (line !== undefined) return { ...problem, path: `${line} (${problem.path})` };
    }
    return problem;
  }
}

function shortened(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("."), path.lastIndexOf("[")));
}
