import assert from "node:assert/strict";
import { readFlatLines } from "../../../../src/config/flat-file/read-lines.js";

/** Entries as `KEY=value`, faults as `line KEY: text`. */
function read(text: string) {
  const { entries, faults, notes } = readFlatLines(text);
  return {
    entries: entries.map(({ key, value }) => `${key}=${value}`),
    faults: faults.map(
      ({ line, key, text: problem }) => `${line}${key === undefined ? "" : ` ${key}`}: ${problem}`,
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
  ["declare -x, as `export -p` prints it", "declare -x A=\"x\"\ntypeset -x B='y'", ["A=x", "B=y"]],
  ["set -a around the lines", "set -a\nA=1\nset +a", ["A=1"]],
  ["an export behind its assignment", "A=1; export A\nB=2\nexport B", ["A=1", "B=2"]],
  ["a line that goes on in the next", "export A=1 \\\n  B=2\n", ["A=1", "B=2"]],
  ["a value that goes on in the next line", "export A=12\\\n34\n", ["A=1234"]],
  [
    "a backslash in quotes",
    String.raw`export A='D\user'` + "\n" + String.raw`export B="D\user"`,
    [String.raw`A=D\user`, String.raw`B=D\user`],
  ],
  ["YAML in braces", '{A: 1, "B": x}', ["A=1", "B=x"]],
  ["JSON", '{"A": "1", "B": true}', ["A=1", "B=true"]],
  ["YAML behind a document mark", "---\nA: 1\n...\n", ["A=1"]],
  ["a blank value with a comment of its own line", "A:\n# B\nB: 1", ["A=", "B=1"]],
  ["quoted values with comments behind them", "PASSWORD: 'abc #def' #x\nB: 1", ["PASSWORD=abc #def", "B=1"]],
  ["a # inside a YAML value", "PASSWORD: abc#def", ["PASSWORD=abc#def"]],
  ["a password with signs in it", "PASSWORD: 'a&b*c!d %e@f$g`h'", ["PASSWORD=a&b*c!d %e@f$g`h"]],
  [
    "numbers and dates as they are written",
    "A: 1e3\nB: 0o17\nC: 2024-01-31\nD: yes\nE: 0x1F",
    ["A=1e3", "B=0o17", "C=2024-01-31", "D=yes", "E=0x1F"],
  ],
  ["a tab behind the colon", "A:\t1", ["A=1"]],
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
  ["a repeated key", "export A=1\nexport B=2\nexport A=3", /^3 A: each key once; line 1 has it already/],
  ["a repeated key, in YAML", "A: 1\nA: 2", /^2 A: each key once; line 1/],
  ["a list in YAML", "A:\n  - x\n  - y", /^1 A: a plain value in one line/],
  ["a second document", "A: 1\n---\nB: 2", /one YAML document/],
  ["a tab in YAML", "A: 1\n\tB: 2", /^2 B: blanks for indentation; here is a tab/],
  ["an open quote in YAML", 'A: "x', /^1 A: .*a closing quote/],
  [
    "an anchor for a password",
    "PASSWORD: &Secret99",
    /^1 PASSWORD: quotes around the whole value .*begins with &/,
  ],
  ["an anchor before a password", "PASSWORD: &abc def", /^1 PASSWORD: quotes .*begins with &/],
  ["an alias for a password", "PASSWORD: *abc", /^1 PASSWORD: quotes .*begins with \*/],
  ["a tag for a password", "PASSWORD: !abc def", /^1 PASSWORD: quotes .*begins with !/],
  ["a tag alone", "PASSWORD: !abc", /^1 PASSWORD: quotes .*begins with !/],
  ["a password that is cut short", "PASSWORD: abc #def", /^1 PASSWORD: quotes .*ends before a #/],
  ["a password with a comment", "PASSWORD: abc # def", /^1 PASSWORD: quotes .*ends before a #/],
  ["a password that is a comment", "PASSWORD: #def", /^1 PASSWORD: quotes .*ends before a #/],
  ["a password over two lines", "PASSWORD: abc\n  def", /^1 PASSWORD: quotes .*goes on in the next line/],
  ["a password with an escape", 'PASSWORD: "a\\tb"', /^1 PASSWORD: quotes .*backslash in double quotes/],
  ["any value that is cut short", "A: VM Network #2", /^1 A: quotes .*ends before a #/],
  ["any value with an anchor", "A: &b c", /^1 A: quotes .*begins with &/],
  ["a value with a bell in it", 'A: "DOMAIN\\admin"', /^1 A: quotes .*cannot be seen/],
  ["a value with a no-break space", "A: x\u00a0y", /^1 A: quotes .*cannot be seen/],
  ["a template of ytt", "A: #@ data.values.x", /^1 A: quotes .*template of ytt/],
  ["a value with ': '", "PASSWORD: Secret: 99!", /^1 PASSWORD: quotes around a value that holds ': '/],
  [
    "a value that begins with @",
    "B: 1\nPASSWORD: @abc",
    /^2 PASSWORD: quotes around a value that begins with @/,
  ],
  ["a value that begins with %", "PASSWORD: %abc", /^1 PASSWORD: quotes around a value that begins with %/],
  ["a value that begins with `", "PASSWORD: `abc", /^1 PASSWORD: quotes around a value that begins with `/],
  ["a value that begins with '- '", "PASSWORD: - abc", /^1 PASSWORD: quotes/],
  ["a value that begins with |", "PASSWORD: |abc", /^1 PASSWORD: quotes/],
  ["a value that begins with {", "PASSWORD: {abc", /^1 PASSWORD: /],
  ["a value that begins with [", "PASSWORD: [abc", /^1 PASSWORD: /],
  [
    "a value nested without end",
    `A: ${"[".repeat(10_000)}`,
    /^1 A: a plain value in one line: values nested/,
  ],
  ["a mapping below a key", "A:\n  B: 1", /^1 A: a plain value in one line/],
  ["a password that a shell cuts short", "export PASSWORD=abc #def", /^1 PASSWORD: quotes .*ends before a #/],
  ["a value that a shell cuts short", "export A=abc #2", /^1 A: quotes .*ends before a #/],
  ["a backslash that a shell drops", String.raw`export A=DOMAIN\user`, /^1 A: quotes .*drops a backslash/],
  ["quotes with escapes of their own", "export A=$'x'", /^1 A: plain quotes/],
  ["a home directory", "export A=~/x", /^1 A: quotes .*home directory/],
  ["an appended value", "export A=1\nexport A+=2", /^2: .*\+= appends/],
  ["the C shell", "export A=1\nsetenv B 2", /^2: .*C shell/],
  ["PowerShell", "export A=1\n$env:B = '2'", /^2: .*PowerShell/],
  ["a Windows command prompt", "export A=1\nset B=2", /^2: .*Windows/],
  ["a list of a shell", "export A=(x y)", /^1 A: quotes around the value: a shell gives "\("/],
  ["a text that is neither", "hello there", /^1: lines of the form KEY: value/],
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
      assert.equal(faults.length, 1, faults.join("\n") || "no fault");
      assert.match(faults[0] ?? "", expected);
      assert.doesNotMatch(faults[0] ?? "", /Secret|abc|def/);
    });
  }

  it("costs the line alone that cannot be read", () => {
    const text = "A: 1\nPASSWORD: Secret: 99!\nB: [x\nC: 'y\nD: 2\nE: {\nF: 3\n";
    const { entries, faults } = read(text);
    assert.deepEqual(entries, ["A=1", "D=2", "F=3"]);
    assert.deepEqual(
      faults.map((fault) => fault.slice(0, fault.indexOf(":"))),
      ["2 PASSWORD", "3 B", "4 C", "6 E"],
    );
  });

  it("reports a comment that it leaves out", () => {
    assert.equal(read("A: abc # def\nB: 1 # two").notes, 2);
    assert.equal(read("export A=abc # def").notes, 1);
    assert.equal(read("# A\nA: 'abc' # def\n# B").notes, 0);
  });
});
