/** docs/vendor-page.md is the one place with the title and the steps of the vendor page; every citation resolves to it. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../checkout.js";

const page = readFileSync(join(checkout, "docs", "vendor-page.md"), "utf8");
const rows = page.split("\n").filter((line) => /^\| \d/.test(line));

/** Steps of a citation such as "steps 2.2 to 2.7": its first and its last. */
const stepsIn = (text: string): string[] => text.match(/\d(?:\.\d)?/g) ?? [];

const steps = new Set(rows.flatMap((row) => stepsIn(row.split("|")[1] ?? "")));

const citation = /vendor page, (steps? \d(?:\.\d)?(?: (?:to|and) \d(?:\.\d)?)?)/g;

function committed(): { file: string; text: string }[] {
  const listed = execFileSync("git", ["ls-files", "-z", "--", "*.ts", "*.md", "*.json", "*.yaml"], {
    cwd: checkout,
    encoding: "utf8",
  });
  return listed
    .split("\0")
    .filter((file) => file !== "" && !/^tests\/upgrade\/\d|vendor-page/.test(file))
    .filter((file) => existsSync(join(checkout, file)))
    .map((file) => ({ file, text: readFileSync(join(checkout, file), "utf8") }));
}

describe("the vendor page", () => {
  it("has a row for every step that is cited", () => {
    const cited = committed().flatMap(({ file, text }) =>
      [...text.matchAll(citation)].map(([, step = ""]) => ({ file, step })),
    );
    assert.ok(cited.length > 15, `${cited.length} citations were found`);
    const unknown = cited.filter(({ step }) => !stepsIn(step).every((one) => steps.has(one)));
    assert.deepEqual(unknown, []);
  });

  it("names only files that exist", () => {
    const named = [...page.matchAll(/`((?:src|components)\/[^`]+\.ts)`/g)].map(([, file = ""]) => file);
    assert.ok(named.length > 8);
    assert.deepEqual(
      named.filter((file) => !existsSync(join(checkout, file))),
      [],
    );
  });

  it("has its title in no other file", () => {
    const title = /Single-Node\s+Clusters\s+on\s+vSphere\s+\(Technical\s+Preview\)/;
    assert.match(page, title);
    assert.deepEqual(
      committed()
        .filter(({ text }) => title.test(text))
        .map(({ file }) => file),
      [],
    );
  });
});
