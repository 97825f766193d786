/** A standard cluster that is rolled to another version: what changes, and what keeps its trigger. */
import assert from "node:assert/strict";
import { nothingDue } from "../../../components/gate-task.js";
import { drifted } from "../../../src/environment/finding.js";
import { replacingFields } from "../../../src/manifests/rebuild.js";
import { environmentOf, inputOf, type Plan } from "./planned-resources.js";
import { usePlannedSite } from "./planned-site.js";

describe("the component SingleNodeCluster of a standard cluster that is rolled to another version", () => {
  const make = usePlannedSite();
  const [first, next] = ["v1.25.7+vmware.2-tkg.1", "v1.26.5+vmware.2-tkg.1"];
  const standard = { kind: "standard", tkrVersion: first };
  const known = { versionChange: "roll", builtFrom: { tkrVersion: first } } as const;
  const rolled = { site: { ...standard, tkrVersion: next }, known };
  const triggersOf = (made: Plan) => [
    made.get("edge-rebuild-gate").inputs.triggers,
    ...["edge-anchor", "edge-credentials", "edge-bootstrap"].map((name) => made.get(name).replacementTrigger),
  ];

  it("keeps every trigger, and changes the version of the Cluster in place", async () => {
    const [before, after] = [await make({ site: standard }), await make(rolled)];
    assert.deepEqual(triggersOf(after), triggersOf(before));
    const { inputs, replaceOnChanges } = after.get("edge-cluster");
    const { topology } = inputs.spec as { readonly topology: { readonly version: string } };
    assert.equal(topology.version, "v1.26.5+vmware.2");
    const others = replacingFields.filter((field) => field !== "spec.topology.version");
    assert.deepEqual(replaceOnChanges, others);
  });

  it("has the gate prove it before anything else, and the wait run again afterwards", async () => {
    const found = [drifted("it is rolled")];
    const made = await make({
      ...rolled,
      gateTask: { ...nothingDue, found, rollOf: "uid-of-the-cluster" },
    });
    const gate = made.get("edge-rebuild-gate");
    assert.deepEqual(JSON.parse(environmentOf(gate).TKG_EDGE_TASK ?? ""), { rollOf: "uid-of-the-cluster" });
    assert.equal(inputOf(gate).versionChange, "roll");
    for (const name of ["edge-bootstrap", "edge-cluster"])
      assert.ok(made.comesAfter(name, "edge-rebuild-gate"));
    const digestOf = (of: Plan) => environmentOf(of.get("edge-ready")).TKG_EDGE_CLUSTER_DIGEST;
    // Another build of the same Kubernetes version.
    const build = { ...rolled, site: { ...standard, tkrVersion: "v1.25.7+vmware.2-tkg.2" } };
    const digests = [await make({ site: standard }), made, await make(build)].map(digestOf);
    assert.equal(new Set(digests).size, 3);
  });

  it("has nothing of its own while the way is all that changed", async () => {
    const before = await make({ site: standard });
    for (const versionChange of ["rebuild", "roll"] as const) {
      const made = await make({ site: standard, known: { versionChange } });
      assert.deepEqual(triggersOf(made), triggersOf(before));
      assert.deepEqual(made.get("edge-cluster").inputs, before.get("edge-cluster").inputs);
      const { versionChange: recorded, ...input } = inputOf(made.get("edge-rebuild-gate"));
      assert.deepEqual(input, inputOf(before.get("edge-rebuild-gate")));
      assert.equal(recorded, versionChange === "roll" ? "roll" : undefined);
    }
  });
});
