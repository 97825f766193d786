/** Which reasons a wait reports: each once, and none that goes away within seconds, as many do while objects are created. */
const lastingMilliseconds = 3000;

export class LastingReasons {
  readonly #since = new Map<string, number>();
  readonly #reported = new Set<string>();

  /** @param now in milliseconds */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** @param lines all that hold now @returns those that are to be reported now */
  update(lines: readonly string[]): string[] {
    const keys = new Map(lines.map((line) => [keyOf(line), line]));
    for (const key of this.#since.keys()) if (!keys.has(key)) this.#since.delete(key);
    const due: string[] = [];
    for (const [key, line] of keys) {
      const since = this.#since.get(key) ?? this.now();
      this.#since.set(key, since);
      if (this.#reported.has(key) || this.now() - since < lastingMilliseconds) continue;
      this.#reported.add(key);
      due.push(line);
    }
    return due;
  }
}

/** The line without what differs from one try to the next: counts, times, identifiers. */
const keyOf = (line: string): string => line.replace(/[0-9a-f-]*\d[0-9a-f-]*/g, "#");
