import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { refuseOthers } from "../../../src/commands/rebuild-gate.js";

describe("a Cluster that appears while a run is about to create it", () => {
  const live = (madeBy?: string): LiveObject => ({
    metadata: {
      name: "shop",
      namespace: "sites",
      ...(madeBy !== undefined && { annotations: { "tkg-edge/made-by": madeBy } }),
    },
  });
  const creating = { createdBy: "tkg-edge/shop" };

  it("is refused with the stack that made it, or as made by hand", () => {
    assert.throws(() => {
      refuseOthers(creating, live("tkg-edge/other"));
    }, /sites\/shop .* by the stack tkg-edge\/other/);
    assert.throws(() => {
      refuseOthers(creating, live());
    }, /sites\/shop .* by hand or by another tool/);
  });

  it("is no other's where this stack's own create lost its answer, or where the program found it", () => {
    refuseOthers(creating, live("tkg-edge/shop"));
    refuseOthers({ createdBy: undefined }, live("tkg-edge/other"));
  });
});
