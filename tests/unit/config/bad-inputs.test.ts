import assert from "node:assert/strict";
import { ConfigurationError, type Problem } from "../../../src/config/problem.js";
import { pageStack, parseExample } from "../example-site.js";
import { marker, type BadInput } from "./bad-inputs/bad-input.js";
import { badInputs } from "./bad-inputs/corpus.js";

const all = Object.values(badInputs).flat();

/**
 * The stack of the vendor page's example with keys changed, by dotted path; an undefined section is omitted.
 */
function changed(changes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const stack = structuredClone(pageStack) as unknown as Record<string, unknown>;
  for (const [path, value] of Object.entries(changes)) {
    const steps = path.split(".");
    const last = steps.pop() ?? "";
    let tree = stack;
    for (const step of steps) {
      tree[step] ??= {};
      tree = tree[step] as Record<string, unknown>;
    }
    tree[last] = value;
  }
  return stack;
}

/** Each input is read once, for all cases. */
const refusals = new Map<BadInput, ConfigurationError>();

function refusal(input: BadInput): ConfigurationError {
  const known = refusals.get(input) ?? refused(input);
  refusals.set(input, known);
  return known;
}

function refused({ change, to, with: further }: BadInput): ConfigurationError {
  try {
    parseExample(changed({ ...further, [change]: to }));
  } catch (error) {
    assert.ok(error instanceof ConfigurationError, String(error));
    return error;
  }
  assert.fail("nothing was reported");
}

const listed = (problems: readonly Problem[]) =>
  problems.map(({ path, expected }) => `${path}: ${expected}`).join("\n");

describe(`a corpus of ${all.length} bad inputs`, () => {
  it("has at least 120", () => {
    assert.ok(all.length >= 120);
  });

  for (const [group, inputs] of Object.entries(badInputs)) {
    describe(group, () => {
      for (const input of inputs) {
        const value = input.to === undefined ? "(left out)" : JSON.stringify(input.to);
        it(`${input.change}: ${value.length > 70 ? `${value.slice(0, 67)}...` : value}`, () => {
          const { problems } = refusal(input);
          const path = `tkg-edge:${input.at ?? input.change}`;
          const found = problems.filter((problem) => problem.path === path);
          assert.equal(found.length, 1, `one problem at ${path} among:\n${listed(problems)}`);
          assert.ok(found[0]?.expected.includes(input.expected), listed(problems));
        });
      }
    });
  }

  it("reports all of a stack's problems at once, also those between keys that are right by themselves", () => {
    const together = {
      "site.machine.numCPUs": "4",
      "site.controlPlaneEndpoint": "100.96.0.10",
      "site.network.serviceCidrs": ["100.64.0.1/13"],
      "site.placement.datastore": "/dc1/datastore/x",
      "connection.vcenter.thumbprint": "47:F5",
      "template.os": "ubuntu",
    };
    try {
      parseExample(changed(together));
      assert.fail("nothing was reported");
    } catch (error) {
      assert.ok(error instanceof ConfigurationError, String(error));
      assert.deepEqual(error.problems.map(({ path }) => path).toSorted(), [
        "tkg-edge:connection.vcenter.thumbprint",
        "tkg-edge:site.controlPlaneEndpoint",
        "tkg-edge:site.machine.numCPUs",
        "tkg-edge:site.network.serviceCidrs[0]",
        "tkg-edge:site.placement.datastore",
        "tkg-edge:template.os",
      ]);
    }
  });

  it("never repeats a secret, wherever it was put", () => {
    const texts = all.map((input) => refusal(input).message).join("\n");
    assert.ok(!texts.includes(marker));
    assert.ok(!texts.includes(Buffer.from(marker).toString("base64")));
    assert.ok(!texts.includes("PRIVATE KEY"));
  });
});
