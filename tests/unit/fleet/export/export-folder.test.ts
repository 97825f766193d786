/** `tkg-edge fleet export --output`: a folder for a repository that the operator reads. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { fleet, site, to, useExport } from "./export-command.js";

describe("tkg-edge fleet export, as a folder", () => {
  const { command, write, writeAll, exported } = useExport();
  const filesBelow = (folder: string) =>
    Object.fromEntries(
      readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".yaml"))
        .sort()
        .map((name) => [name, readFileSync(join(folder, name), "utf8")]),
    );

  it("has the same bytes each time, and however the fleet file is written", async () => {
    writeAll();
    const folder = join(command.directory, "operator");
    assert.equal((await exported("--output", folder)).code, 0);
    const first = filesBelow(folder);
    const { sites, ...rest } = fleet;
    write("fleet.yaml", { sites: { one: sites.one, two: sites.two }, ...rest });
    assert.equal((await exported("--output", folder)).code, 0);
    assert.deepEqual(filesBelow(folder), first);
    const { resources } = load(first["kustomization.yaml"] ?? "") as {
      readonly resources: readonly string[];
    };
    assert.deepEqual(
      [...resources].sort(),
      Object.keys(first).filter((name) => name !== "kustomization.yaml"),
    );
    assert.deepEqual(resources.slice(-2), ["stacks/one.yaml", "stacks/two.yaml"]);
  });

  it("changes only the file of the site that changes, and removes that of one that is gone", async () => {
    writeAll();
    const folder = join(command.directory, "operator");
    await exported("--output", folder);
    const first = filesBelow(folder);
    write("fleet.yaml", { ...fleet, sites: { ...fleet.sites, two: site("10.0.0.2", { protect: true }) } });
    await exported("--output", folder);
    const second = filesBelow(folder);
    assert.deepEqual(
      Object.keys(first).filter((name) => first[name] !== second[name]),
      ["stacks/two.yaml"],
    );
    write("fleet.yaml", { ...fleet, sites: { one: fleet.sites.one } });
    assert.match(
      (await command.edge("fleet", "export", ...to, "--output", folder)).out,
      /removed: .*two\.yaml/,
    );
    assert.ok(!("stacks/two.yaml" in filesBelow(folder)));
  });

  it("is left as it is where the selector means no site, or it cannot be written", async () => {
    writeAll();
    const folder = join(command.directory, "operator");
    await exported("--output", folder);
    const before = filesBelow(folder);
    const { code, err } = await exported("--output", folder, "--selector", "rnig=canary");
    assert.equal(code, 1);
    assert.match(err, /no site of fleet\.yaml has the labels rnig=canary; labels of sites are ring=canary$/m);
    assert.deepEqual(filesBelow(folder), before);
    const inFile = await exported("--output", join(command.directory, "fleet.yaml"));
    assert.equal(inFile.code, 1);
    assert.match(inFile.err, /^--output: .*fleet\.yaml cannot be written: .*; expected: a folder$/m);
  });

  it("leaves a folder with other files alone", async () => {
    writeAll();
    const { code, err } = await exported("--output", command.directory);
    assert.equal(code, 1);
    assert.match(err, /holds files of others, such as/);
  });
});
