/** A change or an addition of any one leaf of a manifest, which has to show in what comes out or is reported. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { loadAll } from "js-yaml";
import { namedStacks } from "../../../../src/config/from-stacks.js";
import { readObjectSpec } from "../../../../src/config/object-spec/read-object-spec.js";
import { parseStack } from "../../../../src/config/parse-stack.js";
import { readStackFile } from "../../../../src/config/stack-file.js";
import type { StackSpec } from "../../../../src/config/stack-spec.js";
import { isTree } from "../../../../src/config/tree.js";
import { stepsOf } from "../../../../src/manifests/apply-order.js";
import { toYaml } from "../../../../src/manifests/to-yaml.js";
import { checkout } from "../../checkout.js";
import { exampleSite } from "../../example-site.js";
import { dryRun } from "./dry-run.js";
import { asYaml, leavesOf, manifest } from "./manifest.js";

export const directory = join(checkout, "examples", "stacks");
const outputs = {
  tkrVersion: "v1.25.7+vmware.1-tiny.2-tkg.1",
  className: "tkg-vsphere-default-v1.0.0",
  templatePath: "/x",
};

/** The site alone of each example that has one. */
function exampleSpecs(): readonly (readonly [string, StackSpec])[] {
  const stacks = readdirSync(directory).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
  return stacks.flatMap((stack) => {
    const { raw } = readStackFile(directory, stack);
    const outputsOfStacks = Object.fromEntries(
      Object.keys(namedStacks(raw.site)).map((kind) => [kind, { outputs }]),
    );
    const {
      management: _,
      template: __,
      ...spec
    } = parseStack({ ...raw, outputsOfStacks, secretsSet: new Set(["vcenterPassword"]) }, directory, stack);
    return spec.site ? [[stack, spec] as const] : [];
  });
}

const everything = {
  labels: { region: "north" },
  annotations: { "backup.example.com/policy": "nightly" },
  controlPlaneMetadata: { labels: { zone: "a" }, annotations: { "x.example.com/y": "z" } },
  nodeTimeouts: { drainSeconds: 90 },
  rebuild: { generation: 4 },
  cpi: { excludeEndpoint: false },
  packages: {
    additional: [
      {
        refName: "agent.example.com.1.0.0",
        valuesFrom: { inline: { level: "info", sinks: ["a", "b"], burst: 3 } },
      },
      { refName: "metrics-server*", valuesFrom: { secretRef: "metrics-values" } },
      { refName: "plain.example.com.2.1.0" },
    ],
  },
  node: { labels: { site: "3" }, nameservers: ["192.0.2.1"], searchDomains: ["edge.example.com"] },
  machine: { numCPUs: 8, memoryMiB: 16384, diskGiB: 80, customVMXKeys: { "a.b": "c" } },
  variables: {
    ntpServers: ["t.example.com"],
    apiServerExtraArgs: { "event-ttl": "2h" },
    kubeVipLoadBalancerProvider: true,
  },
  extraVariables: { security: { imagePolicy: { pullAlways: false } } },
};

export function specs(): readonly (readonly [string, StackSpec])[] {
  const { site, vcenter } = exampleSite(everything);
  return [...exampleSpecs(), ["every new key", { connection: { vcenter }, site }]];
}

export const render = (spec: StackSpec) =>
  toYaml([], stepsOf(spec, { password: "Invented-Pw-3", packageOf: () => undefined }));

/** Everything that a user sees of a conversion. */
const seen = (text: string) => {
  const { site, connection, vcenterPassword, notes, problems } = readObjectSpec(text, "m");
  return JSON.stringify([site, connection, vcenterPassword, notes, problems]);
};

const changes = ["change", "add beside", "add below", "retype"] as const;
type Change = (typeof changes)[number];

interface Example {
  readonly documents: readonly unknown[];
  readonly paths: readonly (readonly (string | number)[])[];
  readonly before: string;
}

/** Every example, and manifests as the vendor's CLI prints them. */
function examples(): readonly Example[] {
  const texts = [
    ...specs().map(([, spec]) => render(spec)),
    dryRun,
    asYaml(...Object.values<object>({ ...manifest() })),
  ];
  return texts.map((text) => {
    const documents = loadAll(text).filter(isTree);
    const paths = documents.flatMap((document, index) =>
      leavesOf(document).map((path) => [index, ...path] as const),
    );
    return { documents, paths, before: seen(asYaml(...documents)) };
  });
}

function showsChange({ documents, before }: Example, path: Example["paths"][number], how: Change): void {
  const changed = withChange(structuredClone(documents), path, how);
  assert.notEqual(seen(asYaml(...changed)), before, `${how} ${path.join("/")}`);
}

/** Leaves taken at random. */
export function leafProperty() {
  const all = examples();
  return fc.property(fc.nat(), fc.nat(), fc.constantFrom(...changes), (which, leaf, how) => {
    const example = all[which % all.length] ?? assert.fail();
    showsChange(example, example.paths[leaf % example.paths.length] ?? assert.fail(), how);
  });
}

/** @returns how many changes were tried */
export function changeEveryLeaf(): number {
  const tried = examples().flatMap((example) =>
    example.paths.flatMap((path) => changes.map((how) => ({ example, path, how }))),
  );
  for (const { example, path, how } of tried) showsChange(example, path, how);
  return tried.length;
}

function withChange(
  documents: readonly unknown[],
  path: readonly (string | number)[],
  how: Change,
): readonly unknown[] {
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], documents);
  const target = parent as Record<string, unknown>;
  const last = String(path.at(-1));
  const value = target[last];
  if (how === "add beside") {
    if (Array.isArray(parent)) parent.push("added");
    else target.added = "x";
  } else if (how === "add below") target[last] = { added: value ?? "x" };
  else if (how === "retype") target[last] = typeof value === "string" ? 7 : "seven";
  else
    target[last] =
      typeof value === "number" ? value + 1 : typeof value === "boolean" ? !value : `${String(value)}x`;
  return documents;
}
