import assert from "node:assert/strict";
import { readYaml } from "../../../../src/config/reading/yaml-tree.js";

/** Values of all documents. */
const values = (text: string) => readYaml(text).documents.map(({ value }) => value);

/** `LINE:COLUMN expected` of the faults. */
const faults = (text: string) =>
  readYaml(text).faults.map(({ position, expected }) => `${position.line}:${position.column} ${expected}`);

/** `path kind` of the values that are parsed differently from how they appear. */
const odd = (text: string) =>
  readYaml(text).documents.flatMap((document) =>
    document.odd.map(({ path, form }) => `${path.join(".")} ${form.kind}`),
  );

const laughs = ["a: &a [x,x,x,x,x,x,x,x,x,x]"]
  .concat(
    Array.from("bcdefghi", (name, index) => {
      const before = "abcdefgh".charAt(index);
      return `${name}: &${name} [${Array.from({ length: 10 }, () => `*${before}`).join(",")}]`;
    }),
  )
  .join("\n");

describe("YAML as values with positions", () => {
  const read: [string, string, readonly unknown[]][] = [
    ["a mapping", "a: 1\nb: [x, {c: true}]", [{ a: 1, b: ["x", { c: true }] }]],
    ["JSON, with tabs", '{\n\t"a": [1, "x"],\n\t"b": null}', [{ a: [1, "x"], b: null }]],
    ["several documents, the empty ones left out", "a: 1\n---\n---\nb: 2\n...\n", [{ a: 1 }, { b: 2 }]],
    ["anchors and aliases", "a: &x {y: 1}\nb: *x", [{ a: { y: 1 }, b: { y: 1 } }]],
    [
      "merges, of which the nearer wins",
      "a: &x {y: 1, z: 1}\nb: {<<: *x, z: 2}",
      [{ a: { y: 1, z: 1 }, b: { y: 1, z: 2 } }],
    ],
    ["block scalars", "a: |\n  x\n  y\nb: >-\n  x\n  y", [{ a: "x\ny\n", b: "x y" }]],
    ["keys that are no texts", "1: a\ntrue: b", [{ "1": "a", true: "b" }]],
    ["a key that objects of JavaScript have", "constructor: {x: 1}", [{ constructor: { x: 1 } }]],
    ["nothing", "# nothing\n", []],
  ];
  for (const [what, text, expected] of read) {
    it(`reads ${what}`, () => {
      assert.deepEqual(faults(text), []);
      assert.deepEqual(values(text), expected);
    });
  }

  const refused: [string, string, RegExp][] = [
    [
      "a key that would be the prototype of an object",
      "a:\n  __proto__: {x: 1}",
      /another key than __proto__/,
    ],
    [
      "an anchor that refers to itself",
      "a: &a [*a]",
      /^1:7 an anchor \(&name\) that does not refer to itself/,
    ],
    ["a mapping that holds itself", "a: &a {b: *a}", /does not refer to itself/],
    ["aliases that multiply", laughs, /fewer aliases/],
    ["an alias to nowhere", "a: *Secret", /^1:4 quotes around a value that begins with \*/],
    ["deep nesting", `a: ${"[".repeat(200)}${"]".repeat(200)}`, /nested at most 100 deep/],
    ["nesting without end", "[".repeat(100_000), /^1:102 values nested at most 100 deep/],
    ["blocks nested without end", `a:\n${"- ".repeat(10_000)}x`, /^2:\d+ values nested at most 100 deep/],
    ["keys nested without end", `${"? ".repeat(10_000)}x`, /^1:\d+ values nested at most 100 deep/],
    ["a merge of what is no mapping", "a: &x 1\nb: {<<: *x}", /mapping \(\*name\) behind <</],
    ["a value that holds ': '", "a: 1\nb: x: y", /^2:4 quotes around a value that holds ': '/],
    ["a value that begins with @", "a: @x", /^1:4 quotes around a value that begins with @/],
    ["a value that begins with %", "a: %x", /^1:4 quotes around a value that begins with %/],
    ["a value that begins with `", "a: `x", /begins with `/],
    ["a line that begins with %", "%x\na: 1", /no % at the beginning/],
    ["a tab as indentation", "a:\n\tb: 1", /tab/],
    ["an open quote", 'a: "x', /closing quote/],
    ["an open bracket", "a: [x\nb: 1", /bracket/],
    ["a backslash in double quotes", 'a: "D\\user"', /single quotes around a value with a backslash/],
    ["a key that is there already", "a: 1\na: 2", /each key once/],
    ["keys that are one as texts", 'a: 1\n1: x\n"1": y', /^3:1 each key once/],
    [
      "a mapping as a key",
      "a: 1\n? b: {password: Secret}\n: c",
      /^2:4 a text as the key; this one is a mapping/,
    ],
    ["a list as a key", "[user, Secret]: 1", /^1:1 a text as the key/],
    ["an alias as a key", "a: &x user\n*x : 1", /^2:1 a text as the key/],
    ["an unexpanded template", "a: 1\nb: {{ user }}", /^2:5 a text as the key; .*template/],
    ["more documents than anybody has", "---\na: 1\n".repeat(1001), /^2001:1 at most 1000 YAML documents/],
    ["what is another text from its first character", "]".repeat(1000), /^1:1 /],
    ["a no-break space for a blank", "a: 1\nb:\u00a02", /no-break space/],
  ];
  for (const [what, text, expected] of refused) {
    it(`refuses ${what}, in one sentence with its place`, () => {
      const found = faults(text);
      assert.equal(found.length, 1, found.join("\n"));
      assert.match(found[0] ?? "", expected);
      assert.doesNotMatch(found[0] ?? "", /Secret|user/);
    });
  }

  it("reads the documents beside one that cannot be read", () => {
    const { documents, faults: found } = readYaml("a: 1\n---\nb: x: y\n---\nc: 3\n");
    assert.deepEqual(
      documents.map(({ value }) => value),
      [{ a: 1 }, { c: 3 }],
    );
    assert.equal(found.length, 1);
    assert.equal(found[0]?.position.line, 3);
  });

  const forms: [string, string, readonly string[]][] = [
    ["an anchor in place of a value", "a: &Secret99", ["a anchor"]],
    ["an anchor before a value, to which nothing refers", "a: &b c", ["a anchor"]],
    ["an anchor to which something refers", "a: &b c\nd: *b", []],
    ["a tag of its own", "a: !x z", ["a tag"]],
    ["a tag of YAML", "a: !!str 1", []],
    ["a comment directly behind a blank", "a: abc #def", ["a tight comment"]],
    ["a comment in place of a value", "a: #def", ["a tight comment"]],
    ["a comment as people write one", "a: abc # def", ["a comment"]],
    ["a comment behind quotes", "a: 'abc' #def", []],
    ["a # inside a value", "a: abc#def", []],
    ["a template of ytt", "a: #@ data.values.x", ["a tight comment"]],
    ["a value over two lines", "a: abc\n  def", ["a folded"]],
    ["an escape", 'a: "x\\ty"', ["a escape"]],
    ["escaped quotes", 'a: "x\\"y\\\\"', []],
    ["a no-break space", "a: x\u00a0y", ["a invisible"]],
    ["a bell from a backslash", 'a: "DOMAIN\\admin"', ["a escape", "a invisible"]],
    ["typographic quotes", "a: “x”", ["a typographic quotes"]],
    ["yes", "a: yes", ["a ambiguous"]],
    ["'no' in quotes", "a: 'no'", []],
    ["leading zeros", "a: 0012", ["a ambiguous"]],
    ["a number in another base", "a: 0o17", ["a ambiguous"]],
    ["underscores in a number", "a: 1_000", ["a ambiguous"]],
    ["a date", "a: 2024-01-31", ["a ambiguous"]],
    ["a version", "a: v1.25.7", []],
    ["a thumbprint of digits", "a: 01:02:03", []],
    ["a number", "a: 12", []],
  ];
  for (const [what, text, expected] of forms) {
    it(`distinguishes ${what}`, () => {
      assert.deepEqual(odd(text), expected);
    });
  }

  it("knows where each value stands, and for what is not there where its parent does", () => {
    const [document] = readYaml("a:\n  b: [1, 2]\n").documents;
    assert.deepEqual(document?.positionOf(["a", "b", 1]), { line: 2, column: 10 });
    assert.deepEqual(document.positionOf(["a", "x", "y"]), { line: 2, column: 3 });
    assert.deepEqual(document.positionOf(["z"]), { line: 1, column: 1 });
  });
});
