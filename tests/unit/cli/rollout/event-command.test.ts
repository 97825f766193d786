import assert from "node:assert/strict";
import { EventCommand } from "../../../../src/cli/edge/rollout/event-command.js";

describe("the command for events of a rollout", () => {
  it("is ended after its time with all that it started, and reported once", async () => {
    let err = "";
    const terminal = { err: (text: string) => void (err += text) };
    const command = new EventCommand("sleep 600; true", terminal, 0.2);
    command.add({ event: "soak-started", seconds: 1 });
    command.add({ event: "soak-started", seconds: 2 });
    await command.ended();
    assert.match(err, /^--on-event: the command took longer than 0\.2 s; the rollout goes on, [^\n]*\n$/);
  });
});
