/**
 * The troubleshooting page is indexed by texts: each of them must be one that the product or a stand-in
 * prints.
 */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../checkout.js";

const whole = readFileSync(join(checkout, "docs", "troubleshooting.md"), "utf8");

/** The section that this suite answers for. */
const page = whole.split("## Faults of the environment")[1]?.split(/^## /m)[0] ?? "";

/** Texts of the first columns, cut at what differs from case to case. */
const documented = page.split("\n").flatMap((line) => {
  const cell = /^\| (`.*?) \| /.exec(line)?.[1] ?? "";
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text);
});

const filesBelow = (folder: string, ending: RegExp): readonly string[] =>
  readdirSync(join(checkout, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => ending.test(name))
    .map((name) => readFileSync(join(checkout, folder, name), "utf8"));

/** String literals that are joined over lines, read as one. */
const joined = (source: string): string => source.replace(/["'`]\s*\+\s*["'`]/g, "");

// The stand-ins answer in the measured words of TKG's own controllers.
const sources = ["src", "sandbox/stand-ins"].flatMap((folder) => filesBelow(folder, /\.ts$/)).map(joined);
const snapshots = filesBelow(join("tests", "faults", "snapshots"), /\.txt$/);

describe("the troubleshooting page", () => {
  it("has texts", () => {
    assert.ok(documented.length > 15, `only ${documented.length} texts were found`);
  });

  for (const text of documented) {
    it(`lists a text that exists: ${text}`, () => {
      const fragments = text
        .split("…")
        .map((part) => part.trim())
        .filter((part) => part.length > 2);
      assert.ok(fragments.length > 0, "nothing of it is literal");
      const read = [...sources, ...snapshots].some((place) =>
        fragments.every((part) => place.includes(part)),
      );
      assert.ok(read, `neither a source nor a snapshot holds ${JSON.stringify(fragments)}`);
    });
  }
});
