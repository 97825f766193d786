/** How the user confirms to a delete that its management cluster is gone: by name, and never of one that answers. */
import assert from "node:assert/strict";
import { confirmedGone, withWayOut } from "../../../src/commands/gone-cluster.js";
import { UserError } from "../../../src/config/problem.js";

const address = { kubeconfig: "/absent/kubeconfig", context: "mgmt-admin@mgmt" };
const silent = { version: () => Promise.reject(new UserError("was refused")) };
const answering = { version: () => Promise.resolve("v1.25.7") };
const input = (value?: string) => ({ TKG_EDGE_MANAGEMENT_CLUSTER_GONE: value });

describe("a management cluster that is gone", () => {
  it("is gone when the user names its context and it does not answer", async () => {
    assert.equal(await confirmedGone(input(address.context), address, silent), true);
  });

  it("is not gone because it does not answer", async () => {
    assert.equal(await confirmedGone(input(), address, silent), false);
  });

  it("is not gone because another one is", async () => {
    await assert.rejects(
      confirmedGone(input("other"), address, silent),
      /is "other", and the management cluster of this stack is context "mgmt-admin@mgmt"; nothing was removed/,
    );
  });

  it("is not gone while it answers", async () => {
    await assert.rejects(
      confirmedGone(input(address.context), address, answering),
      /that management cluster answers/,
    );
  });

  it("is named as a possibility, with the whole command, where the first read of a delete fails", async () => {
    const read = () =>
      Promise.reject(new UserError("error: stat /absent/kubeconfig: no such file or directory"));
    await assert.rejects(withWayOut(address, read), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(
        error.message,
        /^tkg-edge:connection\.managementCluster: .*cannot be read; nothing was removed/,
      );
      assert.match(error.message, /A missing file is not a management cluster that is gone/);
      assert.match(
        error.message,
        /TKG_EDGE_MANAGEMENT_CLUSTER_GONE=mgmt-admin@mgmt PULUMI_K8S_DELETE_UNREACHABLE=true pulumi destroy/,
      );
      return true;
    });
  });

  it("has a context that can be pasted into a shell", async () => {
    const odd = { ...address, context: "it's mine" };
    await assert.rejects(
      withWayOut(odd, () => Promise.reject(new UserError("refused"))),
      /GONE='it'\\''s mine' /,
    );
  });
});
