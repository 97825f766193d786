/** Texts that nest values without end, given to every reader of YAML and JSON; also in a process of their own. */
import assert from "node:assert/strict";
import { readFlatLines } from "../../../../src/config/flat-file/read-lines.js";
import { checkStack } from "../../../../src/config/parse-stack.js";
import { readYaml } from "../../../../src/config/reading/yaml-tree.js";
import { listedVersions } from "../../../../src/manifests/compatibility-config-map.js";
import { tkrPackage } from "../../../../src/manifests/tkr-package.js";

/** Every way in which YAML and JSON nest values, closed or not. */
export const shapes: Readonly<Record<string, (depth: number) => string>> = {
  "open brackets": (depth) => "[".repeat(depth),
  "closed brackets": (depth) => "[".repeat(depth) + "]".repeat(depth),
  "closing brackets": (depth) => "]".repeat(depth),
  "open braces": (depth) => '{"a":'.repeat(depth),
  "closed braces": (depth) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`,
  "braces as keys": (depth) => "{".repeat(depth),
  "explicit keys in brackets": (depth) => "[? ".repeat(depth),
  lists: (depth) => "- ".repeat(depth),
  "explicit keys": (depth) => "? ".repeat(depth),
  "explicit values": (depth) => ": ".repeat(depth),
  "keys in one line": (depth) => "a: ".repeat(depth),
  // What is no nesting, or stands in one line by mistake, costs an error each.
  "anchors and tags": (depth) => "&a !b ".repeat(Math.min(depth, 500)),
  aliases: (depth) => "*a ".repeat(Math.min(depth, 500)),
  "keys in many lines": (depth) => "a: 1\n".repeat(Math.min(depth, 500)),
  "lists of mappings": (depth) => "- a: ".repeat(Math.min(depth, 500)),
  // The text grows with the square of the depth.
  indentation: (depth) =>
    Array.from({ length: Math.min(depth, 1000) }, (_, level) => `${" ".repeat(level)}a:`).join("\n"),
  "a nested value": (depth) => `NAME: ${"[".repeat(depth)}`,
  "documents, each nested": (depth) => `---\n${"[".repeat(200)}\n`.repeat(Math.min(depth, 5000) / 100),
  "many documents": (depth) => "---\na: 1\n".repeat(Math.min(depth, 1e4) / 10),
};

/** What each reader makes of a text: it must neither throw nor end the process. */
export function readByEach(text: string): void {
  readYaml(text);
  readFlatLines(text);
  listedVersions(text);
  const section = parsedJson(text);
  checkStack({ site: section, secretsSet: new Set() }, "/", "nested", "up");
  try {
    tkrPackage(text, "v1.25.7+vmware.1-tiny.2-tkg.1", "registry.example.com");
    assert.fail("taken for a Package");
  } catch (error) {
    assert.ok(error instanceof Error && !(error instanceof RangeError));
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** For the child process, which has the stack of any node process and nothing below it. */
export function readEverything(): void {
  for (const shape of Object.values(shapes)) readByEach(shape(1e5));
  readByEach("[".repeat(1e6));
}
