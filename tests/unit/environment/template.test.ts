/** The template of a site: the environment is changed once, and a preview, a preflight and the gate find the same. */
import assert from "node:assert/strict";
import { inspect } from "node:util";
import type { Govc } from "../../../src/clients/vcenter.js";
import type { SiteSpec } from "../../../src/config/stack-spec.js";
import { Facts } from "../../../src/environment/facts/facts.js";
import type { OsImage } from "../../../src/environment/facts/os-image.js";
import type { VirtualMachine } from "../../../src/environment/facts/virtual-machine.js";
import { problemOf } from "../../../src/environment/finding.js";
import { expectedImages, templateUse, wantedBySite } from "../../../src/environment/judgements/template.js";
import { failuresOf } from "../../../src/program/site-template.js";
import { FakeVcenter } from "../fake-vcenter.js";
import { gated, preflighted, previewed, running, site, vcenter, vmTemplate, whole } from "./surfaces.js";

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

/** What a preview makes of it. */
function judge(ofSite: SiteSpec, images: readonly OsImage[], machines: readonly VirtualMachine[]) {
  const { template, others, ...found } = templateUse(wantedBySite(ofSite), images, machines);
  const use = { others, ...found, ...(template && { template }) };
  return { template, others, problems: failuresOf(ofSite, use).map((finding) => problemOf(finding)) };
}

