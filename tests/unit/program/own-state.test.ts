/** How a stack's own state is read: never where the engine would panic, and never as empty where it is only unreadable. */
import assert from "node:assert/strict";
import { UserError } from "../../../src/config/problem.js";
import { readState, type StateSource } from "../../../src/program/own-state.js";

const urn = "urn:pulumi:dev::tkg-edge::kubernetes:core/v1:Secret::edge-1";
const resource = { type: "kubernetes:core/v1:Secret", outputs: { metadata: { uid: "1234" } } };

/** @param used collects which ways were taken */
function source(given: Partial<StateSource>, used: string[] = []): StateSource {
  const whole: StateSource = {
    outputs: () => Promise.resolve({}),
    resources: () => Promise.resolve({ [urn]: resource }),
    exported: () =>
      Promise.resolve(JSON.stringify({ version: 3, deployment: { resources: [{ urn, ...resource }] } })),
    ...given,
  };
  return {
    outputs: () => (used.push("outputs"), whole.outputs()),
    resources: () => (used.push("resources"), whole.resources()),
    exported: () => (used.push("exported"), whole.exported()),
  };
}

describe("a stack's own state", () => {
  it("is read without another process where the stack has outputs", async () => {
    const used: string[] = [];
    const state = await readState(source({ outputs: () => Promise.resolve({ endpoint: null }) }, used));
    assert.deepEqual(state, [{ urn, ...resource }]);
    assert.deepEqual(used, ["outputs", "resources"]);
  });

  for (const [what, deployment] of [
    ["never had an update", null],
    ["was destroyed", { manifest: {} }],
    ["was destroyed, in another form", { resources: [] }],
  ] as const) {
    it(`is empty for a stack that ${what}, and the engine's resources are not read`, async () => {
      const used: string[] = [];
      const exported = () => Promise.resolve(JSON.stringify({ version: 3, deployment }));
      assert.deepEqual(await readState(source({ exported }, used)), []);
      assert.ok(!used.includes("resources"));
    });
  }

  it("is whole after a first up that failed and left no outputs", async () => {
    assert.deepEqual(await readState(source({})), [{ urn, ...resource }]);
  });

  const failure = () => Promise.reject(new Error("no such bucket"));
  for (const way of ["outputs", "resources", "exported"] as const) {
    it(`is refused, not taken for empty, when its ${way} cannot be read`, async () => {
      await assert.rejects(
        readState(source({ [way]: failure })),
        (error) => error instanceof UserError && /cannot be read.*\(no such bucket\)/s.test(error.message),
      );
    });
  }

  it("is refused when the export is no JSON", async () => {
    await assert.rejects(readState(source({ exported: () => Promise.resolve("") })), UserError);
  });
});
