import assert from "node:assert/strict";
import { effectOf, inputEffects } from "../../../src/config/change-effects.js";
import { effectsTable } from "../../../src/config/documentation/effects-table.js";
import { configSections, type SchemaNode } from "../../../src/config/documentation/stack-schema.js";
import { cluster } from "../../../src/manifests/cluster.js";
import { rebuildInputs, replacingFields } from "../../../src/manifests/rebuild.js";
import { exampleSite } from "../example-site.js";

/** Dotted keys of everything below a node that has no keys of its own. */
function leaves(node: SchemaNode, prefix: string): string[] {
  const below = Object.entries(node.properties ?? {});
  if (below.length === 0) return [prefix];
  return below.flatMap(([key, child]) => leaves(child, prefix === "" ? key : `${prefix}.${key}`));
}

describe("what becomes of a running cluster when an input changes", () => {
  const site = leaves(configSections()["tkg-edge:site"] ?? assert.fail(), "");

  it("is documented for every key of a site", () => {
    assert.ok(site.length > 60, `${site.length} keys`);
    assert.deepEqual(
      site.filter((key) => effectOf(key) === undefined && key !== "identityRef.kind"),
      [],
    );
  });

  it("is documented for existing keys, each once", () => {
    const keys = inputEffects.map(({ key }) => key);
    assert.deepEqual(
      keys.filter((key, index) => keys.indexOf(key) !== index),
      [],
    );
    const unknown = keys.filter(
      (key) =>
        !/^(connection\.|vcenterPassword$)/.test(key) &&
        !site.some((leaf) => leaf === key || leaf.startsWith(`${key}.`)),
    );
    assert.deepEqual(unknown, []);
  });

  const effects: [string, string][] = [
    ["tkrVersion", "rebuild"],
    ["machine.numCPUs", "rolled"],
    ["placement.network", "rebuild"],
    ["placement.cloneMode", "rolled"],
    ["variables.ntpServers", "rolled"],
    ["variables.controlPlaneCertificateRotation.daysBefore", "in place"],
    ["vcenterPassword", "in place"],
    ["rebuild.generation", "rebuild"],
    ["rebuild.beforeCommand", "nothing"],
    ["timeouts.createSeconds", "nothing"],
  ];
  for (const [key, effect] of effects) {
    it(`is "${effect}" for ${key}`, () => {
      assert.equal(effectOf(key)?.effect, effect);
    });
  }

  it("names fields of the Cluster that exist and that the digest covers", () => {
    const { site: page, vcenter } = exampleSite();
    const manifest = cluster(page, vcenter);
    for (const field of replacingFields) {
      const steps = [...field.matchAll(/\["([^"]+)"\]|([^.[]+)/g)].map(
        ([, quoted, plain]) => quoted ?? plain ?? "",
      );
      const value = steps.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], manifest);
      assert.notEqual(value, undefined, field);
    }
    const covered = Object.keys(rebuildInputs(page, vcenter.server));
    for (const { key, clusterField, digestName } of inputEffects) {
      if (clusterField !== undefined) assert.ok(covered.includes(digestName ?? key), key);
    }
  });

  it("is in the table of the docs", () => {
    const table = effectsTable();
    for (const { key } of inputEffects) assert.match(table, new RegExp(`\\b${key.replaceAll(".", "\\.")}\``));
  });
});
