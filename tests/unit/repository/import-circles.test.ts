/** No source file imports itself by way of others, not for a type either: each can be read, and moved, on its own. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { checkout } from "../checkout.js";
import { productRooms, sourcesOf } from "./sources.js";

const sources = sourcesOf([...productRooms, "policy", "sandbox", "tests"]).map((file) =>
  join(checkout, file),
);

/** Source files that a file imports. */
function imports(file: string): string[] {
  return [...readFileSync(file, "utf8").matchAll(/ from "(\.[^"]+)\.js"/g)]
    .map(([, path = ""]) => `${join(dirname(file), path)}.ts`)
    .filter((path) => existsSync(path));
}

/** Circles among files, each once, as `a -> b -> a`. */
function circles(files: readonly string[], edges: (file: string) => readonly string[]): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) found.push([...path.slice(start), file].map(shortName).join(" -> "));
    if (start >= 0 || done.has(file)) return;
    for (const next of edges(file)) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  return found;
}

const shortName = (file: string): string => relative(checkout, file);

describe("imports", () => {
  it("make no circle", () => {
    assert.ok(sources.length > 200, `${sources.length} sources were found`);
    assert.deepEqual(circles(sources, imports), []);
  });

  it("that made one would be found", () => {
    const edges: Readonly<Record<string, readonly string[]>> = { a: ["b"], b: ["c"], c: ["b"] };
    assert.equal(circles(["a"], (file) => edges[file] ?? []).length, 1);
  });
});
