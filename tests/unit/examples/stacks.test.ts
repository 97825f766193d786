import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { load } from "js-yaml";
import { stackSchema } from "../../../src/config/documentation/stack-schema.js";
import { namedStacks } from "../../../src/config/from-stacks.js";
import { parseStack } from "../../../src/config/parse-stack.js";
import { readStackFile } from "../../../src/config/stack-file.js";
import type { RawStack } from "../../../src/config/stack-spec.js";
import { warnings } from "../../../src/config/warnings.js";
import { stepsOf } from "../../../src/manifests/apply-order.js";
import { toYaml } from "../../../src/manifests/to-yaml.js";
import { checkout } from "../checkout.js";

const directory = join(checkout, "examples", "stacks");
const stacks = readdirSync(directory).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);

/** Kinds of the objects that each stack renders, in order; a stack for a template alone has none. */
const rendered: Readonly<Record<string, readonly string[]>> = {
  "lab-2.5.2": ["Secret", "VSphereCPIConfig", "ClusterBootstrap", "Cluster"],
  "lab-edge": ["ConfigMap", "Secret", "VSphereCPIConfig", "ClusterBootstrap", "Cluster"],
  "lab-flat": ["Secret", "VSphereCPIConfig", "ClusterBootstrap", "Cluster"],
  "lab-standard": ["Secret", "VSphereCPIConfig", "ClusterBootstrap", "Cluster"],
  "production-management": ["ConfigMap"],
  "production-site-0042": ["VSphereCPIConfig", "ClusterBootstrap", "Cluster"],
  "production-site-0043": ["Secret", "VSphereCPIConfig", "ClusterBootstrap", "Cluster"],
  "production-template-photon": [],
  "staging-management": ["ConfigMap"],
  "staging-site-calico": ["Secret", "CalicoConfig", "VSphereCPIConfig", "ClusterBootstrap", "Cluster"],
  "staging-site-pinned": ["Secret", "VSphereCPIConfig", "ClusterBootstrap", "Cluster"],
  "staging-template-ubuntu": [],
};

/** A stack, with what the stacks that it names would give once they are up. */
function read(stack: string): RawStack {
  const { raw, problems } = readStackFile(directory, stack);
  assert.deepEqual(problems, []);
  const outputsOfStacks = Object.fromEntries(
    Object.entries(namedStacks(raw.site)).map(([kind, name]) => [kind, { outputs: outputsOf(name) }]),
  );
  return { ...raw, outputsOfStacks, secretsSet: new Set(["vcenterPassword"]) };
}

function outputsOf(stack: string): Readonly<Record<string, unknown>> {
  const { management, template } = parseStack(read(stack), directory, stack);
  return {
    tkrVersion: management?.tkr.version ?? template?.tkrVersion,
    className: management?.clusterClass.name,
    templatePath: template && `${template.folder}/${template.name}`,
  };
}

const compiled = new Ajv({ allErrors: true, strict: false, validateFormats: false }).compile(stackSchema());

/** What an editor would underline in a stack file. */
function underlined(tree: unknown): string[] {
  compiled(tree);
  return (compiled.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`);
}

describe("the example stacks", () => {
  it("are the ones that their README and these tests name", () => {
    assert.deepEqual(stacks.toSorted(), Object.keys(rendered));
    const readme = readFileSync(join(directory, "README.md"), "utf8");
    assert.deepEqual(
      stacks.filter((stack) => !readme.includes(`\`${stack}\``)),
      [],
    );
  });

  for (const [stack, kinds] of Object.entries(rendered)) {
    it(`${stack} is valid, lacks nothing but the password, and is rendered`, () => {
      const spec = parseStack(read(stack), directory, stack);
      const steps = stepsOf(spec, { password: "not shown", packageOf: () => undefined });
      assert.deepEqual(
        steps.flatMap(({ object }) => (object ? [object.kind] : [])),
        kinds,
      );
      assert.equal(
        toYaml([], steps),
        toYaml([], stepsOf(spec, { password: "not shown", packageOf: () => undefined })),
      );
    });

    it(`${stack} is what an editor with the JSON Schema accepts`, () => {
      const text = readFileSync(join(directory, `Pulumi.${stack}.yaml`), "utf8");
      assert.match(text, /^# yaml-language-server: \$schema=\.\.\/\.\.\/schema\/stack\.schema\.json\n/);
      assert.deepEqual(underlined(load(text)), []);
    });
  }

  it("are known and verified, except for the laboratory that disables it", () => {
    const texts = stacks.flatMap((stack) => {
      return warnings(parseStack(read(stack), directory, stack)).map((warning) => `${stack}: ${warning}`);
    });
    assert.deepEqual(texts, [
      "lab-2.5.2: TKr v1.28.9+vmware.1-tiny.1-tkg.2 belongs to TKG 2.5.2, known from public facts alone; this version of " +
        "tkg-edge was not tried with it (tried: 2.2.0, 2.1.1, 2.1.0; docs/releases.md)",
      "lab-edge: connection.vcenter.insecure: vCenter's certificate is not verified, neither here nor by the cluster",
    ]);
  });
});

describe("the example sites that take their TKr from other stacks", () => {
  it("have what those stacks make", () => {
    const { site } = parseStack(read("production-site-0042"), directory, "production-site-0042");
    assert.equal(site?.tkrVersion, "v1.25.7+vmware.1-tiny.2-tkg.1");
    assert.equal(site.templatePath, "/north/vm/templates/photon-3-kube-v1.25.7+vmware.1-tiny.2");
    const calico = parseStack(read("staging-site-calico"), directory, "staging-site-calico").site;
    assert.equal(calico?.tkrVersion, "v1.24.10+vmware.1-tiny.1-tkg.1");
  });
});

describe("the JSON Schema for editors", () => {
  it("accepts the stack of the sandbox", () => {
    assert.deepEqual(underlined(load(readFileSync(join(checkout, "Pulumi.dev.yaml"), "utf8"))), []);
  });

  const mistakes: [string, unknown, RegExp][] = [
    ["a misspelt section", { "tkg-edge:sites": {} }, /property name must be valid/],
    ["a misspelt key", { "tkg-edge:site": { protected: true } }, /must NOT have additional properties/],
    ["a site without a name", { "tkg-edge:site": {} }, /must have required property 'name'/],
    ["a size as a text", { "tkg-edge:site": { machine: { numCPUs: "4" } } }, /must be integer/],
    ["a size below the least", { "tkg-edge:site": { machine: { diskGiB: 10 } } }, /must be >= 20/],
    ["a password in plain text", { "tkg-edge:vcenterPassword": "x" }, /must be object/],
    ["an unknown word", { "tkg-edge:site": { os: "windows" } }, /must be equal to one of/],
  ];
  for (const [what, config, expected] of mistakes) {
    it(`underlines ${what}`, () => {
      assert.match(underlined({ config }).join("\n"), expected);
    });
  }

  it("does not miss in a stack what a file of it gives", () => {
    const config = {
      "tkg-edge:flatFile": "site.env",
      "tkg-edge:site": { protect: false },
      "kubernetes:x": 1,
    };
    assert.deepEqual(underlined({ config }), []);
  });
});
