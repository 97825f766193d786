import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { defaults } from "../fleet/fleet-folder.js";
import { useEdgeCommand } from "./edge-command.js";

const marker = "s3cr3t-Marker";

const fleetText = `# The fleet.
defaults: ${JSON.stringify(defaults)}
groups:
  north: {labels: {region: north}}   # flow, kept
  large:
    site: {machine: {numCPUs: 8}}
sites:
  # Files with more.
  files: sites/*.yaml

  shop-1:        # the first
    groups: [ north ]
    site: {controlPlaneEndpoint: 10.0.0.1}
  # behind the last
`;

describe("tkg-edge fleet import", () => {
  const command = useEdgeCommand();
  const { edge } = command;
  const path = (name: string) => join(command.directory, name);
  const write = (name: string, content: string | Buffer) => {
    mkdirSync(join(path(name), ".."), { recursive: true });
    writeFileSync(path(name), content);
  };
  const text = (name: string) => readFileSync(path(name), "utf8");
  const table = (...lines: readonly string[]) => {
    write("sites.csv", `${lines.join("\n")}\n`);
  };
  const run = (...args: string[]) => edge("fleet", "import", "sites.csv", ...args);
  const sitesIn = (name: string) => load(text(name)) as Record<string, unknown>;

  beforeEach(() => {
    write("fleet.yaml", fleetText);
    write("sites/a.yaml", "# More of them.\nshop-2: { site: { controlPlaneEndpoint: 10.0.0.2 } }\n");
  });

  /** What is refused, without the head; nothing is written. */
  async function refusal(...args: string[]): Promise<string> {
    const { code, out, err } = await run(...args);
    assert.equal(code, 1, out);
    assert.equal(text("fleet.yaml"), fleetText);
    assert.ok(!`${out}${err}`.includes(marker), err);
    return err;
  }

  it("names the form of a column whose key has keys of its own", async () => {
    table("name,labels,site,site.labels", "shop-7,a,b,c");
    const err = await refusal();
    for (const key of ["labels", "site", "site.labels"])
      assert.match(err, new RegExp(`read: +"${key}", which has keys of its own\\n.*${key}\\.KEY$`, "m"));
  });

  it("adds sites to the fleet file, of which every other character stays", async () => {
    table(
      "name,site.controlPlaneEndpoint,labels.ring,site.machine.numCPUs,site.protect,site.node.nameservers",
      'shop-7,10.0.0.7,canary,4,TRUE,"203.0.113.2, 203.0.113.3"',
      "shop-8,10.0.0.8,,,,",
    );
    const { code, out, err } = await run("--group", "north", "large");
    assert.equal(code, 0, err);
    const added = [
      "  shop-7:",
      "    groups:",
      "      - north",
      "      - large",
      "    labels:",
      "      ring: canary",
      "    site:",
      "      controlPlaneEndpoint: 10.0.0.7",
      "      machine:",
      "        numCPUs: 4",
      "      protect: true",
      "      node:",
      "        nameservers:",
      "          - 203.0.113.2",
      "          - 203.0.113.3",
      "  shop-8:",
      "    groups:",
      "      - north",
      "      - large",
      "    site:",
      "      controlPlaneEndpoint: 10.0.0.8",
      "",
    ].join("\n");
    assert.equal(text("fleet.yaml"), fleetText.replace("  # behind", `${added}  # behind`));
    assert.equal(
      out,
      "sites.csv: 2 sites, 2 added to fleet.yaml, 0 there already\nadded: shop-7, shop-8\n" +
        "next: tkg-edge fleet validate, then tkg-edge fleet init\n",
    );
    const validated = await edge("fleet", "validate");
    assert.equal(validated.code, 0, validated.out);
  });

  it("changes nothing the second time, and adds what is new the third time", async () => {
    const rows = ["name;site.controlPlaneEndpoint", "shop-7;10.0.0.7", "shop-8;10.0.0.8"];
    table(...rows);
    await run("--to", "sites/new.yaml");
    const before = text("sites/new.yaml");
    assert.match(
      before,
      /^# yaml-language-server: \$schema=\.\.\/schema\/fleet-sites\.schema\.json\nshop-7:\n/,
    );
    const { code, out } = await run("--to", "sites/new.yaml");
    assert.equal(code, 0);
    assert.equal(out, "sites.csv: 2 sites, all of them in fleet.yaml already: nothing changes\n");
    assert.equal(text("sites/new.yaml"), before);
    table(...rows, "shop-9;10.0.0.9");
    assert.match(
      (await run("--to", "sites/new.yaml")).out,
      /3 sites, 1 added to sites\/new\.yaml, 2 there already/,
    );
    assert.ok(text("sites/new.yaml").startsWith(before));
    assert.deepEqual(Object.keys(sitesIn("sites/new.yaml")), ["shop-7", "shop-8", "shop-9"]);
  });

  it("creates the first file that a pattern or a name of the fleet file includes", async () => {
    table("name,site.controlPlaneEndpoint", "shop-7,10.0.0.7");
    for (const [files, to] of [
      ["new/*.yaml", "new/north.yaml"],
      ["[sites/*.yaml, new.yaml]", "new.yaml"],
    ] as const) {
      write("fleet.yaml", fleetText.replace("sites/*.yaml", files));
      const { code, err } = await run("--to", to);
      assert.equal(code, 0, err);
      assert.deepEqual(sitesIn(to), { "shop-7": { site: { controlPlaneEndpoint: "10.0.0.7" } } });
    }
  });

  it("reads what spreadsheets write", async () => {
    const rows = [
      ["name", "site.controlPlaneEndpoint", "labels.note"],
      ["shop-7", "10.0.0.7", "a.b"],
    ];
    const lines = (delimiter: string, end: string, quote = "") =>
      rows.map((cells) => cells.map((cell) => `${quote}${cell}${quote}`).join(delimiter) + end).join("");
    const tables: Readonly<Record<string, string | Buffer>> = {
      commas: lines(",", "\n"),
      "semicolons and CRLF": lines(";", "\r\n"),
      tabs: lines("\t", "\n"),
      "quotes and a BOM": `\uFEFF${lines(",", "\r\n", '"')}`,
      "UTF-16, which Excel calls Unicode text": Buffer.from(`\uFEFF${lines("\t", "\r\n")}`, "utf16le"),
      "the hint of Excel": `sep=;\r\n${lines(";", "\r\n")}`,
      "no line end at the end": lines(",", "\n").trimEnd(),
      "empty rows and columns": `${lines(",", ",,\n")}\n,,,,\n\n`,
      "blanks around cells": lines(" , ", "\n"),
      "line ends of old Macs": lines(",", "\r"),
    };
    for (const [what, content] of Object.entries(tables)) {
      write("fleet.yaml", fleetText);
      write("sites.csv", content);
      const { code, err } = await run("--group", "north");
      assert.equal(code, 0, `${what}: ${err}`);
      const { sites } = sitesIn("fleet.yaml") as { sites: Record<string, unknown> };
      assert.deepEqual(
        sites["shop-7"],
        { groups: ["north"], labels: { note: "a.b" }, site: { controlPlaneEndpoint: "10.0.0.7" } },
        what,
      );
    }
  });

  it("keeps values as they are written, whatever YAML would take them for", async () => {
    table(
      "name,site.controlPlaneEndpoint,labels.a,labels.b,labels.c,labels.d,site.placement.folder",
      'on,10.0.0.7,yes,007,1E5,2024-01-02,"/dc0/vm/it\'s #1: ""x"""',
    );
    const { code, err } = await run();
    assert.equal(code, 0, err);
    const shown = await edge("fleet", "show", "on", "--json");
    assert.equal(shown.code, 0, shown.err);
    const { labels, config } = JSON.parse(shown.out) as {
      labels: object;
      config: Record<string, { placement: { folder: string } }>;
    };
    assert.deepEqual(labels, { a: "yes", b: "007", c: "1E5", d: "2024-01-02" });
    assert.equal(config["tkg-edge:site"]?.placement.folder, `/dc0/vm/it's #1: "x"`);
  });

  it("reports the problems of all rows at once, with row and column", async () => {
    table(
      "name,site.controlPlaneEndpoint,site.machine.numCPUs,labels.ring,groups",
      'shop-7,10.0.0.7,"1,5",canary,north',
      "Shop_8,10.0.0.300,4E+00,a b,south",
      "shop-7,10.0.0.9,04,,",
      ",10.0.0.10,4,,",
      "shop-1,10.0.0.1,,,north",
      "files,10.0.0.11,,,",
      "shop-12,10.0.0.12",
      "shop-13,10.0.0.13,,,,more",
      "shop-14,10.0.0.14,4\u00a00,,",
      "shop-15,10.0.0.15,,\u201ccanary\u201d,",
    );
    const err = await refusal("--group", "nrth");
    const expected = [
      /^ {2}--group\n +read: +"nrth"\n +expected: a group of this fleet: north, large$/m,
      /^ {2}sites\.csv, row 2, column C \(site\.machine\.numCPUs\)\n +read: +"1,5"\n +expected: a whole number/m,
      /^ {2}sites\.csv, row 3, column A \(name\)\n +read: +"Shop_8"\n +expected: a name of a stack/m,
      /^ {2}sites\.csv, row 3, column B \(site\.controlPlaneEndpoint\)\n +read: +"10\.0\.0\.300"/m,
      /^ {2}sites\.csv, row 3, column C \(site\.machine\.numCPUs\)\n +read: +"4E\+00"/m,
      /^ {2}sites\.csv, row 3, column D \(labels\.ring\)\n +read: +"a b"\n +expected: a label value/m,
      /^ {2}sites\.csv, row 3, column E \(groups\)\n +read: +"south"\n +expected: a group of this fleet: north, large$/m,
      /^ {2}sites\.csv, row 4, column A \(name\)\n +read: +"shop-7"\n +expected: each site once; it is in row 2 too$/m,
      /^ {2}sites\.csv, row 4, column C \(site\.machine\.numCPUs\)\n +read: +"04"/m,
      /^ {2}sites\.csv, row 5, column A \(name\)\n +read: +nothing/m,
      /^ {2}sites\.csv, row 6, column A \(name\)\n +read: +"shop-1", which fleet\.yaml has in line 12 with other values/m,
      /^ {2}sites\.csv, row 7, column A \(name\)\n +read: +"files"/m,
      /^ {2}sites\.csv, row 8\n +read: +2 cells\n +expected: 5, as many as the header has$/m,
      /^ {2}sites\.csv, row 9\n +read: +6 cells/m,
      /^ {2}sites\.csv, row 10, column C \(site\.machine\.numCPUs\)\n +read: +a character that cannot be seen/m,
      /^ {2}sites\.csv, row 11, column D \(labels\.ring\)\n +read: +typographic quotes/m,
    ];
    for (const pattern of expected) assert.match(err, pattern);
    assert.match(err, new RegExp(`^${expected.length} problems in sites\\.csv; nothing was changed`));
  });

  it("names columns as a spreadsheet does, and how items of a list are separated", async () => {
    const labels = Array.from({ length: 30 }, (_, index) => `labels.l${index}`);
    const keys = [
      "name",
      "site.controlPlaneEndpoint",
      ...labels,
      "labels.l29",
      "groups",
      "site.network.podCidrs",
    ];
    table(
      keys.join("\t"),
      ["shop-7", "10.0.0.7", ...labels, "x", "north;large", "10.1.0.0/16;10.2.0.0/16"].join("\t"),
    );
    const err = await refusal();
    assert.match(
      err,
      /row 1, column AG\n +read: +"labels\.l29"\n +expected: each key once; it is in column AF too/,
    );
    assert.match(
      err,
      /column AH \(groups\)\n +read: +"north;large"\n.*several are separated by commas or line breaks/,
    );
    assert.match(
      err,
      /column AI .*\n.*\n +expected: an IPv4 CIDR block.*; several are separated by commas or line breaks/,
    );
  });

  const headers: readonly [string, string, RegExp][] = [
    [
      "an unknown key",
      "site.machine.numCPU",
      /column B\n +read: +"numCPU"\n +expected: a key of site\.machine .*did you mean "numCPUs"/,
    ],
    ["an unknown first key", "sites.protect", /expected: a key of a site .*(did you mean "site"|there are)/],
    ["a section by itself", "site", /"site", which has keys of its own\n +expected: a column for each/],
    ["a key with keys of its own", "site.machine", /"site\.machine", which has keys of its own/],
    ["a step below a value", "site.protect.more", /read: +"more"\n +expected: a key of site\.protect/],
    ["a key twice", "name", /read: +"name"\n +expected: each key once; it is in column A too/],
    [
      "a password",
      "vcenterPassword",
      /read: +a password or another secret\n +expected: no password in a fleet file/,
    ],
    ["a password in a section", "connection.vcenter.password", /a password or another secret/],
    ["a prototype", "site.__proto__.x", /read: +"__proto__"/],
    ["a prototype among labels", "site.labels.__proto__", /__proto__/],
    ["no key above values", "", /read: +nothing\n +expected: the key of this column/],
  ];
  for (const [what, header, expected] of headers) {
    it(`refuses ${what} as a column`, async () => {
      table(`name,${header},site.controlPlaneEndpoint`, `shop-7,${marker},10.0.0.7`);
      assert.match(await refusal(), expected);
    });
  }

  const files: readonly [string, string | Buffer, RegExp][] = [
    ["nothing", "", /sites\.csv, row 1\n +read: +nothing/],
    ["only a header", "name\n", /sites\.csv\n +read: +no rows below the header/],
    ["no names", "site.controlPlaneEndpoint\n10.0.0.7\n", /row 1\n +read: +no column name/],
    [
      "an open quote",
      `name,labels.a\nx,"${marker}\n`,
      /sites\.csv, line 2\n +read: +a quote that is not closed/,
    ],
    ["a quote within", `name,labels.a\nx,${marker}"y\n`, /line 2\n +read: +a quote in the middle of a cell/],
    [
      "more after a quote",
      `name,labels.a\nx,"y"${marker}\n`,
      /line 2\n +read: +a quote in the middle of a cell/,
    ],
    ["a workbook", Buffer.from([0x50, 0x4b, 3, 4, 20, 0]), /expected: .*this one is a ZIP archive/],
    [
      "Latin-1",
      Buffer.from("name,labels.a\nx,M\xfcnchen\n", "latin1"),
      /in another encoding, such as Latin-1/,
    ],
  ];
  for (const [what, content, expected] of files) {
    it(`refuses a file with ${what}`, async () => {
      write("sites.csv", content);
      assert.match(await refusal(), expected);
    });
  }

  it("refuses a table that is not there, a file that the fleet does not include, and a fleet with faults", async () => {
    assert.match(await refusal(), /sites\.csv\n +read: +no such file/);
    table("name,site.controlPlaneEndpoint", "shop-7,10.0.0.7");
    assert.match(
      await refusal("--to", "elsewhere/north.yaml"),
      /--to\n +read: +"elsewhere\/north\.yaml", which sites\.files of fleet\.yaml does not name\n.*add elsewhere\/north\.yaml to sites\.files/,
    );
    assert.ok(!existsSync(path("elsewhere")));
    write("sites/b.yaml", "shop-1: {}\n");
    assert.match(
      await refusal(),
      /a site that is there already: each site once|read: +a site that is there already/,
    );
    assert.match(await refusal("--fleet", "none.yaml"), /none\.yaml\n +read: +no such file/);
  });
});
