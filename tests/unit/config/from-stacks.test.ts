import assert from "node:assert/strict";
import type { OutputsOfStacks } from "../../../src/config/from-stacks.js";
import { checkStack, parseStack } from "../../../src/config/parse-stack.js";
import { ConfigurationError, type Problem } from "../../../src/config/problem.js";
import { rebuildDigest, rebuildInputs } from "../../../src/manifests/rebuild.js";
import { exampleSite, pageStack } from "../example-site.js";

const newer = "v1.25.7+vmware.1-tiny.2-tkg.1";
const older = "v1.24.10+vmware.1-tiny.1-tkg.1";
const className = "tkg-vsphere-default-v1.0.0";
const both = { management: "management", template: "acme/tkg-edge/template" };
const outputs = (
  management: object,
  template: object = { tkrVersion: newer, templatePath: "/dc0/vm/t" },
) => ({
  management: { outputs: { ...management } },
  template: { outputs: { ...template } },
});
const up = outputs({ tkrVersion: newer, className });

const raw = (outputsOfStacks?: OutputsOfStacks, site: object = {}, others: object = {}) => ({
  connection: pageStack.connection,
  site: { ...pageStack.site, from: both, ...site },
  outputsOfStacks,
  secretsSet: new Set(["vcenterPassword"]),
  ...others,
});
const parse = (...keys: Parameters<typeof raw>) => parseStack(raw(...keys), "/nowhere", "site");
function problemsOf(...keys: Parameters<typeof raw>): readonly Problem[] {
  try {
    parse(...keys);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

describe("a site that takes its TKr and template from other stacks", () => {
  it("has what they give", () => {
    const { site } = parse(outputs({ tkrVersion: newer, className: "tkg-vsphere-default-v1.1.0" }));
    assert.equal(site?.tkrVersion, newer);
    assert.equal(site.className, "tkg-vsphere-default-v1.1.0");
    assert.equal(site.templatePath, "/dc0/vm/t");
  });

  it("leaves its class open, with what the management stack offers to new sites", () => {
    const offered = (management: object, site: object = {}) =>
      parse(outputs({ tkrVersion: newer, ...management }), site).openClasses?.site;
    const newSiteClass = "tkg-vsphere-default-v1.2.0";
    assert.deepEqual(offered({ className, newSiteClass }), { offered: newSiteClass });
    assert.deepEqual(offered({ className }), { offered: className }, "a stack of 0.1.0");
    assert.deepEqual(offered({ className, newSiteClass: "" }), { offered: className });
    assert.equal(offered({ className, newSiteClass }, { className: "own" }), undefined);
  });

  it("is rebuilt neither by taking a value nor by saying it itself", () => {
    const { site, connection } = parse(up);
    const digest = (...args: Parameters<typeof rebuildInputs>) => rebuildDigest(rebuildInputs(...args));
    const server = connection.vcenter?.server ?? "";
    const explicit = exampleSite({ tkrVersion: newer });
    assert.equal(digest(site!, server), digest(explicit.site, explicit.vcenter.server));
  });

  it("stays on the TKr that it names itself, and then takes no template of another", () => {
    const { site } = parse(up, { tkrVersion: older });
    assert.equal(site?.tkrVersion, older);
    assert.equal(site.templatePath, undefined);
  });

  it("takes the TKr of the template's stack where it names that alone", () => {
    const { site } = parse({ template: up.template }, { from: { template: "template" } });
    assert.equal(site?.tkrVersion, newer);
  });

  const refused: readonly [string, readonly Problem[], readonly [string, RegExp, RegExp][]][] = [
    [
      "stacks that are not up, each once with all that it lacks",
      problemsOf(outputs({}, {})),
      [
        [
          "tkg-edge:site.from.management",
          /"management", which has no outputs tkrVersion and className/,
          /tkg-edge:management that is up: pulumi up --stack management$/,
        ],
        [
          "tkg-edge:site.from.template",
          /tkrVersion and templatePath/,
          /pulumi up --stack acme\/tkg-edge\/template$/,
        ],
      ],
    ],
    [
      "an unknown stack, with the reader's error text",
      problemsOf({ ...up, management: { problem: { found: "nothing there", expected: "a stack" } } }),
      [["tkg-edge:site.from.management", /nothing there/, /a stack/]],
    ],
    [
      "an output that is no TKr version",
      problemsOf(outputs({ tkrVersion: 7, className })),
      [["tkg-edge:site.from.management", /no output tkrVersion of tkg-edge/, /pulumi up/]],
    ],
    [
      "a template stack that has not followed the management stack",
      problemsOf(outputs({ tkrVersion: newer, className }, { tkrVersion: older, templatePath: "/t" })),
      [["tkg-edge:site.from.template", /whose template is of TKr v1\.24\.10/, /which "management" installs/]],
    ],
    [
      "what the stack has itself",
      problemsOf(up, {}, { management: pageStack.management }),
      [["tkg-edge:site.from.management", /"management"/, /this stack has tkg-edge:management itself/]],
    ],
    [
      "a name that no stack can have",
      problemsOf(undefined, { from: { management: "a b" }, tkrVersion: newer }),
      [["tkg-edge:site.from.management", /a b/, /the name of a stack/]],
    ],
    [
      "the stack itself, also by its full name",
      problemsOf(up, { from: { management: "site", template: "acme/tkg-edge/site" } }),
      [
        ["tkg-edge:site.from.management", /"site"/, /this is the stack itself/],
        ["tkg-edge:site.from.template", /acme/, /this is the stack itself/],
      ],
    ],
    [
      "a key that from does not have",
      problemsOf(up, { from: { managment: "x" }, tkrVersion: newer }),
      [["tkg-edge:site.from.managment", /.*/, /management/]],
    ],
  ];
  for (const [what, problems, expected] of refused) {
    it(`refuses ${what}`, () => {
      assert.deepEqual(
        problems.map(({ path }) => path),
        expected.map(([path]) => path),
        JSON.stringify(problems),
      );
      expected.forEach(([, found, fix], index) => {
        assert.match(problems[index]?.found ?? "", found);
        assert.match(problems[index]?.expected ?? "", fix);
      });
    });
  }

  it("without `from` and without a TKr names both options", () => {
    const [problem] = problemsOf(undefined, { from: undefined });
    assert.equal(problem?.path, "tkg-edge:site.tkrVersion");
    assert.match(problem.expected, /tkg-edge:site\.from\.management/);
  });

  it("can be checked while nobody has read the other stacks, but for what depends on them", () => {
    assert.deepEqual(checkStack(raw(), "/nowhere", "site", "up").problems, []);
    const { problems } = checkStack(raw(undefined, { os: "windows" }), "/nowhere", "site", "up");
    assert.deepEqual(
      problems.map(({ path }) => path),
      ["tkg-edge:site.os"],
    );
  });
});
