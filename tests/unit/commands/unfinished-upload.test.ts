import assert from "node:assert/strict";
import type { Govc } from "../../../clients/vcenter.js";
import { explainUpload, removeUnfinished } from "../../../commands/unfinished-upload.js";

describe("what a failed upload of an OVA says", () => {
  const table: readonly [string, string, RegExp][] = [
    [
      "a full datastore",
      "govc: ServerFaultCode: NoDiskSpace",
      /^tkg-edge:template\.datastore: \/dc0\/datastore\/a has no room/,
    ],
    [
      "a broken connection",
      'govc: Post "https://127.66.0.5/nfc/1": EOF',
      /^tkg-edge:connection\.vcenter\.server/,
    ],
    ["anything else", "govc: permission denied", /^tkg-edge:template\.ova/],
  ];
  for (const [what, stderr, expected] of table) {
    it(`names the key to mend: ${what}`, () => {
      const message = explainUpload("a.ova", "/dc0/datastore/a", stderr);
      assert.match(message, expected);
      assert.match(message, /Run the same command again/);
      assert.ok(message.endsWith(`govc said: ${stderr.replace("govc: ", "")}`));
    });
  }
});

describe("the VM that an interrupted upload left", () => {
  const path = "/dc0/vm/photon.importing";
  /** Answers of govc, one a call; the last one stays. */
  const answering = (...answers: readonly string[]): { readonly govc: Govc; calls: () => number } => {
    let calls = 0;
    const govc: Govc = () => {
      const stderr = answers[Math.min(calls, answers.length - 1)] ?? "";
      calls += 1;
      return Promise.resolve({ ok: stderr === "", stdout: "", stderr });
    };
    return { govc, calls: () => calls };
  };

  it("is waited for while vCenter is busy with it", async () => {
    const { govc, calls } = answering("govc: The resource 'vm-1' is in use.", "");
    await removeUnfinished(govc, path);
    assert.equal(calls(), 2);
  });

  it("may have gone by itself", async () => {
    await removeUnfinished(answering(`govc: vm '${path}' not found`).govc, path);
  });

  it("that vCenter does not let go is told with its words", async () => {
    const { govc } = answering("govc: The resource 'vm-1' is in use.");
    await assert.rejects(
      removeUnfinished(govc, path, 0),
      /vCenter said: govc: The resource 'vm-1' is in use/,
    );
  });

  it("that may not be removed is an error at once", async () => {
    const { govc, calls } = answering("govc: NoPermission");
    await assert.rejects(removeUnfinished(govc, path), /could not be removed: govc: NoPermission/);
    assert.equal(calls(), 1);
  });
});
