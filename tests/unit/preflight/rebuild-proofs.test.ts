/** The gate before a rebuild runs the catalogue, filtered: names that its output has, and what each check has for it. */
import assert from "node:assert/strict";
import { proofs, proofsOfRoll } from "../../../src/commands/gate/proofs.js";
import { drifted, failure, ok } from "../../../src/environment/finding.js";
import type { Check } from "../../../src/preflight/check.js";
import { allChecks } from "../../../src/preflight/checks.js";
import type { NewCluster } from "../../../src/preflight/new-cluster.js";
import { failuresOf, rebuildProofs } from "../../../src/preflight/rebuild-proofs.js";

const prospect = {} as NewCluster;

function checkNamed(name: string, proves: string, check: NonNullable<Check["rebuild"]>["check"]): Check {
  const text = { why: "", remedy: "" };
  return {
    ...{ name, group: "site", ...text, needs: [], sections: ["site"] },
    run: () => assert.fail("no preflight is made"),
    rebuild: { proves, by: "", check },
  };
}

describe("what the gate proves", () => {
  it("has the names and the order that readers of its output know", () => {
    assert.deepEqual(
      proofs.map(({ what }) => what),
      [
        "class variables",
        "TKr",
        "template",
        "vCenter login",
        "credentials Secret",
        "address pool",
        "endpoint",
        "TKG's admission",
      ],
    );
  });

  it("has others before a roll, which deletes nothing", () => {
    assert.deepEqual(
      proofsOfRoll.map(({ what }) => what),
      ["TKr", "template", "version and admission"],
    );
  });

  it("consists of every check that names it, and of no other", () => {
    const run = rebuildProofs().flatMap(({ checks }) => checks.map(({ name }) => name));
    const named = allChecks.filter(({ rebuild }) => rebuild !== undefined).map(({ name }) => name);
    assert.deepEqual(run.toSorted(), named.toSorted());
    assert.ok(named.includes("os-image") && named.includes("endpoint-silent"));
  });

  it("is in the way by the first of its checks that fails, and the others are not run then", async () => {
    const [proof] = rebuildProofs([
      checkNamed("a", "x", () => Promise.resolve([ok("fine"), drifted("a warning")])),
      checkNamed("b", "x", () => Promise.resolve(failure("wrong", "right"))),
      checkNamed("c", "x", () => assert.fail("run after a failure")),
    ]);
    assert.ok(proof);
    assert.deepEqual(await failuresOf(proof, prospect), [failure("wrong", "right")]);
  });

  it("is proved where no check fails", async () => {
    const [proof] = rebuildProofs([checkNamed("a", "x", () => Promise.resolve(drifted("a warning")))]);
    assert.deepEqual(proof && (await failuresOf(proof, prospect)), []);
  });

  it("fails with the error of a check that cannot find out", async () => {
    const [proof] = rebuildProofs([checkNamed("a", "x", () => Promise.reject(new Error("no answer")))]);
    assert.ok(proof);
    await assert.rejects(failuresOf(proof, prospect), /no answer/);
  });
});
