import assert from "node:assert/strict";
import { failureLines, stepIn } from "../../../../src/cli/edge/rollout/run-output.js";

describe("what pulumi up prints", () => {
  it("has the present step", () => {
    for (const [line, step] of [
      [" +  command:local:Command one-ready creating (12s) waiting for Cluster", "one-ready creating"],
      [" ~  kubernetes:cluster.x-k8s.io/v1beta1:Cluster one-cluster updated (0.5s)", "one-cluster updated"],
      [
        " ++ kubernetes:core/v1:Secret one-credentials creating replacement (0s)",
        "one-credentials creating replacement",
      ],
      ["@ updating....", undefined],
      ["    pulumi:pulumi:Stack tkg-edge-one  2 messages", undefined],
      ["Resources:", undefined],
      ["    + 3 created", undefined],
    ] as const) {
      assert.equal(stepIn(line), step, line);
    }
  });

  it("has errors without warnings, figures and stack traces", () => {
    const printed = [
      "Diagnostics:",
      "  pulumi:pulumi:Stack (tkg-edge-one):",
      "    warning: old",
      "      and more of it",
      "    error: update failed",
      "  command:local:Command (one-ready):",
      "    error: Cluster default/one took longer than 600 s",
      "      MachineHealthCheck: none",
      "        at Object.run (file:///x/y.js:10:5)",
      "",
      "Resources:",
      "    10 unchanged",
    ];
    assert.deepEqual(failureLines(printed.join("\n")), [
      "error: update failed",
      "error: Cluster default/one took longer than 600 s",
      "  MachineHealthCheck: none",
    ]);
  });

  it("is shown from its end where it has no errors", () => {
    assert.deepEqual(failureLines("error: the stack is currently locked by 1 lock(s).\n"), [
      "error: the stack is currently locked by 1 lock(s).",
    ]);
    const many = Array.from({ length: 100 }, (_, index) => `    error: ${index}`);
    assert.equal(failureLines(["Diagnostics:", ...many].join("\n")).length, 41);
  });
});
