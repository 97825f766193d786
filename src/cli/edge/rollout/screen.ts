/** Shows what happens: lines that stay, and at a terminal a few that are overwritten each second. */
import type { RolloutEvent } from "../../../fleet/rollout/events.js";
import { Progress } from "../../../fleet/rollout/progress.js";
import type { Terminal } from "../terminal.js";

const redrawMilliseconds = 1000;

export class Screen {
  readonly #progress = new Progress(Date.now);
  #drawn = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly terminal: Terminal) {}

  begin(): void {
    if (!this.terminal.columns) return;
    this.#timer = setInterval(() => {
      this.#erase();
      this.#draw();
    }, redrawMilliseconds);
  }

  show(event: RolloutEvent): void {
    const lines = this.#progress.take(event);
    if (lines.length === 0) return;
    this.#erase();
    this.terminal.err(lines.map((line) => `${line}\n`).join(""));
    if (this.#timer) this.#draw();
  }

  /** Stops overwriting, as for a question. */
  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#erase();
  }

  #draw(): void {
    const { columns } = this.terminal;
    if (!columns) return;
    const width = Math.max(20, columns() - 1);
    const lines = this.#progress.live();
    this.#drawn = lines.length;
    this.terminal.err(lines.map((line) => `${line.slice(0, width)}\n`).join(""));
  }

  #erase(): void {
    if (this.#drawn > 0) this.terminal.err(`\u001b[${this.#drawn}A\u001b[0J`);
    this.#drawn = 0;
  }
}
