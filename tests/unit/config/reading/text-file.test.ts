import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConnectionFile } from "../../../../src/config/connection-file.js";
import { readFlatFileAt } from "../../../../src/config/flat-file/read-file.js";
import { readTextFile } from "../../../../src/config/reading/text-file.js";
import { readStackFile } from "../../../../src/config/stack-file.js";

const utf16 = (text: string, mark: readonly number[], swap: boolean) => {
  const bytes = Buffer.from(text, "utf16le");
  return Buffer.concat([Buffer.from(mark), swap ? bytes.swap16() : bytes]);
};

describe("a text file that a user names", () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-text-"));
    execFileSync("mkfifo", [join(directory, "pipe"), join(directory, "Pulumi.pipe.yaml")]);
    mkdirSync(join(directory, "folder"));
    symlinkSync("nowhere", join(directory, "dangling"));
    symlinkSync("loop", join(directory, "loop"));
    writeFileSync(join(directory, "large"), Buffer.alloc(3 * 1024 * 1024, "a"));
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  const text = "KEY: ä\nB: 1\n";
  const read: [string, Buffer][] = [
    ["UTF-8", Buffer.from(text)],
    ["UTF-8 with a byte order mark", Buffer.from(`\uFEFF${text}`)],
    ["UTF-16 LE with a byte order mark", utf16(text, [0xff, 0xfe], false)],
    ["UTF-16 BE with a byte order mark", utf16(text, [0xfe, 0xff], true)],
    ["UTF-16 LE without one", utf16(text, [], false)],
    ["UTF-16 BE without one", utf16(text, [], true)],
    ["line ends of Windows", Buffer.from(text.replaceAll("\n", "\r\n"))],
    ["line ends of old Macs", Buffer.from(text.replaceAll("\n", "\r"))],
  ];
  for (const [what, bytes] of read) {
    it(`is read in ${what}`, () => {
      const file = join(directory, "text");
      writeFileSync(file, bytes);
      assert.deepEqual(readTextFile(file), { text });
    });
  }

  it("is read whatever its length up to the limit, and empty", () => {
    const file = join(directory, "long");
    for (const length of [0, 1, 64 * 1024, 64 * 1024 + 1, 1024 * 1024]) {
      writeFileSync(file, "a".repeat(length));
      assert.deepEqual(readTextFile(file), { text: "a".repeat(length) });
    }
  });

  const refusedBytes: [string, readonly number[] | Buffer, RegExp][] = [
    ["UTF-32", [0xff, 0xfe, 0, 0, 0x41, 0, 0, 0], /UTF-32/],
    ["gzip", [0x1f, 0x8b, 8, 0], /compressed/],
    ["a ZIP archive", [0x50, 0x4b, 3, 4], /ZIP/],
    ["a program", [0x7f, 0x45, 0x4c, 0x46], /program/],
    ["Latin-1", [0x4b, 0xe4, 0x0a], /Latin-1: save it as UTF-8/],
    ["a NUL character", Buffer.from("A: 1\nB: \0\n"), /NUL character in line 2/],
  ];
  for (const [what, bytes, expected] of refusedBytes) {
    it(`is refused with its form named: ${what}`, () => {
      const file = join(directory, "other");
      writeFileSync(file, Buffer.from(bytes));
      const result = readTextFile(file);
      assert.ok("unreadable" in result);
      assert.match(result.unreadable.expected, expected);
    });
  }

  const refused: [string, () => string, RegExp][] = [
    ["a pipe", () => join(directory, "pipe"), /pipe or device/],
    ["/dev/zero", () => "/dev/zero", /pipe or device/],
    ["/dev/null", () => "/dev/null", /pipe or device/],
    ["a directory", () => join(directory, "folder"), /directory/],
    ["a link to nowhere", () => join(directory, "dangling"), /no such file/],
    ["a link to itself", () => join(directory, "loop"), /not readable \(ELOOP\)/],
    ["a path below a file", () => join(directory, "large", "x"), /no such file/],
    ["more than the limit", () => join(directory, "large"), /more than 2048 KiB/],
  ];
  for (const [what, path, expected] of refused) {
    it(`is refused at once: ${what}`, () => {
      const result = readTextFile(path());
      assert.ok("unreadable" in result);
      assert.match(result.unreadable.found, expected);
    });
  }

  it("is refused without permission, where there is such a thing", function () {
    if (process.getuid?.() === 0) this.skip();
    const file = join(directory, "mine");
    writeFileSync(file, "a");
    chmodSync(file, 0);
    const result = readTextFile(file);
    assert.ok("unreadable" in result);
    assert.match(result.unreadable.found, /permission/);
  });

  it("is one problem of every reader, with the key or file that named it", () => {
    const connection = readConnectionFile("pipe", directory);
    assert.deepEqual("problems" in connection && connection.problems.map(({ path }) => path), [
      "tkg-edge:connectionFile",
    ]);
    assert.deepEqual(
      readFlatFileAt("pipe", directory).problems.map(({ path }) => path),
      ["tkg-edge:flatFile"],
    );
    const stack = readStackFile(directory, "pipe");
    assert.deepEqual(
      stack.problems.map(({ path }) => path),
      ["Pulumi.pipe.yaml"],
    );
    assert.equal(stack.readable, false);
  });
});
