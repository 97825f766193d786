/**
 * The project names no package registry's host: the builder's own settings decide where packages come from.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout; this file runs from dist/tests/unit/repository/. */
const checkout = dirname(dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url))))));

/** Written in parts, so that this file does not name them either. */
const hosts = [
  ["registry", "npmjs", "org"],
  ["registry", "yarnpkg", "com"],
  ["proxy", "golang", "org"],
  ["sum", "golang", "org"],
  ["files", "pythonhosted", "org"],
  ["pypi", "org"],
  ["deb", "debian", "org"],
].map((parts) => parts.join("."));

describe("the committed files", () => {
  it("name no package registry's host", function () {
    // A release archive has no list of what is committed.
    if (!existsSync(join(checkout, ".git"))) this.skip();
    const tracked = execFileSync("git", ["ls-files", "--cached", "-z"], { cwd: checkout, encoding: "utf8" });
    const files = tracked.split("\0").filter((file) => file !== "");
    assert.ok(files.includes("package-lock.json"), "the list of files is not the checkout's");
    const found = files.flatMap((file) => {
      const content = readOrEmpty(join(checkout, file));
      return hosts.filter((host) => content.includes(host)).map((host) => `${file}: ${host}`);
    });
    assert.deepEqual(found, []);
  });
});

/** A tracked file may be deleted in the working tree. */
function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
