import assert from "node:assert/strict";
import { thisProcess } from "../../../src/clients/process-identity.js";
import { templateNotes, uploadOfUser } from "../../../src/clients/template-notes.js";
import { uploadedByOthers } from "../../../src/commands/remove-template.js";

describe("a template that a destroy may remove", () => {
  const uploadedBy = (by: string) =>
    templateNotes("0".repeat(64), { ...thisProcess(), by, since: "2026-01-01T00:00:00.000Z" });
  const ofRelease010 = `tkg-edge OVA SHA-256: ${"0".repeat(64)}`;
  const own = "tkg-edge/template";

  it("is one that the stack uploaded, under the name that it had then", () => {
    assert.equal(uploadedByOthers(uploadedBy(own), own), undefined);
  });

  it("is one without an uploader for a state of 0.1.0, which recorded none", () => {
    assert.equal(uploadedByOthers(ofRelease010, undefined), undefined);
    assert.equal(uploadedByOthers(undefined, undefined), undefined);
  });

  it("is one that the import of a state of 0.1.0 uploaded again, which names no stack", () => {
    const again = uploadedBy(uploadOfUser("edge-admin"));
    assert.equal(uploadedByOthers(again, undefined), undefined);
    assert.match(uploadedByOthers(again, own) ?? "", /uploaded by a run of edge-admin/);
  });

  it("is none that another stack uploaded, also for a state of 0.1.0", () => {
    for (const madeBy of [own, undefined])
      assert.match(
        uploadedByOthers(uploadedBy("tkg-edge/other"), madeBy) ?? "",
        /uploaded by tkg-edge\/other/,
      );
  });

  it("is none that people made, or 0.1.0 on another stack", () => {
    for (const notes of [undefined, "golden image", ofRelease010])
      assert.match(uploadedByOthers(notes, own) ?? "", /do not record that this stack uploaded it/);
  });
});
