import assert from "node:assert/strict";
import { closingText, tryNext } from "../../../src/cli/demo/closing-text.js";

const input = {
  directory: ".sandbox",
  stack: "dev",
  settingsFile: "Pulumi.dev.yaml",
  kubeconfig: ".sandbox/workload-snc.kubeconfig",
  versions: { now: "v1.25.7+vmware.1-tiny.2", other: "v1.24.10+vmware.1-tiny.1" },
};

describe("the closing text of the demo", () => {
  it("lines up what exists and prints the three things to try", () => {
    const facts = [
      { what: "Cluster", name: "default/workload-snc", state: "Ready True" },
      { what: "VM", name: "workload-snc-abcde", state: "poweredOn" },
    ];
    assert.deepEqual(closingText(facts, input), [
      "",
      "What exists now",
      "  Cluster  default/workload-snc  Ready True",
      "  VM       workload-snc-abcde    poweredOn",
      "",
      "Three things to try next, from this directory. First, once a shell, for the tools and their settings:",
      "     . .sandbox/env",
      "",
      "  1. Inspect the cluster",
      "     kubectl --kubeconfig .sandbox/workload-snc.kubeconfig get nodes -o wide",
      "",
      "  2. Change the TKr version, and see in a preview what that would do to the node",
      "     sed 's/v1.25.7+vmware.1-tiny.2/v1.24.10+vmware.1-tiny.1/' Pulumi.dev.yaml > .sandbox/other-tkr.yaml",
      "     pulumi preview --stack dev --config-file .sandbox/other-tkr.yaml",
      "",
      "  3. Destroy what the stack owns",
      "     pulumi destroy --stack dev --yes",
      "",
      'To remove the sandbox with all that is in it: "make demo-down"',
    ]);
  });

  it("writes the changed settings into the sandbox, never into the checkout's own file", () => {
    const written = tryNext(input)
      .flatMap(({ commands }) => commands)
      .flatMap((command) => / > (\S+)/.exec(command)?.[1] ?? []);
    assert.deepEqual(written, [".sandbox/other-tkr.yaml"]);
  });
});
