/** The vendor's own ClusterClass takes every variable that the examples, the released stacks and the tests set. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { renderClusterClass } from "../../../sandbox/vendor-objects.js";
import { parseStack } from "../../../src/config/parse-stack.js";
import { readStackFile } from "../../../src/config/stack-file.js";
import type { SiteSpec, StackSpec } from "../../../src/config/stack-spec.js";
import { defaultClassName } from "../../../src/config/tkg-releases.js";
import { readClusterClass, type ClusterClassFacts } from "../../../src/environment/facts/cluster-class.js";
import { classVariables } from "../../../src/environment/judgements/class-variables.js";
import { cluster } from "../../../src/manifests/cluster.js";
import { variableKey } from "../../../src/manifests/variable-keys.js";
import { everyVariable } from "../../engine/harness/all-variables.js";
import { releasedKinds, releasedSpec, releases } from "../../upgrade/releases.js";
import { checkout } from "../checkout.js";
import { exampleSite } from "../example-site.js";

const directory = join(checkout, "examples", "stacks");
const outputs = {
  tkrVersion: "v1.25.7+vmware.1-tiny.2-tkg.1",
  templatePath: "/dc0/vm/t",
  className: "tkg-vsphere-default-v1.0.0",
};

/** The example stacks with a site, by their names. */
function examples(): (readonly [string, StackSpec])[] {
  const stacks = readdirSync(directory).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
  return stacks.flatMap((stack) => {
    const { raw } = readStackFile(directory, stack);
    if (raw.site === undefined && raw.flatFile === undefined) return [];
    const given = { management: { outputs }, template: { outputs } };
    const secretsSet = new Set(["vcenterPassword"]);
    const spec = parseStack({ ...raw, outputsOfStacks: given, secretsSet }, directory, stack, "manifests");
    return [[stack, spec] as const];
  });
}

describe("the vendor's ClusterClass", () => {
  let vendors: ClusterClassFacts;

  before("render it", async function () {
    this.timeout(60_000);
    const found = (await renderClusterClass()).find(({ kind }) => kind === "ClusterClass");
    assert.ok(found);
    vendors = readClusterClass(found);
  });

  const found = (site: SiteSpec, vcenter: Parameters<typeof cluster>[1]) =>
    classVariables(
      { className: "it", variables: cluster(site, vcenter).spec.topology.variables, isRunning: false },
      vendors.variables,
    ).filter(({ severity }) => severity !== "ok");

  it("shows its variables", () => {
    assert.ok((vendors.variables ?? []).length > 30);
  });

  it("takes every variable of the example stacks", () => {
    const all = examples().filter(([, { site }]) => site?.className === defaultClassName);
    assert.ok(all.length > 5);
    for (const [stack, { site, connection }] of all) {
      assert.ok(site && connection.vcenter, stack);
      assert.deepEqual(found(site, connection.vcenter), [], stack);
    }
  });

  for (const version of releases) {
    it(`takes every variable of the stacks of ${version}`, () => {
      for (const kind of releasedKinds(version)) {
        const { site, connection } = releasedSpec(version, kind);
        if (site && connection.vcenter) assert.deepEqual(found(site, connection.vcenter), [], kind);
      }
    });
  }

  it("takes each variable that has a key, and each of their values has a key of the stack", () => {
    const { site, vcenter } = exampleSite({
      ...everyVariable,
      identityRef: { name: "shared" },
      cni: "calico",
    });
    assert.deepEqual(found(site, vcenter), []);
    const { variables } = cluster(site, vcenter).spec.topology;
    const stack = { site, connection: { vcenter } } as unknown;
    for (const { name, value } of variables) {
      for (const path of leavesOf(value, [name])) {
        const key = variableKey(path);
        const configured = valueAt(stack, key.replace("tkg-edge:", ""));
        assert.notEqual(configured, undefined, `${path.join(".")}: ${key}`);
      }
    }
  });
});

type Path = readonly (string | number)[];

function leavesOf(value: unknown, path: Path): readonly Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const entries: (readonly [string | number, unknown])[] = Array.isArray(value)
    ? value.map((one: unknown, index) => [index, one] as const)
    : Object.entries(value);
  return entries.flatMap(([step, below]) => leavesOf(below, [...path, step]));
}

/** Keys may have dots: the longest that is there counts. */
function valueAt(tree: unknown, key: string): unknown {
  if (key === "") return tree;
  if (typeof tree !== "object" || tree === null) return undefined;
  const [, index, rest = ""] = /^\[(\d+)\]\.?(.*)$/.exec(key) ?? [];
  if (index !== undefined) return valueAt((tree as readonly unknown[])[Number(index)], rest);
  const step = Object.keys(tree)
    .filter((one) => key === one || key.startsWith(`${one}.`) || key.startsWith(`${one}[`))
    .sort((a, b) => b.length - a.length)[0];
  if (step === undefined) return undefined;
  return valueAt((tree as Record<string, unknown>)[step], key.slice(step.length).replace(/^\./, ""));
}
