/** The operator's own command for what happens in a rollout, such as a message to a chat. */
import { spawn } from "node:child_process";
import { eventLine, type RolloutEvent } from "../../../fleet/rollout/events.js";
import type { Terminal } from "../terminal.js";

const longestSeconds = 60;
/** Runs in a row that took too long, after which the end of a rollout does not wait for more of them. */
const mostLate = 3;
/** Of what a command prints, shown where it fails. */
const mostBytes = 4096;
/** How long the output of a command that has ended is read. */
const openMilliseconds = 200;

interface Ended {
  /** Undefined where it did well. */
  readonly how: string | undefined;
  readonly isLate: boolean;
  readonly printed: string;
}

/**
 * Runs a command line for each event but the steps of sites, with the event as JSON on its standard input; one after the
 * other, in the order of the events. A failure is reported once, and stops nothing; a command that hangs is given up.
 */
export class EventCommand {
  #last: Promise<void> = Promise.resolve();
  #isReported = false;
  #late = 0;

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
    if (this.#late >= mostLate) return;
    const { how, isLate, printed } = await runOnce(this.commandLine, input, this.seconds);
    this.#late = isLate ? this.#late + 1 : 0;
    if (this.#late === mostLate) {
      this.terminal.err(
        `--on-event: the command took longer than ${this.seconds} s ${mostLate} times in a row; it is not run for further events\n`,
      );
    }
    if (how === undefined || this.#isReported) return;
    this.#isReported = true;
    const words = printed.trim();
    this.terminal.err(
      `--on-event: the command ${how}; the rollout goes on, and further failures are not reported` +
        `${words === "" ? "" : `:\n${words}`}\n`,
    );
  }
}

function runOnce(commandLine: string, input: string, seconds: number): Promise<Ended> {
  return new Promise((resolve) => {
    // Ctrl-C is the rollout's; and what the command started ends with it.
    const child = spawn("/bin/bash", ["-c", commandLine], {
      detached: true,
      stdio: ["pipe", "ignore", "pipe"],
    });
    const chunks: Buffer[] = [];
    let [bytes, isLate] = [0, false];
    const timer = setTimeout(() => {
      isLate = true;
      endGroup(child.pid);
    }, seconds * 1000);
    const end = (how: string | undefined): void => {
      clearTimeout(timer);
      // What goes on in the background may hold it open.
      child.stderr.destroy();
      resolve({ how, isLate, printed: Buffer.concat(chunks).toString("utf8") });
    };
    child.stderr.on("data", (chunk: Buffer) => {
      if (bytes < mostBytes) chunks.push(chunk.subarray(0, mostBytes - bytes));
      bytes += chunk.length;
    });
    // It need not read its input.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    child.once("error", ({ message }) => {
      end(`cannot be started: ${message}`);
    });
    child.once("exit", (code) => {
      const how = isLate
        ? `took longer than ${seconds} s`
        : code === 0
          ? undefined
          : `failed with exit code ${code ?? "none"}`;
      // What it printed last is read, unless something in the background holds its output open.
      const open = setTimeout(end, openMilliseconds, how);
      child.once("close", () => {
        clearTimeout(open);
        end(how);
      });
    });
  });
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It has just ended.
  }
}
