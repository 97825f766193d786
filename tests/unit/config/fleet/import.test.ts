/** Whatever a table holds, what is written of it is read as the same. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { readCsvTable } from "../../../../src/config/fleet/import/csv-table.js";
import { withSites } from "../../../../src/config/fleet/import/sites-text.js";
import { isIncluded } from "../../../../src/config/fleet/include-files.js";
import { hasInvisible } from "../../../../src/config/reading/scalar-form.js";
import { FleetFolder } from "../../fleet/fleet-folder.js";

/** A cell as import takes it: trimmed, and nothing in it that cannot be seen. */
const cell = fc
  .oneof(
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      ...["yes", "No", "on", "null", "~", "true", "007", "1e5", "0x1F", "1_000", "2024-01-02", ".5", "+1"],
      ...[
        "# x",
        "a #b",
        "a: b",
        "- a",
        "? a",
        "&a",
        "*a",
        "!a",
        "%a",
        "@a",
        "`a",
        "'",
        '"',
        "it's",
        "{a",
        "[a",
        "|",
        ">",
      ],
      ...[
        "a\nb",
        "a\n\n b",
        "a\n  b\nc",
        "=",
        "<<",
        "...",
        "---",
        "a\tb",
        "\\n",
        "10.0.0.1",
        "10.0.0.1/24",
        "/dc0/vm/a b",
      ],
    ),
  )
  .map((text) => text.replace(/\r/g, "").trim())
  .filter((text) => text !== "" && !hasInvisible(text) && !/^[\u2018\u2019\u201c\u201d]/.test(text));
const value = fc.oneof(cell, fc.integer(), fc.boolean(), fc.array(cell, { minLength: 1, maxLength: 3 }));
const key = fc.oneof(
  fc.stringMatching(/^[a-z][A-Za-z]{0,8}$/),
  fc.constantFrom("y", "on", "null", "true", "example.com/x"),
);
const entry = fc.record(
  {
    groups: fc.array(key, { minLength: 1, maxLength: 2 }),
    labels: fc.dictionary(key, cell, { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
    site: fc.dictionary(
      key,
      fc.oneof(value, fc.dictionary(key, value, { minKeys: 1, maxKeys: 2, noNullPrototype: true })),
      {
        minKeys: 1,
        maxKeys: 4,
        noNullPrototype: true,
      },
    ),
  },
  { requiredKeys: [], noNullPrototype: true },
);
const name = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z0-9]$/),
  fc.constantFrom("on", "n", "y", "null", "true"),
);
const sites = fc
  .uniqueArray(fc.record({ name, entry }), { minLength: 1, maxLength: 5, selector: (site) => site.name })
  .map((list) =>
    list.filter((site) => !["shop-1", "shop-2", "files", "defaults", "groups", "sites"].includes(site.name)),
  );

const files: readonly [string, string, readonly string[]][] = [
  ["a new file", "", []],
  ["a file with comments alone", "# Sites.\n", []],
  [
    "a file of sites",
    "# Sites.\nshop-1: {}   # first\n\n# second\nshop-2:\n  site: { protect: true }\n# end\n",
    [],
  ],
  ["a file without a last line end", "shop-1:\n    site:\n        protect: true", []],
  [
    "a file that ends with a text of several lines",
    "shop-1:\n  site:\n    sshAuthorizedKeys:\n      - |\n        a\n        b\n",
    [],
  ],
  ["a file in one line", "{shop-1: {site: {protect: true}}}\n", []],
  [
    "a fleet file",
    "sites:\n  # first\n  shop-1: {}\n\n  shop-2: {}   # last\n\n# groups\ngroups:\n  north: {}\n",
    ["sites"],
  ],
  ["a fleet file with sites in one line", "groups: {north: {}}\nsites: {shop-1: {}} # all\n", ["sites"]],
  ["a fleet file without sites", "# none yet\nsites: {}\ndefaults: {site: {protect: true}}\n", ["sites"]],
  [
    "a fleet file with files alone",
    "sites:\n  files:\n    - a/*.yaml\n    - b/*.yaml\ngroups: {}\n",
    ["sites"],
  ],
];

describe("sites of a table", () => {
  let folder: FleetFolder;
  before(() => (folder = new FleetFolder()));
  after(() => {
    folder.remove();
  });

  for (const [what, text, above] of files) {
    it(`are read as they were written in ${what}, and its comments stay`, () => {
      const property = fc.property(sites, (list) => {
        const written = withSites(text, above, list);
        for (const [comment] of text.matchAll(/# .*/g)) assert.ok(written.includes(comment), written);
        const isFleet = above.length > 0;
        folder.write(
          isFleet
            ? { "fleet.yaml": written }
            : { "fleet.yaml": "sites: {files: s.yaml}\n", "s.yaml": written },
        );
        const { fleet } = folder.layers();
        for (const site of list) {
          const read = fleet.sites.get(site.name) ?? assert.fail(written);
          assert.deepEqual(read.value, site.entry, written);
          assert.deepEqual(read.odd(), [], written);
        }
        if (list.length === 0) return;
        assert.equal(withSites(text, above, list), written, "the same every time");
      });
      fc.assert(property, { numRuns: 20 });
    });
  }

  it("stand behind the last site, and every other character stays", () => {
    const list = [{ name: "shop-9", entry: { site: { protect: false } } }];
    for (const [, text, above] of files.filter(([what]) => !/one line|without sites/.test(what))) {
      const added = withSites(text, above, list);
      const rest = added.replace(/^ *shop-9:\n *site:\n *protect: false\n/m, "");
      assert.equal(rest.trimEnd(), text.trimEnd());
    }
  });

  it("are the cells that a spreadsheet wrote", () => {
    const width = fc.integer({ min: 1, max: 4 });
    const table = width.chain((columns) =>
      fc.record({
        delimiter: fc.constantFrom(",", ";", "\t"),
        end: fc.constantFrom("\n", "\r\n"),
        rows: fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), {
          minLength: 1,
          maxLength: 5,
        }),
      }),
    );
    const property = fc.property(table, ({ delimiter, end, rows }) => {
      const header = (rows[0] ?? []).map((_, index) => `key${index}`);
      const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
      const text = [header.join(delimiter), ...rows.map((row) => row.map(quoted).join(delimiter))].join(end);
      const read = readCsvTable(text.replaceAll("\r\n", "\n"), "t.csv");
      assert.deepEqual(read.problems, []);
      assert.deepEqual(
        read.rows.map(({ cells }) => cells),
        rows,
      );
    });
    fc.assert(property, { numRuns: 100 });
  });

  it("go into files that a pattern includes", () => {
    const cases: readonly [string, string, boolean][] = [
      ["sites/*.yaml", "/f/sites/a.yaml", true],
      ["sites/*.yaml", "/f/sites/b/a.yaml", false],
      ["sites/*.yaml", "/f/sites/.a.yaml", false],
      ["*/site?.yaml", "/f/x/site1.yaml", true],
      ["/g/*.yaml", "/g/a.yaml", true],
      ["a.yaml", "/f/a.yaml", true],
      ["a.yaml", "/f/ayyaml", false],
      ["../a.yaml", "/a.yaml", true],
    ];
    for (const [pattern, path, expected] of cases) {
      assert.equal(isIncluded(pattern, "/f", path), expected, `${pattern} ${path}`);
    }
  });
});
