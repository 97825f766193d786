import assert from "node:assert/strict";
import { thisProcess } from "../../../src/clients/process-identity.js";
import { templateNotes } from "../../../src/clients/template-notes.js";
import { draftOf, machineToConvert, templateOf, twinsOf } from "../../../src/commands/template-decision.js";
import type { NodeImageProperties, VirtualMachine } from "../../../src/environment/facts/virtual-machine.js";
import { wrongValue } from "../../../src/environment/finding.js";
import { judgeOva } from "../../../src/environment/judgements/template-digest.js";
import { judgeAbsence } from "../../../src/environment/judgements/template-drift.js";
import { warningOf } from "../../../src/program/ova-notice.js";

const image: NodeImageProperties = {
  version: "v1.25.7+vmware.1-tiny.2-tkg.1-ac20b3",
  distroName: "photon",
  distroVersion: "3",
  distroArch: "amd64",
};
const good = "a".repeat(64);
const damaged = "d".repeat(64);
const path = "/dc0/vm/photon";

/** Notes as an import writes them. @param legacy as release 0.1.0 did */
const notes = (sha256: string, legacy = false): string =>
  legacy
    ? `tkg-edge OVA SHA-256: ${sha256}`
    : templateNotes(sha256, { ...thisProcess(), by: "tkg-edge/edge", since: new Date().toISOString() });

const machine = (overrides: Partial<VirtualMachine> = {}): VirtualMachine => ({
  moid: "vm-1",
  path,
  template: true,
  powerState: "poweredOff",
  clone: false,
  image,
  ...overrides,
});

describe("which template an import finds", () => {
  for (const legacy of [true, false]) {
    const by = legacy ? "release 0.1.0" : "this release";
    it(`takes one of ${by} that records the OVA, at its place or elsewhere`, () => {
      const own = machine({ annotation: notes(good, legacy) });
      assert.equal(templateOf([own], path, good), own);
      const elsewhere = machine({ path: "/dc0/vm/other", annotation: notes(good, legacy) });
      assert.equal(templateOf([elsewhere], path, good), elsewhere);
    });

    it(`refuses one of ${by} at its place that records another OVA, even of the same VERSION`, () => {
      const own = machine({ annotation: notes(damaged, legacy) });
      assert.throws(
        () => templateOf([own], path, good),
        /^UserError: tkg-edge:template\.name: \/dc0\/vm\/photon, which was made of another OVA \(SHA-256 d+\); expected: .*\(SHA-256 a+\).*another tkg-edge:template\.name.*Remove the old one yourself/,
      );
    });
  }

  it("keeps others' notes apart from its own", () => {
    const annotation = `made by hand\n${notes(good)}\nkeep until 2027`;
    assert.ok(templateOf([machine({ annotation })], path, good));
  });

  it("does not take one under another name that records another OVA", () => {
    const other = machine({ path: "/dc0/vm/other", annotation: notes(damaged) });
    const unrecorded = machine({ path: "/dc0/vm/by-hand" });
    assert.equal(templateOf([other], path, good), undefined);
    assert.deepEqual(twinsOf(image, [other, unrecorded]), { same: [unrecorded], different: [other] });
    assert.deepEqual(twinsOf({ ...image, version: "another" }, [other, unrecorded]), {
      same: [],
      different: [],
    });
  });

  it("does not take a draft, nor a machine that is no template", () => {
    const draft = machine({ path: draftOf(path), annotation: notes(good) });
    const vm = machine({ path: "/dc0/vm/vm", template: false, annotation: notes(good) });
    assert.equal(templateOf([draft, vm], path, good), undefined);
    assert.deepEqual(twinsOf(image, [draft, vm]).same, []);
  });

  it("converts a machine at its place of the same OVA or VERSION, and never a node", () => {
    const vm = machine({ template: false });
    assert.equal(machineToConvert([vm], path, good, image), vm);
    assert.equal(machineToConvert([], path, good, image), undefined);
    assert.throws(
      () => machineToConvert([machine({ template: false, clone: true })], path, good, image),
      /is a VM that was cloned for a node/,
    );
    assert.throws(
      () => machineToConvert([vm], path, good, { ...image, version: "v9" }),
      /was made of another OVA \(its VERSION is "v1\.25\.7/,
    );
  });

  it("gives each draft a name that vCenter takes, however long the template's is", () => {
    assert.equal(draftOf(path), "/dc0/vm/photon.importing");
    const [one, two] = ["x", "y"].map((end) => draftOf(`/dc0/vm/${"p".repeat(79)}${end}`));
    assert.notEqual(one, two);
    for (const draft of [one ?? "", two ?? ""]) {
      assert.equal(draft.length, "/dc0/vm/".length + 80);
      assert.ok(draft.endsWith(".importing"));
    }
  });
});

describe("the OVA and the template at a preview", () => {
  const broken = {
    faults: [wrongValue("tkg-edge:template.ova", '"a.ova", which is damaged', "a whole one")],
    notes: ["a.ova has no manifest"],
  };

  it("are a problem where the template records another OVA", () => {
    const { findings } = judgeOva(path, good, { faults: [], notes: [] }, { exists: true, recorded: damaged });
    assert.deepEqual([findings[0]?.severity, findings[0]?.path], ["failure", "tkg-edge:template.name"]);
  });

  it("are a problem where a damaged OVA would be uploaded, and a warning where it was", () => {
    assert.deepEqual(judgeOva(path, good, broken, { exists: false }), {
      findings: broken.faults,
      notes: broken.notes,
    });
    const { findings, notes: remarks } = judgeOva(path, good, broken, { exists: true, recorded: good });
    const [warning, ...more] = findings;
    assert.deepEqual([warning?.severity, more, remarks], ["warning", [], []]);
    assert.match(
      warning ? warningOf(warning) : "",
      /which is damaged.*nothing is uploaded.*another tkg-edge:template\.name/,
    );
  });

  it("do not count a template elsewhere that records another OVA as the stack's", () => {
    const wanted = { tkrVersion: "v1.25.7+vmware.1-tiny.2-tkg.1", os: "photon" } as const;
    const other = machine({ path: "/dc0/vm/other", annotation: notes(damaged) });
    assert.deepEqual(judgeAbsence(path, wanted, [other], good).elsewhere, []);
    assert.equal(judgeAbsence(path, wanted, [other], good).findings.length, 1);
    assert.deepEqual(judgeAbsence(path, wanted, [other], damaged).elsewhere, ["/dc0/vm/other"]);
    assert.deepEqual(judgeAbsence(path, wanted, [other]).elsewhere, ["/dc0/vm/other"]);
  });
});
