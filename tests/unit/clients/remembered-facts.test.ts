import assert from "node:assert/strict";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { remembered } from "../../../src/clients/remembered-facts.js";

describe("what is known of a large file", () => {
  let directory: string;
  let file: string;
  let reads: string[];
  const digest = (value: string) =>
    remembered(file, "sha256", (path) => {
      reads.push(path);
      return Promise.resolve(value);
    });
  const disk = (value: number | null) =>
    remembered(file, "diskGiB", (path) => {
      reads.push(path);
      return Promise.resolve(value);
    });

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-facts-test-"));
    file = join(directory, "image.ova");
    writeFileSync(file, "content");
    reads = [];
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it("is found out once, each fact by itself, also that there is none", async () => {
    assert.equal(await digest("first"), "first");
    assert.equal(await disk(null), null);
    assert.equal(await digest("second"), "first");
    assert.equal(await disk(40), null);
    assert.deepEqual(reads, [file, file]);
  });

  it("is found out again when the file's time or size changed", async () => {
    await digest("first");
    utimesSync(file, 1, 1);
    assert.equal(await digest("second"), "second");
    writeFileSync(file, "longer content");
    utimesSync(file, 1, 1);
    assert.equal(await digest("third"), "third");
    assert.equal(reads.length, 3);
  });

  it("is nothing where there is no file", async () => {
    rmSync(file);
    assert.equal(await digest("first"), undefined);
    assert.deepEqual(reads, []);
  });
});
