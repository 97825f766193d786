import assert from "node:assert/strict";
import { readFlatLines } from "../../../../config/flat-file/read-lines.js";

/** Entries as `KEY=value`, faults as `line KEY: text`. */
function read(text: string) {
  const { entries, faults, notes } = readFlatLines(text);
  return {
    entries: entries.map(({ key, value }) => `${key}=${value}`),
    faults: faults.map(
      ({ line, key, text: said }) => `${line}${key === undefined ? "" : ` ${key}`}: ${said}`,
    ),
    notes: notes.length,
  };
}

const understood: [string, string, string[]][] = [
  ["single quotes", "export A='x y'", ["A=x y"]],
  ["double quotes with escapes", String.raw`export A="x \"y\" \$z \n"`, [String.raw`A=x "y" $z \n`]],
  ["no quotes", "export A=1", ["A=1"]],
  ["no export", "A=1\nB=2", ["A=1", "B=2"]],
  ["parts with and without quotes", `export A=x'y'"z"\\ w`, ["A=xyz w"]],
  ["a comment behind the value", "export A='1' # one", ["A=1"]],
  ["a # inside a value", "export A=x#y", ["A=x#y"]],
  ["comments and empty lines", "\n# head\n\nexport A=1\n", ["A=1"]],
  ["two assignments on a line", "export A=1 B='2'; export C=3", ["A=1", "B=2", "C=3"]],
  ["an empty value", "export A=\nexport B=''", ["A=", "B="]],
  ["Windows line ends and a byte order mark", "\uFEFFexport A=1\r\nexport B=2\r\n", ["A=1", "B=2"]],
  ["YAML", "A: x y\nB: 'it''s'\n", ["A=x y", "B=it's"]],
  [
    "YAML numbers and truths as they are written",
    "A: 0123\nB: 1_000\nC: True\nD: 20.04",
    ["A=0123", "B=1_000", "C=True", "D=20.04"],
  ],
  ["YAML without a value", "A:\nB: ~\nC: ''\n", ["A=", "B=", "C="]],
  ["YAML with a colon in a value", "A: 47:F5:83\n", ["A=47:F5:83"]],
  ["YAML over several lines", "A: >-\n  x\n  y\n", ["A=x y"]],
  ["what the web page hides, in YAML", "A: [email protected]\n", ["A=[email protected]"]],
  ["a wrapped password in YAML", "A: <encoded:QQ==>\n", ["A=<encoded:QQ==>"]],
  ["nothing", "", []],
];

const explained: [string, string, RegExp][] = [
  ["a value with spaces", "export A=/dc0/network/VM Network", /^1 A: quotes around a value with spaces/],
  ["a lost single quote", "\nexport A='x", /^2 A: a second ' at the end/],
  ["a lost double quote", 'export A="x', /^1 A: a second " at the end/],
  ["typographic quotes", "export A=‘x’", /^1 A: straight quotes/],
  ["a variable", "export A=$HOME/x", /^1 A: the value itself: variables .* are not expanded/],
  ["a variable in double quotes", 'export A="${B}"', /^1 A: the value itself/],
  ["a command", "export A=`id`", /^1 A: the value itself/],
  ["a redirection", "export A=x>y", /^1 A: quotes around the value: a shell gives ">"/],
  ["a space before the =", "export A =1", /^1: export KEY='value' without a space/],
  ["another command", "export A=1\ncat <<EOF", /^2: export KEY='value', one assignment a line/],
  ["a line of YAML among shell", "export A=1\nB: 2", /^2: .* this is a line of YAML/],
  ["a key in lower case", "export cluster_name=x", /^1: export KEY='value'/],
  ["a key in lower case, in YAML", "cluster_name: x", /^1: a key in upper case/],
  ["a key said twice", "export A=1\nexport B=2\nexport A=3", /^3 A: each key once; line 1 has it already/],
  ["a key said twice, in YAML", "A: 1\nA: 2", /^2 A: each key once; line 1/],
  ["a list in YAML", "A:\n  - x\n  - y", /^1 A: a plain value in one line/],
  ["a second document", "A: 1\n---\nB: 2", /one YAML document/],
  ["a tab in YAML", "A: 1\n\tB: 2", /YAML \(/],
  ["an open quote in YAML", 'A: "x', /YAML \(/],
  ["a text that is neither", "hello world", /^1: lines of the form KEY: value/],
];

describe("lines of a flat file", () => {
  for (const [what, text, entries] of understood) {
    it(`understands ${what}`, () => {
      assert.deepEqual(read(text), { entries, faults: [], notes: 0 });
    });
  }
  for (const [what, text, expected] of explained) {
    it(`explains ${what}`, () => {
      const { faults } = read(text);
      assert.ok(
        faults.some((fault) => expected.test(fault)),
        faults.join("\n") || "no fault",
      );
    });
  }
});
