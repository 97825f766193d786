/** What `tkg-edge fleet import` of a table writes. */
import assert from "node:assert/strict";
import { fleetText, useTableImport } from "./table-import.js";

describe("tkg-edge fleet import", () => {
  const { edge, write, text, table, run, sitesIn } = useTableImport();

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
});
