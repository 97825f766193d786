import assert from "node:assert/strict";
import fc from "fast-check";
import { stringify } from "yaml";
import { decodeSecret } from "../../../../src/config/flat-file/encoded.js";
import { flatKeys } from "../../../../src/config/flat-file/keys.js";
import { readFlatLines } from "../../../../src/config/flat-file/read-lines.js";
import { readFlatFile } from "../../../../src/config/flat-file/sections.js";

const key = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,12}$/);
/** Texts of one line without quotes of either kind inside. */
const value = fc.string({ unit: "grapheme-ascii" }).filter((text) => !/['\\]/.test(text));
const file = fc.dictionary(key, value, { minKeys: 1, maxKeys: 8 });

/** Pieces of which texts are made that are nearly right. */
const fragment = fc.constantFrom(
  ...[
    "A",
    "B",
    "=",
    "'",
    '"',
    "export ",
    "\n",
    "\r",
    ": ",
    "- ",
    "[",
    "{",
    "}",
    "\\",
    "$",
    "#",
    "\t",
    "é",
    "\0",
    "|",
    ">",
  ],
  ...["&a ", "*a", "%", "---\n", "? ", "!!x ", "<encoded:QQ==>", ";", " "],
);

const entriesOf = (text: string) => {
  const { entries, faults } = readFlatLines(text);
  assert.deepEqual(faults, []);
  return Object.fromEntries(entries.map((entry) => [entry.key, entry.value]));
};

describe("the flat file reader, whatever it is given", () => {
  it("reads back what single quotes hold", () => {
    fc.assert(
      fc.property(file, (entries) => {
        const lines = Object.entries(entries).map(([name, text]) => `export ${name}='${text}'`);
        assert.deepEqual(entriesOf(lines.join("\n")), { ...entries });
      }),
    );
  });

  it("reads back what double quotes hold", () => {
    const escaped = (text: string) => text.replace(/["$`]/g, "\\$&");
    fc.assert(
      fc.property(file, (entries) => {
        const lines = Object.entries(entries).map(([name, text]) => `export ${name}="${escaped(text)}"`);
        assert.deepEqual(entriesOf(lines.join("\n")), { ...entries });
      }),
    );
  });

  it("reads the same from YAML as from shell", () => {
    fc.assert(
      fc.property(file, (entries) => {
        const shell = Object.entries(entries).map(([name, text]) => `export ${name}='${text}'`);
        assert.deepEqual(entriesOf(stringify(entries)), entriesOf(shell.join("\n")));
      }),
    );
  });

  it("never throws, and gives every line a number that the text has", () => {
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 30 }), (fragments) => {
        const text = fragments.join("");
        const { entries, faults, notes } = readFlatLines(text);
        const count = text.replace(/\r\n?/g, "\n").split("\n").length;
        for (const { line } of [...entries, ...faults, ...notes]) assert.ok(line >= 1 && line <= count);
      }),
    );
  });

  it("never shows a value, least of all a password", () => {
    const secret = "Zq9Marker";
    const broken = fc.constantFrom("", "'", '"', " x", "$", "`", "<", ">", "|", " #", ";", "[", "{", ": y");
    const names = fc.constantFrom(
      "VSPHERE_PASSWORD",
      "VSPHERE_PASWORD",
      "PASSWORD",
      "VSPHERE_USERNAME",
      "NOT_A_KEY",
    );
    fc.assert(
      fc.property(
        names,
        fc.constantFrom("=", ": ", "= ", ":"),
        broken,
        broken,
        (name, sign, before, after) => {
          const { notes, problems } = readFlatFile(`${name}${sign}${before}${secret}${after}\n`, "f");
          assert.ok(!JSON.stringify([notes, problems]).includes(secret));
        },
      ),
    );
  });

  it("maps, reports or refuses every key that it knows, and refuses every other", () => {
    fc.assert(
      fc.property(fc.oneof(key, fc.constantFrom(...Object.keys(flatKeys))), value, (name, text) => {
        fc.pre(text !== "" && !text.includes("[...]"));
        const result = readFlatFile(`export ${name}='${text}'`, "f");
        const taken =
          Object.keys(result.site).length +
          Object.keys(result.connection).length +
          Number("vcenterPassword" in result);
        // A part of a combined key has no meaning alone; the whole is tested with the keys.
        const rule = Object.hasOwn(flatKeys, name) ? flatKeys[name] : undefined;
        if (rule?.kind === "combined") return;
        assert.ok(taken + result.notes.length + result.problems.length > 0, `${name} vanished`);
      }),
    );
  });

  it("decodes what the Tanzu CLI encodes, and nothing else", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        const wrapped = `<encoded:${Buffer.from(text, "utf8").toString("base64")}>`;
        assert.equal(decodeSecret(wrapped), text);
        assert.equal(decodeSecret(wrapped.replace(/.>$/, "!>")), undefined);
      }),
    );
    assert.equal(decodeSecret("Admin!23"), "Admin!23");
  });
});
