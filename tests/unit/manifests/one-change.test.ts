/**
 * What the change of a single key does to a Cluster: it is replaced only where a rebuild is announced. Every key of the
 * schema is tried with values of its type; forms (addresses, names) do not matter to what is decided here.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { effectOf, type Effect } from "../../../src/config/change-effects.js";
import { configSections, type SchemaNode } from "../../../src/config/documentation/stack-schema.js";
import type { SiteSpec } from "../../../src/config/stack-spec.js";
import { cluster } from "../../../src/manifests/cluster.js";
import {
  canonicalRebuildInputs,
  rebuildDigest,
  rebuildInputs,
  rebuildReasons,
  replacingFields,
} from "../../../src/manifests/rebuild.js";
import { canonicalRolledInputs, rolledChanges, rolledInputs } from "../../../src/manifests/rolled.js";
import { exampleSite } from "../example-site.js";

type Path = readonly string[];

/** Keys of a site that hold a value, with their schema. */
function leaves(node: SchemaNode, path: Path = []): (readonly [Path, SchemaNode])[] {
  const below = Object.entries(node.properties ?? {});
  if (below.length === 0) return [[path, node]];
  return below.flatMap(([key, child]) => leaves(child, [...path, key]));
}

/** Without a comma, which separates the entries of a list in what is compared. */
const texts = fc.string({
  unit: fc.constantFrom(...Array.from("abcXYZ0189.:/=-")),
  minLength: 1,
  maxLength: 80,
});

/** Values that a key can have, by its type. */
function valuesOf(path: Path, node: SchemaNode): fc.Arbitrary<unknown> {
  // Read as a version, of which the Cluster shows only a part.
  if (path.join(".") === "tkrVersion") {
    return fc
      .tuple(fc.nat(30), fc.nat(20), fc.nat(3), fc.nat(12))
      .map(([minor, patch, build, tkg]) => `v1.${minor}.${patch}+vmware.1-tiny.${build}-tkg.${tkg}`);
  }
  if (node.const !== undefined) return fc.constant(node.const);
  if (node.enum) return fc.constantFrom(...node.enum);
  if (node.type === "boolean") return fc.boolean();
  if (node.type === "integer") return fc.integer({ min: 0, max: 70_000 });
  if (node.type === "array") return fc.array(valuesOf([...path, "0"], node.items ?? {}), { maxLength: 3 });
  if (node.type === "object") {
    const inner = typeof node.additionalProperties === "object" ? node.additionalProperties : {};
    const entries = Object.entries(node.properties ?? {});
    if (entries.length > 0)
      return fc.record(Object.fromEntries(entries.map(([key, child]) => [key, valuesOf([key], child)])));
    return fc.dictionary(texts, valuesOf([...path, "0"], inner), { maxKeys: 3 });
  }
  return texts;
}

function withValue(tree: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  const before = (tree ?? {}) as Record<string, unknown>;
  return { ...before, [step]: withValue(before[step], rest, value) };
}

function fieldOf(manifest: unknown, field: string): unknown {
  const steps = [...field.matchAll(/\["([^"]+)"\]|([^.[]+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? "",
  );
  return steps.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], manifest);
}

const { site: example, vcenter } = exampleSite();

const manifestOf = (site: SiteSpec) => cluster(site, vcenter);
const inputsOf = (site: SiteSpec) => rebuildInputs(site, vcenter.server);
const digestOf = (site: SiteSpec) => rebuildDigest(inputsOf(site));
/** What only a new Cluster can have otherwise. */
const replacingOf = (site: SiteSpec) => {
  const manifest = manifestOf(site);
  return JSON.stringify(replacingFields.map((field) => fieldOf(manifest, field)));
};

const keys = leaves(configSections()["tkg-edge:site"] ?? assert.fail());
/** A key and two values of it. */
const change = fc.oneof(
  ...keys.map(([path, node]) => {
    const values = valuesOf(path, node);
    return fc.tuple(fc.constant(path), values, values);
  }),
);
const runs = { numRuns: 300 };

/** Calls a check for the two sites of each change, with what the key's effect is. */
function forEachChange(
  check: (before: SiteSpec, after: SiteSpec, effect: Effect, key: string) => void,
): void {
  fc.assert(
    fc.property(change, ([path, one, other]) => {
      const key = path.join(".");
      const effect = effectOf(key)?.effect ?? "nothing";
      const site = (value: unknown) => withValue(example, path, value) as SiteSpec;
      check(site(one), site(other), effect, key);
    }),
    runs,
  );
}

describe("the change of one key of a site", function () {
  this.timeout(60_000);

  it("replaces the Cluster only where what forces a rebuild has changed, which closes the gate and is announced", () => {
    forEachChange((before, after) => {
      const [old, now] = [inputsOf(before), inputsOf(after)];
      const hasChanged = rebuildDigest(old) !== rebuildDigest(now);
      if (replacingOf(before) !== replacingOf(after)) assert.ok(hasChanged);
      const reasons = rebuildReasons(canonicalRebuildInputs(old), now);
      assert.equal(hasChanged, (reasons ?? []).length > 0);
    });
  });

  it("forces a rebuild only where docs/rebuild.md has it so", () => {
    forEachChange((before, after, effect, key) => {
      if (effect !== "rebuild") assert.equal(digestOf(after), digestOf(before), key);
    });
  });

  it("makes another cluster of it only where docs/rebuild.md has it so", () => {
    const identity = ({ apiVersion, kind, metadata }: ReturnType<typeof cluster>) => [
      ...[apiVersion, kind, metadata.name, metadata.namespace],
    ];
    forEachChange((before, after, effect, key) => {
      if (effect === "another cluster") return;
      assert.deepEqual(identity(manifestOf(after)), identity(manifestOf(before)), key);
    });
  });

  it("changes nothing of the Cluster's form where it is guards, waits and hooks of tkg-edge itself", () => {
    forEachChange((before, after, effect, key) => {
      if (effect === "nothing") assert.deepEqual(manifestOf(after), manifestOf(before), key);
    });
  });

  it("is announced as a roll where Cluster API rolls it, and nowhere else", () => {
    forEachChange((before, after, effect, key) => {
      const changed = rolledChanges(canonicalRolledInputs(rolledInputs(before)), rolledInputs(after));
      if (effect !== "rolled") assert.deepEqual(changed, [], key);
      else if (JSON.stringify(manifestOf(before).spec) !== JSON.stringify(manifestOf(after).spec))
        assert.notDeepEqual(changed, [], key);
    });
  });
});
