import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { entryFolder, makeEntry, removeDeadDrafts } from "../../../sandbox/toolchain/cache-entry.js";
import { useScratchCache } from "./scratch-cache.js";

describe("an entry of the cache", () => {
  useScratchCache();
  const namesIn = (folder: string): string[] => readdirSync(join(folder, ".."));

  it("is made once", async () => {
    let made = 0;
    const make = (): Promise<string> =>
      makeEntry("tools", "key", (draft) => {
        made += 1;
        writeFileSync(join(draft, "file"), "content");
        return Promise.resolve();
      });
    const folder = await make();
    assert.equal(await make(), folder);
    assert.equal(made, 1);
    assert.equal(readFileSync(join(folder, "file"), "utf8"), "content");
  });

  it("is whole when two make it at once", async () => {
    const folders = await Promise.all(
      ["one", "two"].map((text) =>
        makeEntry("tools", "key", async (draft) => {
          writeFileSync(join(draft, "first"), text);
          await new Promise((resolve) => setImmediate(resolve));
          writeFileSync(join(draft, "second"), text);
        }),
      ),
    );
    assert.deepEqual(folders, [entryFolder("tools", "key"), entryFolder("tools", "key")]);
    const [folder = ""] = folders;
    assert.equal(readFileSync(join(folder, "first"), "utf8"), readFileSync(join(folder, "second"), "utf8"));
    assert.deepEqual(namesIn(folder), ["key"]);
  });

  it("does not exist when its creation failed, and can then be created", async () => {
    const folder = entryFolder("tools", "key");
    await assert.rejects(
      makeEntry("tools", "key", () => Promise.reject(new Error("the compiler fails"))),
      /the compiler fails/,
    );
    assert.ok(!existsSync(folder));
    assert.deepEqual(namesIn(folder), []);
    await makeEntry("tools", "key", () => Promise.resolve());
    assert.ok(existsSync(folder));
  });

  it("removes the draft of a killed run, and keeps those of running ones", () => {
    const { pid } = spawnSync("true");
    const parent = join(entryFolder("tools", "key"), "..");
    const dead = join(parent, `.draft-${String(pid)}-1`);
    const running = join(parent, `.draft-${String(process.pid)}-1`);
    for (const folder of [dead, running]) mkdirSync(folder, { recursive: true });
    removeDeadDrafts();
    assert.ok(!existsSync(dead));
    assert.ok(existsSync(running));
  });
});
