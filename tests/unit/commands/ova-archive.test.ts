import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkComplete } from "../../../commands/ova-archive.js";
import { provideOvas } from "../../../sandbox/test-data/ovas.js";

describe("an OVA file", () => {
  let directory: string;
  let ova: string;
  let size: number;

  before("take one of the sandbox's", async () => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-ova-test-"));
    const [name = ""] = await provideOvas(directory);
    ova = join(directory, name);
    size = readFileSync(ova).length;
  });
  after("remove it", () => {
    rmSync(directory, { recursive: true });
  });

  it("is complete as it was made", async () => {
    await checkComplete(ova);
  });

  it("is told to be cut short, with what it has and what it needs", async () => {
    const half = Math.floor(size / 2);
    truncateSync(ova, half);
    await assert.rejects(
      checkComplete(ova),
      new RegExp(`cut short: it has ${half} bytes and needs at least \\d+`),
    );
  });

  it("is told to be none when it holds something else, or does not exist", async () => {
    const page = join(directory, "login-page.ova");
    writeFileSync(page, "<html>please log in</html>".padEnd(2000));
    await assert.rejects(checkComplete(page), /login-page\.ova is no OVA/);
    writeFileSync(page, "");
    await assert.rejects(checkComplete(page), /is no OVA/);
    await assert.rejects(checkComplete(join(directory, "nope.ova")), /cannot be read: ENOENT/);
  });
});
