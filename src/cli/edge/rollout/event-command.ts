/** The operator's own command for what happens in a rollout, such as a message to a chat. */
import { execa } from "execa";
import { eventLine, type RolloutEvent } from "../../../fleet/rollout/events.js";
import type { Terminal } from "../terminal.js";

const longestSeconds = 60;

/**
 * Runs a command line for each event but the steps of sites, with the event as JSON on its standard input; one after the
 * other, in the order of the events. A failure is reported once, and stops nothing.
 */
export class EventCommand {
  #last: Promise<void> = Promise.resolve();
  #isReported = false;

  /** @param commandLine for bash */
  constructor(
    private readonly commandLine: string,
    private readonly terminal: Pick<Terminal, "err">,
    private readonly seconds = longestSeconds,
  ) {}

  add(event: RolloutEvent): void {
    if (event.event === "site-step") return;
    const line = eventLine(event, new Date());
    this.#last = this.#last.then(() => this.#run(line));
  }

  /** Waits for the commands of all events so far. */
  async ended(): Promise<void> {
    await this.#last;
  }

  async #run(input: string): Promise<void> {
    const running = execa("/bin/bash", ["-c", this.commandLine], {
      ...{ input, stdout: "ignore", stderr: "pipe", reject: false },
      // Ctrl-C is the rollout's; and what the command started ends with it.
      detached: true,
    });
    const late = new AbortController();
    const timer = setTimeout(() => {
      late.abort();
      endGroup(running.pid);
    }, this.seconds * 1000);
    const result = await running.finally(() => {
      clearTimeout(timer);
    });
    if (!result.failed || this.#isReported) return;
    this.#isReported = true;
    const how = late.signal.aborted
      ? `took longer than ${this.seconds} s`
      : `failed with exit code ${result.exitCode ?? "none"}`;
    const words = result.stderr.trim();
    this.terminal.err(
      `--on-event: the command ${how}; the rollout goes on, and further failures are not reported` +
        `${words === "" ? "" : `:\n${words}`}\n`,
    );
  }
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It has just ended.
  }
}
