/** The arguments of a component are read as the section of a stack is, and its problems are named by the arguments. */
import assert from "node:assert/strict";
import { parseStack } from "../../../src/config/parse-stack.js";
import type { StackSpec } from "../../../src/config/stack-spec.js";
import { readGuard } from "../../../src/library/check-guard.js";
import { readSite } from "../../../src/library/check-site.js";
import { readTemplate, templateSection } from "../../../src/library/check-template.js";
import { readTkr } from "../../../src/library/check-tkr.js";
import { pageStack } from "../example-site.js";

const { connection, management, template } = pageStack;
const { name, ...site } = pageStack.site;
const vcenterPassword = "Passw0rd-of-the-test";
const { version } = management.tkr;

/** A stack of the program with these sections of the example. */
const stack = (sections: object): StackSpec =>
  parseStack(
    { connection, ...sections, secretsSet: new Set(["vcenterPassword"]) },
    process.cwd(),
    "of-the-program",
  );

const subject = (type: string, section: string) => ({ type, name, section: `tkg-edge:${section}` });
const ofSite = subject("SingleNodeCluster", "site");
const ofTkr = subject("TinyTkr", "management.tkr");
const ofTemplate = subject("VsphereTemplate", "template");

describe("the arguments of a component", () => {
  it("are a site as a stack has it, named like the component", () => {
    const args = { connection, vcenterPassword, ...site, tkrVersion: version, labels: undefined };
    const { spec } = readSite(ofSite, args);
    assert.deepEqual(spec, stack({ site: { ...pageStack.site, tkrVersion: version } }));
  });

  it("are a site with the TKr and the template of the same program, as a stack with all sections has it", () => {
    const tkr = { section: { name: "tiny", version } };
    const made = { section: templateSection({ ...template, tkr, connection }) };
    const { spec } = readSite(ofSite, { connection, vcenterPassword, ...site, tkr, template: made });
    const whole = stack({ management, template, site: pageStack.site });
    assert.deepEqual(spec.site, whole.site);
    assert.deepEqual(spec.template, whole.template);
    assert.equal(spec.management?.tkr.version, version);
  });

  it("are a template, a TKr and a guarded class as a stack has them", () => {
    const { spec } = readTemplate(ofTemplate, {
      connection,
      vcenterPassword,
      ...template,
      tkrVersion: version,
    });
    assert.deepEqual(spec, stack({ template: { ...template, tkrVersion: version } }));
    assert.deepEqual(readTkr(ofTkr, { connection, version }).spec, stack({ management }));
    const guard = readGuard(subject("ClusterClassGuard", "management.clusterClass"), { connection });
    assert.deepEqual(guard.spec.management?.clusterClass, stack({ management }).management?.clusterClass);
    assert.deepEqual(guard.spec.openClasses, stack({ management }).openClasses);
  });

  it("have every problem reported at once, by the argument", () => {
    const wrong = {
      ...site,
      tkrVersion: "1.25",
      machine: { numCPUs: 1 },
      protect: "no" as unknown as boolean,
    };
    assert.throws(
      () => readSite(ofSite, { connection: { ...connection, vcenter: undefined }, ...wrong }),
      (error: Error) => {
        assert.match(error.message, /^\d problems in SingleNodeCluster workload-snc; none of its resources/);
        for (const path of [
          "tkrVersion",
          "machine.numCPUs",
          "protect",
          "connection.vcenter",
          "vcenterPassword",
        ])
          assert.match(error.message, new RegExp(`^  ${path.replace(".", "\\.")}$`, "m"));
        return true;
      },
    );
    assert.throws(() => readTkr(ofTkr, { connection, version: "v1" }), /^ {2}version$/m);
    assert.throws(() => readTkr(ofTkr, { version }), /^ {2}connection$/m);
  });

  it("have no key that a component does not know", () => {
    const guard = subject("ClusterClassGuard", "management.clusterClass");
    const unknown = (key: string) =>
      ({ connection, version, [key]: "apply" }) as Parameters<typeof readTkr>[1];
    assert.throws(() => readTkr(ofTkr, unknown("trustRegistryCa")), /^ {2}trustRegistryCa$/m);
    const misspelt = { connection, resolveTKr: "original" } as Parameters<typeof readGuard>[1];
    assert.throws(() => readGuard(guard, misspelt), /^ {2}resolveTKr$/m);
  });

  it("are an address that no other site of the program has", () => {
    const args = { connection, vcenterPassword, ...site, tkrVersion: version };
    const other = { ...args, controlPlaneEndpoint: "10.20.30.99" };
    readSite({ ...ofSite, name: "first" }, other);
    readSite({ ...ofSite, name: "first" }, other);
    assert.throws(
      () => readSite({ ...ofSite, name: "second" }, other),
      /1 problem in SingleNodeCluster second.*\n {2}controlPlaneEndpoint\n {6}read: {5}"10\.20\.30\.99", which SingleNodeCluster first has/,
    );
  });

  it("name the sources of a password that a program has", () => {
    assert.throws(
      () => readSite(ofSite, { connection, ...site, tkrVersion: version }),
      /^ {2}vcenterPassword\n {6}expected: the argument vcenterPassword or connection\.vcenter\.passwordFrom, one of them$/m,
    );
  });

  it("need the registry's password where the bundle is pulled, and nowhere else", () => {
    const withUser = { ...connection, registry: { host: "registry.example", username: "robot" } };
    assert.throws(() => readTkr(ofTkr, { connection: withUser, version }), /^ {2}registryPassword$/m);
    readTkr(ofTkr, { connection: withUser, version, registryPassword: "a" });
    readSite(ofSite, { connection: withUser, vcenterPassword, ...site, tkrVersion: version });
  });
});
