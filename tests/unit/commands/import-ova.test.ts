import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { provideOvas } from "../../../sandbox/test-data/ovas.js";
import { thisProcess } from "../../../src/clients/process-identity.js";
import { templateNotes } from "../../../src/clients/template-notes.js";
import type { Govc } from "../../../src/clients/vcenter.js";
import { importOva } from "../../../src/commands/import-ova.js";
import type { NodeImageProperties, VirtualMachine } from "../../../src/environment/facts/virtual-machine.js";
import { FakeVcenter } from "../fake-vcenter.js";

describe("the last step of an import, which gives a complete upload the template's name", () => {
  const sha256 = "a".repeat(64);
  const path = "/dc0/vm/photon";
  const image: NodeImageProperties = {
    version: "v1.25.7+vmware.1-tiny.2-tkg.1-ac20b3",
    ...{ distroName: "photon", distroVersion: "3", distroArch: "amd64" },
  };
  let directory: string;
  let ova: string;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-import-test-"));
    await provideOvas(directory);
    ova = join(directory, "photon-3-kube-v1.25.7+vmware.1-tiny.2.ova");
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  /** A template at `at` whose upload was of the stack `by`. */
  const template = (at: string, by: string, of = sha256): VirtualMachine => ({
    ...{ moid: "vm-1", path: at, template: true, powerState: "poweredOff", clone: false, image },
    annotation: templateNotes(of, { ...thisProcess(), by, since: new Date().toISOString() }),
  });

  /** @param renamed what is there once the name was asked for, and whether this run is the one that gave it */
  async function complete(
    uploadedBy: string,
    renamed: { readonly machines: readonly VirtualMachine[]; readonly ok: boolean },
  ) {
    let now = new FakeVcenter({ machines: [template(`${path}.importing`, uploadedBy)], ova: image });
    const govc: Govc = (args) => {
      if (args[0] !== "object.rename") return now.govc(args);
      now = new FakeVcenter({ machines: renamed.machines, ova: image });
      const stderr = renamed.ok ? "" : "govc: object '/dc0/vm/photon.importing' not found";
      return Promise.resolve({ ok: renamed.ok, stdout: "", stderr });
    };
    return importOva(govc, {
      ...{ ova, ovaSha256: sha256, templateName: "photon", os: "photon", madeBy: "tkg-edge/own" },
      ...{ tkrVersion: "v1.25.7+vmware.1-tiny.2-tkg.1", tkrIsPending: false },
      ...{ datacenter: "/dc0", folder: "/dc0/vm", datastore: "/dc0/datastore/ds", network: "/dc0/network/n" },
      ...{ resourcePool: "/dc0/host/c/Resources", vcenterPassword: "not used" },
      vcenter: { server: "vcenter.example.com", username: "edge" },
    });
  }

  it("goes on where a run that died left a complete upload, without another", async () => {
    const done = await complete("tkg-edge/own", { machines: [template(path, "tkg-edge/own")], ok: true });
    assert.deepEqual([done.path, done.imported, done.isOthers], [path, false, false]);
  });

  it("is right when another run of the same OVA was faster", async () => {
    const done = await complete("tkg-edge/other", {
      machines: [template(path, "tkg-edge/other")],
      ok: false,
    });
    assert.deepEqual([done.path, done.imported, done.isOthers], [path, false, true]);
  });

  it("fails when the upload is gone, or became a template of another OVA", async () => {
    for (const machines of [[], [template(path, "tkg-edge/other", "b".repeat(64))]]) {
      await assert.rejects(
        complete("tkg-edge/other", { machines, ok: false }),
        /photon\.importing could not be given its name: govc: object .* not found/,
      );
    }
  });
});
