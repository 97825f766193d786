/** Tables that `tkg-edge fleet import` refuses, with all of their problems at once; it then writes nothing. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { marker, useTableImport } from "./table-import.js";

describe("a table that fleet import refuses", () => {
  const { path, write, table, refusal } = useTableImport();

  it("names the form of a column whose key has keys of its own", async () => {
    table("name,labels,site,site.labels", "shop-7,a,b,c");
    const err = await refusal();
    for (const key of ["labels", "site", "site.labels"])
      assert.match(err, new RegExp(`read: +"${key}", which has keys of its own\\n.*${key}\\.KEY$`, "m"));
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

  it("refuses what a spreadsheet shows in place of a value, also where any text is right", async () => {
    const shown = ["#N/A", "#REF!", "#DIV/0!", "#BEZUG!", "Err:502", "####", '"=HYPERLINK(""x"")"'];
    table(
      "name,site.controlPlaneEndpoint,connection.vcenter.username",
      ...shown.map((cell, index) => `shop-${index + 7},10.0.0.${index + 7},${cell}`),
      "shop-20,10.0.0.20,#fff",
    );
    const err = await refusal();
    assert.match(err, new RegExp(`^${shown.length} problems in sites\\.csv`));
    assert.match(
      err,
      /row 2, column C .*\n +read: +"#N\/A"\n +expected: a value; this is an error of a spreadsheet/,
    );
    assert.match(err, /row 8, column C .*\n +read: .*\n +expected: the value of the formula/);
  });

  it("reports a table that cannot be read by one problem", async () => {
    for (const content of ["", "\n\nname\nshop-7\n", 'name\n"shop-7\n']) {
      write("sites.csv", content);
      assert.match(await refusal(), /^1 problem in sites\.csv/);
    }
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
