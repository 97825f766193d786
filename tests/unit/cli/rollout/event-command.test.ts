import assert from "node:assert/strict";
import { EventCommand } from "../../../../src/cli/edge/rollout/event-command.js";

describe("the command for events of a rollout", () => {
  let err: string;
  beforeEach(() => {
    err = "";
  });
  const terminal = { err: (text: string) => void (err += text) };
  const event = { event: "soak-started", seconds: 1 } as const;

  /** Runs the command for some events. */
  async function run(commandLine: string, seconds: number, events = 1): Promise<void> {
    const command = new EventCommand(commandLine, terminal, seconds);
    for (let index = 0; index < events; index++) command.add(event);
    await command.ended();
  }

  it("is ended after its time with all that it started, and reported once", async () => {
    await run("sleep 600; true", 0.2, 2);
    assert.match(err, /^--on-event: the command took longer than 0\.2 s; the rollout goes on, [^\n]*\n$/);
  });

  it("is given up where it never ends, so that the end of a rollout does not wait for each event", async () => {
    await run("sleep 600", 0.1, 1000);
    assert.match(err, /took longer than 0\.1 s 3 times in a row; it is not run for further events\n$/);
  });

  it("may leave something in the background that holds its output open", async () => {
    const begin = Date.now();
    await run("setsid sleep 30 & echo started >&2", 20);
    assert.equal(err, "");
    assert.ok(Date.now() - begin < 15_000, "it was waited for");
  });

  it("need not read its input, and is shown by the first of what it prints", async () => {
    await run("exec 0<&-; head -c 300000 /dev/zero | tr '\\0' x >&2; exit 3", 20);
    assert.match(err, /^--on-event: the command failed with exit code 3; [^\n]*:\nx+\n$/);
    assert.ok(err.length < 5000, `${err.length} characters`);
  });
});
