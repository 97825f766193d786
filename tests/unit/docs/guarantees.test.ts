/** The page of guarantees promises only what a test holds: every sentence names tests, and each of them exists. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../checkout.js";

const page =
  readFileSync(join(checkout, "docs", "guarantees.md"), "utf8").split(/^## What is not promised/m)[0] ?? "";

/** Rows of the tables: the sentence, and what holds it. */
const rows = page
  .split("\n")
  .filter((line) => line.startsWith("|") && !/^\| sentence|^\|-/.test(line))
  .map((line) => {
    const [, sentence = "", ...rest] = line.split("|").map((cell) => cell.trim());
    return { sentence, heldBy: rest.join("|") };
  });

/** String literals of a source as they are read: joined over lines, without escapes. */
const readable = (source: string): string =>
  source
    .replace(/["'`]\s*\+\s*["'`]/g, "")
    .replace(/\\(["'`])/g, "$1")
    .replace(/\$\{[^}]*\}/g, "…");

describe("the page of guarantees", () => {
  it("has sentences", () => {
    assert.ok(rows.length > 5, `only ${rows.length} were found`);
  });

  for (const { sentence, heldBy } of rows) {
    it(`names tests that exist: ${sentence}`, () => {
      const references = [...heldBy.matchAll(/`(tests\/[^`]+)`: "([^"]+)"/g)];
      assert.ok(references.length > 0, 'no `file`: "title" stands beside it');
      assert.equal(
        heldBy.replace(/`tests\/[^`]+`: "[^"]+"|[;|\s]/g, ""),
        "",
        "more than references stands beside it",
      );
      for (const [, file = "", title = ""] of references) {
        assert.ok(existsSync(join(checkout, file)), `${file} does not exist`);
        assert.ok(title.replaceAll("…", "").trim().length > 10, `"${title}" names no test`);
        const source = readable(readFileSync(join(checkout, file), "utf8"));
        assert.ok(
          source.includes(`"${title}"`) || source.includes(`\`${title}\``),
          `${file} has no test "${title}"`,
        );
      }
    });
  }
});