describe("the existing template of a site", () => {
  it("is the one that fits, whatever its name, and others that fit are reported", () => {
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

  it("must not have a larger disk than the site configures", () => {
    const { template, problems } = judge(site, [image], [machine("/dc0/vm/big", { diskGiB: 40 })]);
    assert.equal(template?.path, "/dc0/vm/big");
    assert.deepEqual(
      problems.map(({ path, found }) => [path, found]),
      [["tkg-edge:site.machine.diskGiB", "20"]],
    );
    assert.match(problems[0]!.expected, /at least 40, the disk of the template \/dc0\/vm\/big/);
  });

  it("is found by the TKr's name while that is not installed yet", () => {
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

describe("the template of a site", () => {
  const own = running(site.controlPlaneEndpoint);
  const objects = [...whole, own];
  const another = { ...vmTemplate, image: { ...vmTemplate.image!, version: "v1.24.9+x-ac20b3" } };
  const rows: readonly {
    readonly what: string;
    readonly machines: readonly VirtualMachine[];
    readonly seen: RegExp;
  }[] = [
    { what: "that is not there", machines: [], seen: /: no other node image is there$/ },
    {
      what: "that is of another TKr",
      machines: [another],
      seen: /: \/dc0\/vm\/photon is VERSION "v1\.24\.9\+x-ac20b3", photon 3 amd64$/,
    },
    {
      what: "that was not converted",
      machines: [{ ...vmTemplate, template: false }],
      seen: /: \/dc0\/vm\/photon fits, but is no template: govc vm\.markastemplate '\/dc0\/vm\/photon'$/,
    },
    {
      what: "that runs",
      machines: [{ ...vmTemplate, template: false, powerState: "poweredOn" }],
      seen: /fits, but is poweredOn and no template: govc vm\.power -off/,
    },
  ];
  for (const { what, machines, seen } of rows) {
    it(`${what} is the same finding of preview, preflight and gate`, async () => {
      const [problem, ...more] = await previewed({ objects: whole, machines });
      assert.deepEqual(more, []);
      const [path, found = ""] = [problem?.path, problem?.found];
      assert.equal(path, "tkg-edge:site.placement.datacenter");
      assert.match(found, /^"\/dc0", which has no template of TKr v1\.25\.7\S+ with photon: /);
      assert.match(found, seen);
      const [finding] = await preflighted({ objects, machines }, "template");
      assert.deepEqual(
        [finding?.severity, finding?.path, finding?.seen, finding?.expected],
        ["failure", path, found, problem?.expected],
      );
      assert.equal(
        await gated({ objects, machines }, "template"),
        `${path} is ${found}; expected: ${problem?.expected ?? ""}`,
      );
    });
  }

  it("that fits is found so by all of them", async () => {
    assert.deepEqual(await previewed({ objects: whole }), []);
    const [finding] = await preflighted({ objects }, "template");
    assert.deepEqual([finding?.severity, finding?.seen], ["ok", "/dc0/vm/photon is the template of photon"]);
    assert.equal(await gated({ objects }, "template"), undefined);
  });

  it("with too large a disk is the same finding of preview and preflight", async () => {
    const machines = [{ ...vmTemplate, diskGiB: 40 }];
    const [problem] = await previewed({ objects: whole, machines });
    const [finding] = await preflighted({ objects, machines }, "template-disk");
    assert.deepEqual([problem?.path, problem?.found], ["tkg-edge:site.machine.diskGiB", "20"]);
    assert.deepEqual(
      [finding?.path, finding?.seen, finding?.expected],
      [problem?.path, problem?.found, problem?.expected],
    );
  });

  it("that is not the one of the stack in site.from is the same finding of preview and preflight", async () => {
    const follows = { ...site, from: { template: "tmpl" }, templatePath: "/dc0/vm/gone" };
    const [problem] = await previewed({ objects: whole, site: follows });
    const [finding] = await preflighted({ objects, site: follows }, "template");
    assert.equal(problem?.path, "tkg-edge:site.from.template");
    assert.deepEqual(
      [finding?.path, finding?.seen, finding?.expected],
      [problem.path, problem.found, problem.expected],
    );
  });
});

describe("facts of vCenter", () => {
  const password = "never-to-be-seen";
  const address = { ...vcenter, password };

  it("are read once for many sites, and disks of node images alone", async () => {
    const fake = new FakeVcenter({ machines: [vmTemplate, { ...vmTemplate, moid: "vm-2", clone: true }] });
    const facts = new Facts({ govc: () => fake.govc });
    const [machines] = await Promise.all(
      ["a", "b", "c"].map(() => facts.vcenter({ ...address }).machines("/dc0")),
    );
    assert.deepEqual(machines?.[0], vmTemplate);
    assert.deepEqual(
      fake.queries.map((query) => query.split(" ").slice(0, 3).join(" ")),
      ["about -json", "object.collect -json -type", "object.collect -json VirtualMachine:vm-1"],
    );
  });

  it("of one that does not answer leave those of another alone, and are tried once", async () => {
    const dead = new FakeVcenter({ refusal: "govc: no route to host" });
    const facts = new Facts({
      govc: ({ server }) => (server === "dead" ? dead : new FakeVcenter({ machines: [vmTemplate] })).govc,
    });
    const of = (server: string) => facts.vcenter({ ...address, server });
    await assert.rejects(of("dead").machines("/dc0"), /no route to host/);
    await assert.rejects(of("dead").machines("/dc0"), /no route to host/);
    assert.equal(dead.queries.length, 1);
    assert.equal((await of("other").machines("/dc0")).length, 1);
  });

  it("try a password that is refused once, whatever is wanted", async () => {
    const refusing = new FakeVcenter({ refusal: "govc: ServerFaultCode: Login failure" });
    const of = new Facts({ govc: () => refusing.govc }).vcenter(address);
    const wanted = [
      of.machines("/dc0"),
      of.machineAt("/dc0/vm/a"),
      of.objectAt("/dc0"),
      of.datastore("/dc0/d"),
    ];
    for (const one of await Promise.allSettled(wanted)) {
      assert.match(
        String(one.status === "rejected" && one.reason),
        /^UserError: vCenter \S+ was not queried: the login failed \(govc reports: .*Login failure\)$/,
      );
    }
    assert.equal((await of.login()).result, "refused");
    assert.deepEqual(refusing.queries, ["about -json"]);
  });

  it("are another's for another password, and show none", async () => {
    const facts = new Facts({ govc: () => new FakeVcenter({ refusal: "govc: Login failure" }).govc });
    const one = facts.vcenter(address);
    assert.equal(facts.vcenter({ ...address }), one);
    assert.notEqual(facts.vcenter({ ...address, password: "another" }), one);
    const failed: unknown = await one.machines("/dc0").catch((error: unknown) => error);
    for (const shown of [
      inspect(facts, { depth: 9, showHidden: true }),
      JSON.stringify(facts),
      inspect(failed),
    ]) {
      assert.ok(!shown.includes(password), shown);
    }
  });

  it("of machines of an unexpected form are what can be read of them", async () => {
    const odd = [
      {
        obj: { type: "VirtualMachine", value: "vm-7" },
        changeSet: [{ name: "config.template", val: "yes" }],
      },
      { obj: { type: "VirtualMachine", value: "vm-8" }, changeSet: "none" },
      { obj: "none" },
    ];
    const stdout = odd.map((one) => JSON.stringify(one, null, 2)).join("\n");
    const govc: Govc = ([command]) =>
      Promise.resolve({ ok: true, stdout: command === "about" ? "{}" : stdout, stderr: "" });
    const facts = new Facts({ govc: () => govc });
    assert.deepEqual(
      (await facts.vcenter(address).machines("/dc0")).map(({ moid, template, clone }) => [
        moid,
        template,
        clone,
      ]),
      [
        ["vm-7", false, false],
        ["vm-8", false, false],
      ],
    );
  });
});
