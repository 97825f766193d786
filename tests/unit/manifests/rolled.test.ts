import assert from "node:assert/strict";
import { changedInputs } from "../../../src/manifests/input-change.js";
import { canonicalRolledInputs, rolledInputs } from "../../../src/manifests/rolled.js";
import { exampleSite } from "../example-site.js";

const inputsOf = (changes: Record<string, unknown> = {}) => rolledInputs(exampleSite(changes).site);

describe("what makes Cluster API roll the node", () => {
  it("is reported as old -> new", () => {
    const before = canonicalRolledInputs(inputsOf());
    const now = inputsOf({ machine: { numCPUs: 8 }, variables: { ntpServers: ["time.example.com"] } });
    assert.deepEqual(changedInputs(before, now), [
      { input: "machine.numCPUs", from: "4", to: "8" },
      { input: "variables.ntpServers", from: "(not set)", to: "time.example.com" },
    ]);
  });

  it("is nothing that changes in place or rebuilds", () => {
    const before = canonicalRolledInputs(inputsOf());
    const now = inputsOf({
      controlPlaneEndpoint: "10.185.11.135",
      protect: false,
      timeouts: { createSeconds: 600 },
      rebuild: { generation: 3 },
      variables: { controlPlaneCertificateRotation: { daysBefore: 30 } },
    });
    assert.deepEqual(changedInputs(before, now), []);
  });

  it("shows neither certificates nor passwords, but reports that they changed", () => {
    const proxy = (password: string) => ({
      variables: {
        proxy: { httpProxy: `http://edge:${password}@proxy:3128`, httpsProxy: "http://proxy:3128" },
      },
    });
    const before = canonicalRolledInputs(inputsOf(proxy("open-sesame")));
    assert.doesNotMatch(before, /open-sesame|BEGIN|LS0tLS/);
    const changed = changedInputs(before, inputsOf(proxy("other")));
    assert.deepEqual(
      changed?.map(({ input }) => input),
      ["variables.proxy.httpProxy"],
    );
  });
});
