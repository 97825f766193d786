import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { startOf, thisProcess } from "../../../src/clients/process-identity.js";
import { recordedUpload, templateNotes, type Upload } from "../../../src/clients/template-notes.js";
import type { Govc } from "../../../src/clients/vcenter.js";
import { settleDraft } from "../../../src/commands/import-draft.js";
import {
  explainUpload,
  isGoingOn,
  removeUnfinished,
  waitForUpload,
} from "../../../src/commands/unfinished-upload.js";
import type { VirtualMachine } from "../../../src/environment/facts/virtual-machine.js";

describe("the report of a failed upload of an OVA", () => {
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
    [
      "a name that is taken by no VM",
      "govc: FileAlreadyExists",
      /^tkg-edge:template\.name: .* belongs to no VM/,
    ],
    ["anything else", "govc: permission denied", /^tkg-edge:template\.ova/],
  ];
  for (const [what, stderr, expected] of table) {
    it(`names the key to fix: ${what}`, () => {
      const message = explainUpload("a.ova", "/dc0/datastore/a", stderr);
      assert.match(message, expected);
      assert.match(message, /Run the same command again/);
      assert.ok(message.endsWith(`govc reported: ${stderr.replace("govc: ", "")}`));
    });
  }

  it("names vCenter where nothing moves any more", () => {
    const late = "no progress with vCenter vc (tkg-edge:connection.vcenter.server) for 300 s: it";
    const message = explainUpload("a.ova", "/dc0/datastore/a", late);
    assert.match(message, /^tkg-edge:connection\.vcenter\.server/);
    assert.ok(message.endsWith(`\n${late}`));
  });
});

const path = "/dc0/vm/photon.importing";
const draft = { moid: "vm-7", path };

/** Answers of govc, one a call; the last one stays. */
const answering = (...answers: readonly string[]) => {
  const calls: (readonly string[])[] = [];
  const govc: Govc = (args) => {
    const stderr = answers[Math.min(calls.length, answers.length - 1)] ?? "";
    calls.push(args);
    return Promise.resolve({ ok: stderr === "", stdout: "", stderr });
  };
  return { govc, calls };
};

describe("the VM that an interrupted upload left", () => {
  it("is waited for while vCenter is busy with it, and removed by its id: its path may be another run's by then", async () => {
    const { govc, calls } = answering("govc: The resource 'vm-1' is in use.", "");
    await removeUnfinished(govc, draft);
    assert.deepEqual(
      calls,
      Array.from({ length: 2 }, () => ["vm.destroy", "VirtualMachine:vm-7"]),
    );
  });

  it("may have gone by itself", async () => {
    await removeUnfinished(answering(`govc: vm 'VirtualMachine:vm-7' not found`).govc, draft);
  });

  it("that vCenter does not let go is reported with its words", async () => {
    const { govc } = answering("govc: The resource 'vm-1' is in use.");
    await assert.rejects(
      removeUnfinished(govc, draft, 0),
      /vCenter reported: govc: The resource 'vm-1' is in use/,
    );
  });

  it("that may not be removed is an error at once", async () => {
    const { govc, calls } = answering("govc: NoPermission");
    await assert.rejects(removeUnfinished(govc, draft), /could not be removed: govc: NoPermission/);
    assert.equal(calls.length, 1);
  });
});

describe("the upload of another run", () => {
  const since = new Date().toISOString();
  const own: Upload = { ...thisProcess(), by: "tkg-edge/edge", since };
  const elsewhere: Upload = { ...own, host: "runner-7", boot: "another/1" };
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

  /** A process that has ended, as it was. */
  async function dead(): Promise<Upload> {
    const child = spawn("sleep", ["60"]);
    await once(child, "spawn");
    const { pid = 0 } = child;
    const start = startOf(pid);
    child.kill();
    await once(child, "exit");
    return { ...own, pid, start };
  }

  const machine = (annotation?: string, template = false): VirtualMachine => ({
    ...draft,
    ...{ template, powerState: "poweredOff", clone: false },
    ...(annotation !== undefined && { annotation }),
  });

  it("is read back from the notes, and from no others", () => {
    assert.deepEqual(recordedUpload(templateNotes("a".repeat(64), own)), own);
    assert.equal(recordedUpload(`tkg-edge OVA SHA-256: ${"a".repeat(64)}`), undefined);
    assert.equal(recordedUpload("tkg-edge upload: {"), undefined);
    assert.equal(recordedUpload('tkg-edge upload: {"by":"x"}'), undefined);
    assert.equal(recordedUpload(undefined), undefined);
  });

  it("goes on while its process is there, or may be there on another machine, for a day", async () => {
    assert.equal(isGoingOn(own), true);
    assert.equal(isGoingOn({ ...own, since: hoursAgo(30) }), true, "a running process is never too old");
    assert.equal(isGoingOn(await dead()), false);
    assert.equal(isGoingOn({ ...own, start: `${own.start}0` }), false, "another process of the same id");
    assert.equal(isGoingOn(elsewhere), true);
    assert.equal(isGoingOn({ ...elsewhere, since: hoursAgo(23) }), true);
    assert.equal(isGoingOn({ ...elsewhere, since: hoursAgo(25) }), false);
    assert.equal(isGoingOn({ ...own, host: "same-kernel-other-host" }), true);
  });

  const present = JSON.stringify({ virtualMachines: [{ config: { template: false } }] });

  it("is waited for and never removed, and named when that takes too long", async () => {
    const calls: (readonly string[])[] = [];
    const govc: Govc = (args) => {
      calls.push(args);
      return Promise.resolve({ ok: true, stdout: present, stderr: "" });
    };
    await assert.rejects(
      waitForUpload(govc, machine(), elsewhere, { timeoutSeconds: 0, pollSeconds: 0.01 }),
      /still waiting for tkg-edge\/edge \(process \d+ on runner-7, since .*\), which uploads .*If that run is dead.*govc vm\.destroy '\/dc0\/vm\/photon\.importing'/s,
    );
    assert.deepEqual([...new Set(calls.map(([command]) => command))], ["vm.info"]);
    assert.ok(calls.length > 1, "it was checked once");
  });

  it("is over when its VM is a template or gone, and is then read again", async () => {
    const template = JSON.stringify({ virtualMachines: [{ config: { template: true } }] });
    for (const stdout of [template, JSON.stringify({ virtualMachines: null })]) {
      const govc: Govc = () => Promise.resolve({ ok: true, stdout, stderr: "" });
      const notes = templateNotes("a".repeat(64), elsewhere);
      assert.equal(await settleDraft(govc, machine(notes), "a".repeat(64)), "again");
    }
  });

  it("that is dead, or of release 0.1.0, is removed; a finished one only lacks its name", async () => {
    const { govc, calls } = answering("");
    const sha256 = "a".repeat(64);
    assert.equal(await settleDraft(govc, machine(templateNotes(sha256, await dead())), sha256), "absent");
    assert.equal(await settleDraft(govc, machine(`tkg-edge OVA SHA-256: ${sha256}`), sha256), "absent");
    assert.equal(calls.length, 2);
    assert.equal(await settleDraft(govc, undefined, sha256), "absent");
    const finished = machine(templateNotes(sha256, await dead()), true);
    assert.equal(await settleDraft(govc, finished, sha256), "complete");
    await assert.rejects(settleDraft(govc, finished, "b".repeat(64)), /finished template of another OVA/);
    assert.equal(calls.length, 2, "a template was removed");
  });
});
