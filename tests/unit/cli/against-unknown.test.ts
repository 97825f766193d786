/** What `tkg-edge fleet plan --against` cannot tell, and what it cannot read. */
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { defaults } from "../fleet/fleet-folder.js";
import { fleetOf, open, reasonsOf, site, useGitProject, wordsOf, type Plan } from "./git-project.js";

const marker = "s3cr3t-Marker";
const { tkrVersion, ...followed } = defaults.site;

describe("tkg-edge fleet plan --against", function () {
  // Processes of git, some for each case.
  this.timeout(20_000);
  const context = useGitProject();

  describe("is unknown, with the reason, for what files cannot tell", () => {
    const unknownFor = (plan: Plan, reason: RegExp) => {
      assert.deepEqual(wordsOf(plan), { one: "unknown" }, JSON.stringify(plan.sites));
      assert.match(JSON.stringify(reasonsOf(plan, "one")), reason);
      assert.equal(plan.exitCode, 1);
    };
    const following = (management: string, more: object = {}) =>
      fleetOf(
        { one: site("10.0.0.1", more) },
        { ...open, site: { ...followed, protect: false, from: { management } } },
      );

    it("a TKr that another stack gives, unless it is given", async () => {
      context.project.commit({ "fleet.yaml": following("eu") });
      assert.equal((await context.project.against("HEAD")).code, 0);
      context.project.write({ "fleet.yaml": following("us", { machine: { numCPUs: 8 } }) });
      unknownFor(
        await context.project.plan(),
        /"site\.tkrVersion","from":"that of stack eu","to":"that of stack us"/,
      );
      assert.deepEqual(wordsOf(await context.project.plan("HEAD", "--tkr-version", tkrVersion)), {
        one: "roll",
      });
      context.project.write({ "fleet.yaml": following("eu", { tkrVersion }) });
      unknownFor(await context.project.plan(), /"from":"that of stack eu","to":"v1\.25\.7/);
      context.project.write({ "fleet.yaml": following("us", { os: "ubuntu" }) });
      assert.deepEqual(wordsOf(await context.project.plan()), { one: "REBUILD" });
    });

    it("a class that is named from now on; one that is no longer named is kept", async () => {
      const className = "tkg-vsphere-default-v1.0.0";
      unknownFor(await context.project.changed({}, { className }), /the class that its Cluster has/);
      assert.deepEqual(wordsOf(await context.project.changed({ className }, {})), { one: "nothing" });
    });

    it("another way to the management cluster", async () => {
      const at = (kubeconfig: string) => ({
        connection: { managementCluster: { kubeconfig, context: "mgmt" } },
      });
      const kubeconfig = (server: string) => ({
        contexts: [{ name: "mgmt", context: { cluster: "c", user: "u" } }],
        clusters: [{ name: "c", cluster: { server } }],
        users: [{ name: "u", user: { token: marker } }],
      });
      const fleet = (entry: object) => fleetOf({ one: site("10.0.0.1", {}, entry) });
      context.project.commit({ "fleet.yaml": fleet({}), "mgmt.kubeconfig": kubeconfig("https://a:6443") });
      context.project.write({ "fleet.yaml": fleet(at("elsewhere.kubeconfig")) });
      unknownFor(
        await context.project.plan(),
        /"mgmt of mgmt\.kubeconfig","to":"mgmt of elsewhere\.kubeconfig"/,
      );
      // The same address by another file.
      context.project.write({ "elsewhere.kubeconfig": kubeconfig("https://a:6443") });
      assert.deepEqual(wordsOf(await context.project.plan()), { one: "nothing" });
      context.project.write({ "fleet.yaml": fleet({}), "mgmt.kubeconfig": kubeconfig("https://b:6443") });
      const { out } = await context.project.against("HEAD");
      assert.match(
        out,
        /unknown {2}one\n {4}the server in mgmt\.kubeconfig: https:\/\/a:6443 -> https:\/\/b:6443\n/,
      );
      assert.ok(!out.includes(marker));
    });

    it("a configuration that was invalid", async () => {
      unknownFor(
        await context.project.changed({ os: "windows" }, {}),
        /its configuration in HEAD is invalid.*"windows\\"/,
      );
    });

    it("a new site that may be there, and the section of a stack that only a preview judges", async () => {
      context.project.commit({ "fleet.yaml": fleetOf({}) });
      context.project.write({ "fleet.yaml": fleetOf({ one: site("10.0.0.1", { adopt: true }) }) });
      unknownFor(await context.project.plan(), /site\.adopt is true/);
      const template = (name: string) => ({
        template: { ...defaults.site.placement, tkrVersion, ova: "a.ova", os: "photon", name },
      });
      context.project.commit({ "fleet.yaml": fleetOf({ one: site("10.0.0.1", {}, template("a")) }) });
      context.project.write({ "fleet.yaml": fleetOf({ one: site("10.0.0.1", {}, template("b")) }) });
      unknownFor(await context.project.plan(), /tkg-edge:template of its stack changed/);
    });

    it("a file of the fleet that cannot be read, then and now", async () => {
      const fleet = { defaults: open, sites: { files: "sites/*.yaml", two: site("10.0.0.2") } };
      context.project.commit({ "fleet.yaml": fleet, "sites/a.yaml": "x: [" });
      context.project.write({ "sites/a.yaml": { one: site("10.0.0.1") } });
      assert.deepEqual(wordsOf(await context.project.plan()), { one: "unknown", two: "nothing" });
      context.project.commit();
      context.project.write({ "sites/a.yaml": "x: [" });
      assert.deepEqual(wordsOf(await context.project.plan()), { one: "unknown", two: "nothing" });
      assert.match(
        (await context.project.against("HEAD")).err,
        /sites\/a\.yaml:1:\d+ is a line that cannot be read/,
      );
    });
  });

  describe("reports", () => {
    const refuses = async (revision: string, expected: RegExp, ...args: string[]) => {
      const { code, out, err } = await context.project.against(revision, ...args);
      assert.equal(code, 1);
      assert.equal(out, "");
      assert.match(err, expected);
    };

    it("a revision that is none, or that git would take for an option", async () => {
      context.project.commit({ "fleet.yaml": fleetOf({ one: site("10.0.0.1") }) });
      await refuses("nope", /^--against: "nope" is no revision of this repository; expected: /);
      for (const revision of ["-h", "--output=x", "", "a b", "HEAD\n"]) {
        await refuses(revision, /^--against: ".*"; expected: a branch, tag or commit/);
      }
      await refuses("HEAD:fleet.yaml", /is no revision/);
      await refuses("HEAD~1", /is no revision/);
      assert.equal((await context.project.against("HEAD", "--states")).code, 2);
    });

    it("a fleet file that the revision does not have, or that cannot be read there", async () => {
      context.project.commit();
      context.project.write({ "fleet.yaml": fleetOf({ one: site("10.0.0.1") }) });
      await refuses("HEAD", /^--against: fleet\.yaml does not exist in HEAD \([0-9a-f]{12}\); expected: /);
      context.project.commit({ "fleet.yaml": "x: [" });
      await refuses(
        "HEAD",
        /^--against: in HEAD \([0-9a-f]{12}\), fleet\.yaml:1:\d+ is a line that cannot be read/,
      );
      await refuses("HEAD", /is outside of the repository/, "--fleet", "/fleet.yaml");
    });

    it("a project in no repository", async () => {
      rmSync(join(context.project.directory, ".git"), { recursive: true });
      context.project.write({ "fleet.yaml": fleetOf({ one: site("10.0.0.1") }) });
      await refuses("HEAD", /is in no git work tree/);
      await refuses("HEAD", /there is no folder/, "-C", join(context.project.directory, "absent"));
    });

    it("a file that the revision does not have, with the site that names it", async () => {
      const fleet = fleetOf({ one: site("10.0.0.1", {}, { connectionFile: "connections/a.yaml" }) });
      context.project.commit({ "fleet.yaml": fleet });
      context.project.write({ "connections/a.yaml": {} });
      const plan = await context.project.plan();
      assert.match(reasonsOf(plan, "one")[0]?.what ?? "", /"connections\/a\.yaml", which does not exist/);
    });
  });
});
