import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFlatLines } from "../../../../src/config/flat-file/read-lines.js";
import { readObjectSpec } from "../../../../src/config/object-spec/read-object-spec.js";
import { checkStack } from "../../../../src/config/parse-stack.js";
import { deepestNesting, isNestedTooDeeply } from "../../../../src/config/reading/nesting.js";
import { parseYaml } from "../../../../src/config/reading/yaml-documents.js";
import { readYaml } from "../../../../src/config/reading/yaml-tree.js";
import { readByEach, shapes } from "./nested-texts.js";

const nestedFaults = (text: string) =>
  readYaml(text).faults.filter(({ expected }) => expected.includes("nested"));

describe("values inside one another", () => {
  for (const [what, shape] of Object.entries(shapes)) {
    it(`are read or refused at once: ${what}`, () => {
      readByEach(shape(1000));
    });
  }

  it("never end a process, however deep they are", function () {
    this.timeout(60_000);
    const texts = new URL("nested-texts.js", import.meta.url).href;
    const script = `import { readEverything } from ${JSON.stringify(texts)}; readEverything();`;
    const args = ["--input-type=module", "--eval", script];
    const { status, signal, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    assert.deepEqual({ status, signal, stderr }, { status: 0, signal: null, stderr: "" });
  });

  for (const [what, nested] of [
    ["lists", (depth: number) => "[".repeat(depth) + "]".repeat(depth)],
    ["mappings", (depth: number) => `${"{a: ".repeat(depth)}1${"}".repeat(depth)}`],
    ["lists in lines", (depth: number) => `${"- ".repeat(depth)}x`],
  ] as const) {
    it(`are read as deep as the limit, and no deeper: ${what}`, () => {
      assert.deepEqual(readYaml(nested(deepestNesting)).faults, []);
      assert.equal(nestedFaults(nested(deepestNesting + 2)).length, 1);
    });
  }

  it("are refused where they exceed the limit, and the documents beside them are read", () => {
    const { documents, faults } = readYaml(`a: 1\n---\nb:\n  ${"[".repeat(5000)}\n---\nc: 3\n`);
    assert.deepEqual(
      documents.map(({ value }) => value),
      [{ a: 1 }, { c: 3 }],
    );
    assert.deepEqual(
      faults.map(({ position }) => position),
      [{ line: 4, column: 103 }],
    );
    assert.deepEqual(documents[1]?.positionOf(["c"]), { line: 6, column: 4 });
  });

  it("cost a flat file their own line alone", () => {
    const { entries, faults } = readFlatLines(`A_A: 1\nB_B: ${"[".repeat(5000)}\nC_C: 3\n`);
    assert.deepEqual(
      entries.map(({ key, value }) => [key, value]),
      [
        ["A_A", "1"],
        ["C_C", "3"],
      ],
    );
    assert.deepEqual(
      faults.map(({ line, text }) => [line, text]),
      [[2, "a plain value in one line: values nested at most 100 deep"]],
    );
  });

  it("are a problem of a manifest, with file and line", () => {
    const { problems } = readObjectSpec(`kind: Cluster\nspec: ${"[".repeat(1000)}`, "m.yaml");
    assert.match(problems[0]?.path ?? "", /^m\.yaml:2:\d+$/);
    assert.match(problems[0]?.expected ?? "", /nested at most 100 deep/);
  });

  it("are a problem of a section that was stored as JSON", () => {
    const site = JSON.parse('{"labels":'.repeat(1e5) + "1" + "}".repeat(1e5)) as unknown;
    assert.deepEqual(checkStack({ site, secretsSet: new Set() }, "/", "x", "up").problems, [
      { path: "tkg-edge:site", expected: "values nested at most 100 deep" },
    ]);
    assert.equal(isNestedTooDeeply({ a: [{ b: 1 }] }), false);
  });

  it("do not hide an error in front of them", () => {
    assert.equal(parseYaml("a: b: c\n").documents[0]?.errors.length, 1);
  });
});
