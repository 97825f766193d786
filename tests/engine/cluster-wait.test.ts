/**
 * A protected site that is slow: a wait that times out reports why, and is resumed; a rebuild is refused
 * while something is missing; a deletion that hangs is explained, and gone on with.
 */
import assert from "node:assert/strict";
import { effectOf } from "../../src/config/change-effects.js";
import { classVariablesSchema } from "../../src/config/class-variables.js";
import { rollingVariables } from "./harness/class-rolls.js";
import { profileUnderTest, useSandbox, withoutGuests } from "./harness/sandbox-of-file.js";
import { refusals } from "./steps/refusals.js";
import { TriedSite } from "./steps/tried-site.js";
import { slowCreate, slowDelete } from "./steps/waits.js";

describe("a cluster that is slow", function () {
  this.bail(true);
  const file = useSandbox(withoutGuests(profileUnderTest("light")));
  let tried: TriedSite;
  const site = (): TriedSite => tried;

  before("make a protected site that is not waited for long when it goes", async () => {
    tried = await TriedSite.make(file, "wait", { protect: true, timeouts: { deleteSeconds: 10 } });
  });

  it("has a class whose variables roll a node exactly as the list of effects documents", async () => {
    const rolls = rollingVariables(
      await tried.apis.mustGet("clusterclass", "tkg-vsphere-default-v1.0.0", "tkg-system"),
    );
    const ours = Object.keys(classVariablesSchema.shape).filter((name) => rolls.has(name));
    assert.ok(ours.length > 10, ours.join(" "));
    const wrong = ours.filter((name) => {
      const effect = effectOf(`variables.${name}`)?.effect;
      return rolls.get(name) === true ? effect !== "rolled" && effect !== "rebuild" : effect !== "in place";
    });
    assert.deepEqual(wrong, []);
  });

  slowCreate(site);
  describe("the gate before its rebuild", function () {
    refusals(site);
  });
  describe("its deletion", function () {
    slowDelete(site);
  });
});
