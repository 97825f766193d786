import assert from "node:assert/strict";
import { cpSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { load } from "js-yaml";
import { fleetSchema, fleetSitesSchema } from "../../../src/config/documentation/fleet-schema.js";
import { readFleetFile } from "../../../src/config/fleet/fleet-file.js";
import { checkFleet } from "../../../src/fleet/check-fleet.js";
import { readPolicyFile } from "../../../src/fleet/policy/policy-file.js";
import { checkout } from "../checkout.js";
import { GitProject } from "../cli/git-project.js";

const directory = join(checkout, "examples", "fleet");
const editor = new Ajv({ allErrors: true, strict: false, validateFormats: false });
const underlinedBy = (schema: object) => {
  const compiled = editor.compile(schema);
  return (tree: unknown): string[] => {
    compiled(tree);
    return (compiled.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`);
  };
};
const inFleet = underlinedBy(fleetSchema());
const inSites = underlinedBy(fleetSitesSchema());

describe("the example fleet", () => {
  const check = checkFleet(readFleetFile("fleet.yaml", directory), {
    directory,
    stackFile: () => undefined,
    policies: readPolicyFile("policies.yaml", directory),
    outputsOf: (raw) => {
      const outputs = {
        tkrVersion: "v1.25.7+vmware.1-tiny.2-tkg.1",
        className: "tkg-vsphere-default-v1.0.0",
      };
      assert.ok(raw.below);
      return { management: { outputs }, template: { outputs: { ...outputs, templatePath: "/t" } } };
    },
  });

  it("has twelve sites on two management clusters, without a finding, also by its policies", () => {
    assert.deepEqual(check.findings, []);
    assert.deepEqual([check.sites, check.groups, check.managementClusters], [12, 4, 2]);
  });

  it("has a plan for a change of it, offline", async function () {
    this.timeout(20_000);
    const project = new GitProject();
    try {
      cpSync(directory, project.directory, { recursive: true });
      project.commit();
      assert.deepEqual((await project.plan()).summary.nothing, 12);
      const file = join(project.directory, "fleet.yaml");
      const text = readFileSync(file, "utf8").replace("numCPUs: 8", "numCPUs: 16");
      writeFileSync(
        file,
        text.replace("datastore: /north/datastore/edge", "datastore: /north/datastore/other"),
      );
      const { exitCode, sites } = await project.plan();
      const named = (word: string) => sites.flatMap((site) => (site.word === word ? [site.name] : []));
      // Rebuilds of protected sites are announced and refused.
      assert.deepEqual(named("refused"), ["shop-0001", "shop-0002", "shop-0003", "shop-0004"]);
      assert.ok(
        sites.every(({ word, also }) => word !== "refused" || also[0]?.what === "site.placement.datastore"),
      );
      assert.ok(named("roll").length > 0);
      assert.equal(exitCode, 1);
    } finally {
      project.remove();
    }
  });

  it("is what an editor with the JSON Schemas accepts", () => {
    const text = readFileSync(join(directory, "fleet.yaml"), "utf8");
    assert.match(text, /^# yaml-language-server: \$schema=\.\.\/\.\.\/schema\/fleet\.schema\.json\n/);
    assert.deepEqual(inFleet(load(text)), []);
    for (const name of readdirSync(join(directory, "sites"))) {
      const sites = readFileSync(join(directory, "sites", name), "utf8");
      assert.match(
        sites,
        /^# yaml-language-server: \$schema=\.\.\/\.\.\/\.\.\/schema\/fleet-sites\.schema\.json\n/,
      );
      assert.deepEqual(inSites(load(sites)), []);
    }
  });
});

describe("the JSON Schema of a fleet file", () => {
  const mistakes: [string, unknown, RegExp][] = [
    ["a misspelt key at the top", { sites: {}, group: {} }, /must NOT have additional properties/],
    ["a misspelt key of a group", { groups: { a: { lables: {} } }, sites: {} }, /must NOT have additional/],
    [
      "a misspelt key of a section",
      { sites: { a: { site: { protected: true } } } },
      /must NOT have additional/,
    ],
    ["groups of a group", { groups: { a: { groups: ["b"] } }, sites: {} }, /must NOT have additional/],
    ["a size as a text", { defaults: { site: { machine: { numCPUs: "4" } } }, sites: {} }, /must be integer/],
    ["no sites", { defaults: {} }, /must have required property 'sites'/],
  ];
  for (const [what, tree, expected] of mistakes) {
    it(`underlines ${what}`, () => {
      assert.match(inFleet(tree).join("\n"), expected);
    });
  }
  it("misses nothing in a layer, since another may have it", () => {
    const part = { connection: { vcenter: { server: "v" } }, site: { network: {} }, template: {} };
    assert.deepEqual(
      inFleet({ defaults: part, groups: { a: part }, sites: { a: { groups: ["a"], ...part } } }),
      [],
    );
  });
});
