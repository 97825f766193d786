import assert from "node:assert/strict";
import type { VirtualMachine } from "../../../clients/virtual-machines.js";
import type { OsImage } from "../../../environment/facts/os-image.js";
import { expectedImages, judge } from "../../../preflight/existing-template.js";
import { exampleSite } from "../example-site.js";

const { site } = exampleSite();
const version = "v1.25.7+vmware.1-tiny.2-tkg.1-ac20b3";
const image: OsImage = {
  name: "v1.25.7---vmware.1-tiny.2-tkg.1-ac20b3",
  kubernetesVersion: "v1.25.7+vmware.1-tiny.2",
  os: "photon",
  osVersion: "3",
  arch: "amd64",
  ovaVersion: version,
};
const machine = (path: string, changes: Partial<VirtualMachine> = {}): VirtualMachine => ({
  moid: "vm-1",
  path,
  template: true,
  powerState: "poweredOff",
  clone: false,
  image: { version, distroName: "photon", distroVersion: "3", distroArch: "amd64" },
  diskGiB: 20,
  ...changes,
});

describe("the existing template of a site", () => {
  it("is the one that fits, whatever its name, and others that fit are told", () => {
    const [one, two] = [machine("/dc0/vm/any name"), machine("/dc0/vm/b")];
    assert.deepEqual(judge(site, [image], [two, one]), { template: one, others: [two], problems: [] });
  });

  it("is missed by the datacenter, with what is there, why that is none, and how to fix it", () => {
    const { template, problems } = judge(site, [image], [machine("/dc0/vm/raw", { template: false })]);
    assert.equal(template, undefined);
    assert.deepEqual(problems, [
      {
        path: "tkg-edge:site.placement.datacenter",
        found:
          '"/dc0", which has no template of TKr v1.25.7+vmware.1-tiny.2-tkg.1 with photon: ' +
          "/dc0/vm/raw fits, but is no template: govc vm.markastemplate '/dc0/vm/raw'",
        expected:
          `a template with the vApp properties VERSION "${version}", photon 3 amd64 ` +
          "(OSImage v1.25.7---vmware.1-tiny.2-tkg.1-ac20b3), whatever its name; " +
          "a stack with tkg-edge:template imports the vendor's OVA",
      },
    ]);
  });

  it("is missed in an empty datacenter", () => {
    assert.match(judge(site, [image], []).problems[0]?.found ?? "", /no other node image is there/);
  });

  it("must not have a larger disk than the site asks for", () => {
    const { template, problems } = judge(site, [image], [machine("/dc0/vm/big", { diskGiB: 40 })]);
    assert.equal(template?.path, "/dc0/vm/big");
    assert.deepEqual(
      problems.map(({ path, found }) => [path, found]),
      [["tkg-edge:site.machine.diskGiB", "20"]],
    );
    assert.match(problems[0]!.expected, /at least 40, the disk of the template \/dc0\/vm\/big/);
  });

  it("is looked for by the TKr's name while that is not installed yet", () => {
    const other = {
      version: "v1.24.9+x-ac20b3",
      distroName: "photon",
      distroVersion: "3",
      distroArch: "amd64",
    };
    const [fitting, ubuntu] = [
      machine("/dc0/vm/a"),
      machine("/dc0/vm/b", { image: { ...other, version, distroName: "ubuntu" } }),
    ];
    const machines = [machine("/dc0/vm/c", { image: other }), ubuntu, fitting];
    assert.deepEqual(judge(site, expectedImages(site, machines), machines), {
      template: fitting,
      others: [],
      problems: [],
    });
    const none = [machine("/dc0/vm/c", { image: other })];
    const [problem] = judge(site, expectedImages(site, none), none).problems;
    assert.match(problem?.found ?? "", /\/dc0\/vm\/c is VERSION "v1\.24\.9\+x-ac20b3"/);
    assert.match(problem?.expected ?? "", /VERSION "v1\.25\.7\+vmware\.1-tiny\.2-tkg\.1-\.\.\."/);
  });

  it("is none of a later build, whose version begins the same", () => {
    const laterBuild = version.replace("-tkg.1-", "-tkg.10-");
    const later = machine("/dc0/vm/d", {
      image: { version: laterBuild, distroName: "photon", distroVersion: "3", distroArch: "amd64" },
    });
    assert.equal(judge(site, expectedImages(site, [later]), [later]).problems.length, 1);
  });

  it("must be the one of the stack in site.from, if there is one", () => {
    const follows = { ...site, from: { template: "tmpl" }, templatePath: "/dc0/vm/gone" };
    const [problem] = judge(follows, [image], [machine("/dc0/vm/a")]).problems;
    assert.equal(problem?.path, "tkg-edge:site.from.template");
    assert.match(problem.found ?? "", /"tmpl", whose template \/dc0\/vm\/gone is not of TKr/);
    assert.match(problem.expected, /\/dc0\/vm\/a; or pulumi up --stack tmpl/);
    assert.deepEqual(
      judge({ ...follows, templatePath: "/dc0/vm/a" }, [image], [machine("/dc0/vm/a")]).problems,
      [],
    );
  });
});
