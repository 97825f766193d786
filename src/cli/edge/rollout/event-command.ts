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
    const result = await execa("/bin/bash", ["-c", this.commandLine], {
      ...{ input, stdout: "ignore", stderr: "pipe", reject: false },
      ...{ timeout: this.seconds * 1000, killSignal: "SIGKILL" },
      // Ctrl-C is the rollout's.
      detached: true,
    });
    if (!result.failed || this.#isReported) return;
    this.#isReported = true;
    const how = result.timedOut
      ? `took longer than ${this.seconds} s`
      : `failed with exit code ${result.exitCode ?? "none"}`;
    const said = result.stderr.trim();
    this.terminal.err(
      `--on-event: the command ${how}; the rollout goes on, and further failures are not reported` +
        `${said === "" ? "" : `:\n${said}`}\n`,
    );
  }
}
