// Keeps what a release leaves in the field, for the tests of every later one: tests/upgrade/VERSION.
//
//   node scripts/release-fixture.js VERSION [DIRECTORY]
//
// DIRECTORY is a checkout of the release, built; without it this one is the release. Needs the tools (make tools); starts
// a sandbox of its own for about five minutes.
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureBuilt } from "./build.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [version = "", directory = root] = process.argv.slice(2);
if (!/^\d+\.\d+\.\d+$/.test(version)) {
  console.error(
    "usage: node scripts/release-fixture.js VERSION [DIRECTORY]; VERSION is three numbers, such as 0.2.0",
  );
  process.exitCode = 2;
} else {
  ensureBuilt();
  const { writeRelease } = await import("../dist/tests/upgrade/write-release.js");
  await writeRelease(version, resolve(directory), (line) => console.log(line));
}
