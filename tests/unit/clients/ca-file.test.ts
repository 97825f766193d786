import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCaFile } from "../../../src/clients/ca-file.js";
import { UserError } from "../../../src/config/problem.js";

describe("the PEM file of a CA", () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-ca-"));
    execFileSync("mkfifo", [join(directory, "pipe")]);
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  it("is read byte by byte", async () => {
    const bytes = Buffer.from("-----BEGIN CERTIFICATE-----\r\nx\r\n");
    writeFileSync(join(directory, "ca.pem"), bytes);
    assert.deepEqual(await readCaFile(join(directory, "ca.pem")), bytes);
  });

  for (const name of ["pipe", ".", "/dev/zero"]) {
    it(`is refused at once when it is ${name}`, async () => {
      const path = name.startsWith("/") ? name : join(directory, name);
      await assert.rejects(
        readCaFile(path),
        (error) => error instanceof UserError && error.message.includes("expected: a"),
      );
    });
  }

  it("leaves the words for what is missing to the file system", async () => {
    await assert.rejects(readCaFile(join(directory, "none")), { code: "ENOENT" });
  });
});
