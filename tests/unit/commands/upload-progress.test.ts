import assert from "node:assert/strict";
import { UploadProgress } from "../../../src/commands/upload-progress.js";

const MiB = 2 ** 20;

/** An upload whose clock the test turns; govc prints ten times a second. */
function upload(files: Readonly<Record<string, number>>) {
  let seconds = 0;
  const lines: string[] = [];
  const shown = new UploadProgress(
    "uploading photon.ova",
    new Map(Object.entries(files)),
    (line) => lines.push(`${seconds.toFixed(0)}: ${line}`),
    () => seconds,
  );
  const state = (file: string, text: string) => `\r\u001b[K[29-11-26 05:49:11] Uploading ${file}... ${text}`;
  return {
    lines,
    tick: (file: string, text: string) => {
      seconds += 0.1;
      return shown.read(state(file, text));
    },
    raw: (part: string) => shown.read(part),
    wait: (more: number) => (seconds += more),
  };
}

describe("the progress of an upload", () => {
  it("shows percent, rate and time left, a line every few seconds, and the end", () => {
    const { lines, tick } = upload({ "disk-0.vmdk": 100 * MiB });
    for (let step = 1; step <= 200; step++) tick("disk-0.vmdk", `(${Math.floor(step / 2)}%, 5.0MiB/s)`);
    for (let step = 0; step < 100; step++) tick("disk-0.vmdk", "(100%, 0B/s)");
    assert.deepEqual(lines, [
      "5: uploading photon.ova: 25 % of 100.0 MiB, 4.9 MiB/s, about 16 s left",
      "10: uploading photon.ova: 50 % of 100.0 MiB, 4.9 MiB/s, about 11 s left",
      "15: uploading photon.ova: 76 % of 100.0 MiB, 5.0 MiB/s, about 5 s left",
      "20: uploading photon.ova: all of 100.0 MiB sent; vCenter finishes the import",
    ]);
  });

  it("does not flood: an hour is less than a hundred lines", () => {
    const { lines, tick } = upload({ "disk-0.vmdk": 1000 * MiB });
    for (let step = 0; step < 36_000; step++) tick("disk-0.vmdk", `(${Math.floor(step / 360)}%, 285KiB/s)`);
    assert.ok(lines.length > 20 && lines.length < 100, String(lines.length));
    assert.match(lines.at(-1) ?? "", /9\d % of 1000\.0 MiB, \d+\.\d KiB\/s, about \d+ s left|min left/);
  });

  it("counts all files of the OVA", () => {
    const { lines, tick } = upload({ "a.vmdk": 30 * MiB, "b.vmdk": 10 * MiB });
    for (let step = 0; step < 40; step++) tick("a.vmdk", "(50%, 5.0MiB/s)");
    tick("a.vmdk", "OK\n");
    for (let step = 0; step < 20; step++) tick("b.vmdk", "(40%, 1.0MiB/s)");
    assert.match(lines.at(-1) ?? "", /85 % of 40\.0 MiB/);
  });

  it("is progress only while more is sent, however much is printed", () => {
    const { lines, tick } = upload({ "disk-0.vmdk": 100 * MiB });
    tick("disk-0.vmdk", "(10%, 5.0MiB/s)");
    assert.equal(tick("disk-0.vmdk", "(10%, 5.0MiB/s)"), true);
    // A state is complete when the next one overwrites it.
    assert.equal(tick("disk-0.vmdk", "(10%, 0B/s)"), true);
    for (let step = 0; step < 400; step++) assert.equal(tick("disk-0.vmdk", "(10%, 0B/s)"), false);
    assert.match(lines.at(-1) ?? "", /10 % of 100\.0 MiB, nothing sent for \d\d s$/);
  });

  it("is progress on a slow line too, where a percent takes minutes", () => {
    const { lines, tick } = upload({ "disk-0.vmdk": 10_000 * MiB });
    for (let step = 0; step < 600; step++) assert.equal(tick("disk-0.vmdk", "(0%, 40.0KiB/s)"), step > 0);
    assert.match(lines.at(-1) ?? "", /0 % of 9\.8 GiB, 40\.0 KiB\/s, about 71\.1 h left$/);
  });

  it("reads states that are cut anywhere, and lets pass what is none", () => {
    const { raw, wait, lines } = upload({ "disk-0.vmdk": 100 * MiB });
    raw("Warning: Line 7: Unsupported element\n\r\u001b[K[29-11-26 05:49:11] Uploading di");
    wait(5);
    assert.equal(raw("sk-0.vmdk... (50%, 10.0MiB/s)"), false);
    assert.equal(raw("\r"), true);
    assert.deepEqual(lines, ["5: uploading photon.ova: 0 % of 100.0 MiB, nothing sent for 5 s"]);
    wait(5);
    raw("\r");
    assert.match(
      lines.at(-1) ?? "",
      /^10: uploading photon\.ova: 50 % of 100\.0 MiB, 5\.0 MiB\/s, about 10 s left$/,
    );
  });
});
