/** `tkg-edge fleet plan --against`: two versions of the files of a fleet, with git and without anything else. */
import assert from "node:assert/strict";
import { chmodSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defaults } from "../fleet/fleet-folder.js";
import { GitProject, type Plan } from "./git-project.js";

const marker = "s3cr3t-Marker";
const { tkrVersion, ...followed } = defaults.site;
const open = { ...defaults, site: { ...defaults.site, protect: false } };
const site = (controlPlaneEndpoint: string, more: object = {}, entry: object = {}) => ({
  ...{ site: { controlPlaneEndpoint, ...more } },
  ...entry,
});
const fleetOf = (sites: object, shared: object = open) => ({ defaults: shared, sites });

const wordsOf = ({ sites }: Plan) => Object.fromEntries(sites.map(({ name, word }) => [name, word]));
const reasonsOf = ({ sites }: Plan, name: string) => sites.find((one) => one.name === name)?.reasons ?? [];

describe("tkg-edge fleet plan --against", function () {
  // Processes of git, some for each case.
  this.timeout(20_000);
  let project: GitProject;

  beforeEach(() => {
    project = new GitProject();
  });
  afterEach(() => {
    project.remove();
  });

  /** The plan for a change of one site from a version to another. */
  async function changed(before: object, after: object): Promise<Plan> {
    project.commit({ "fleet.yaml": fleetOf({ one: site("10.0.0.1", before) }) });
    project.write({ "fleet.yaml": fleetOf({ one: site("10.0.0.1", after) }) });
    return await project.plan();
  }

  it("has each word, the summary first, and the exit codes of the plan that reads what exists", async () => {
    const sites = {
      same: site("10.0.0.1"),
      labelled: site("10.0.0.2"),
      rolled: site("10.0.0.3"),
      rebuilt: site("10.0.0.4"),
      protected: site("10.0.0.5", { protect: true }),
      gone: site("10.0.0.6"),
      broken: site("10.0.0.7"),
      former: site("10.0.0.8", { name: "kept" }),
    };
    project.commit({ "fleet.yaml": fleetOf(sites) });
    assert.equal((await project.against("HEAD")).code, 0);
    const { gone: _gone, former: _former, ...kept } = sites;
    const after = {
      ...kept,
      labelled: site("10.0.0.2", { labels: { tier: "gold" } }),
      rolled: site("10.0.0.3", { machine: { numCPUs: 8 }, labels: { tier: "gold" } }),
      rebuilt: site("10.0.0.44"),
      protected: site("10.0.0.55", { protect: true }),
      broken: site("10.0.0"),
      latter: site("10.0.0.8", { name: "kept" }),
      fresh: site("10.0.0.9"),
    };
    project.write({ "fleet.yaml": fleetOf(after) });
    const plan = await project.plan();
    assert.deepEqual(wordsOf(plan), {
      ...{ same: "nothing", labelled: "in place", rolled: "roll", rebuilt: "REBUILD", protected: "refused" },
      ...{ broken: "invalid", latter: "renamed", fresh: "create", gone: "removed" },
    });
    assert.equal(plan.exitCode, 1);
    assert.deepEqual(plan.against, { revision: "HEAD", commit: project.git("rev-parse", "HEAD") });
    const { out } = await project.against("HEAD");
    assert.match(
      out,
      /^9 sites against HEAD \([0-9a-f]{12}\): 1 invalid, 1 refused, 1 REBUILD, 1 roll, 1 create, 1 renamed, 1 removed, 1 in place, 1 nothing\n/,
    );
    assert.match(out, /REBUILD {2}rebuilt\n {4}site\.controlPlaneEndpoint: 10\.0\.0\.4 -> 10\.0\.0\.44\n/);
    assert.match(out, /roll {2}rolled\n {4}site\.machine\.numCPUs: \d -> 8\n {4}also: site\.labels\.tier: /);
    assert.match(out, /renamed {2}latter\n {4}it was former: pulumi stack rename latter --stack former /);
    assert.match(out, /removed {2}gone\n {4}it is no longer in the fleet, and nothing is destroyed by that/);
    assert.match(out, /nothing was contacted/);
    const code = async (tree: object) => {
      project.write({ "fleet.yaml": fleetOf(tree) });
      return (await project.against("HEAD")).code;
    };
    assert.equal(await code({ ...sites, labelled: after.labelled }), 2);
    assert.equal(await code({ ...sites, labelled: after.labelled, rebuilt: after.rebuilt }), 3);
    assert.equal(await code({ ...sites, labelled: after.labelled, broken: after.broken }), 1);
  });

  it("prints a table for a merge request, and plans the sites that a selector has", async () => {
    const canary = { labels: { ring: "canary" } };
    const sites = {
      one: site("10.0.0.1", {}, canary),
      two: site("10.0.0.2"),
      gone: site("10.0.0.3", {}, canary),
    };
    project.commit({ "fleet.yaml": fleetOf(sites) });
    project.write({ "fleet.yaml": fleetOf({ one: site("10.0.0.9", {}, canary), two: site("10.0.0.8") }) });
    const { code, out } = await project.against("main", "--markdown", "--selector", "ring=canary");
    assert.equal(code, 3);
    assert.match(
      out,
      /^\*\*2 sites against main \([0-9a-f]+\): 1 REBUILD, 1 removed\*\*\n\n\| plan \| sites \| why \|\n/,
    );
    assert.match(
      out,
      /\| \*\*REBUILD\*\* \| one \| site\.controlPlaneEndpoint: 10\.0\.0\.1 -> 10\.0\.0\.9 \|/,
    );
    assert.doesNotMatch(out, /two/);
  });

  it("compares everything that configuration names: included files, connection files, flat files, stack files, manifests", async () => {
    const config = (more: object = {}) => ({
      config: { "tkg-edge:fleetFile": "fleet.yaml", "tkg-edge:vcenterPassword": { secure: "v1:a" }, ...more },
    });
    const connection = {
      ...defaults.connection,
      vcenter: { ...defaults.connection.vcenter, username: "a@b" },
    };
    const { connection: _connection, ...bare } = open;
    const sites = {
      included: site("10.0.0.1"),
      connected: site("10.0.0.2", {}, { connectionFile: "connections/other.yaml" }),
      flat: { flatFile: "flat/flat.yaml" },
      own: site("10.0.0.4"),
      secret: site("10.0.0.5"),
      manifests: site("10.0.0.6", { afterReady: { manifests: ["manifests"] } }),
      kustomized: site("10.0.0.7", { afterReady: { manifests: ["overlay"] } }),
      deep: site("10.0.0.8"),
    };
    const { included, deep, ...rest } = sites;
    const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } };
    project.commit({
      "fleet.yaml": {
        defaults: { ...bare, connectionFile: "connections/eu.yaml" },
        sites: { files: ["sites/*.yaml", "labs/*/site.yaml"], ...rest },
      },
      "sites/a.yaml": { included },
      "labs/x/site.yaml": { deep },
      "connections/eu.yaml": connection,
      "connections/other.yaml": connection,
      "flat/flat.yaml": "VSPHERE_CONTROL_PLANE_ENDPOINT: 10.0.0.3\n",
      "Pulumi.own.yaml": config(),
      "Pulumi.secret.yaml": config({ "tkg-edge:vcenterPassword": { secure: "v1:aaa" } }),
      "manifests/a.yaml": object,
      "overlay/kustomization.yaml": {
        resources: ["../base"],
        configMapGenerator: [{ files: ["key=data.txt"] }],
      },
      "overlay/data.txt": "x",
      "base/kustomization.yaml": { resources: ["object.yaml"] },
      "base/object.yaml": object,
    });
    const unchanged = await project.plan();
    assert.equal(unchanged.summary.nothing, 8, JSON.stringify(unchanged.sites));
    project.write({
      "sites/a.yaml": { included: site("10.0.0.11") },
      "labs/x/site.yaml": { deep: site("10.0.0.18") },
      "connections/other.yaml": { ...connection, vcenter: { ...connection.vcenter, username: "c@d" } },
      "flat/flat.yaml": "VSPHERE_CONTROL_PLANE_ENDPOINT: 10.0.0.13\n",
      "Pulumi.own.yaml": config({ "tkg-edge:site": { machine: { numCPUs: 16 } } }),
      "Pulumi.secret.yaml": config({ "tkg-edge:vcenterPassword": { secure: "v1:bbb" } }),
      "manifests/a.yaml": { ...object, data: { a: "b" } },
      "base/object.yaml": { ...object, data: { a: "b" } },
    });
    const plan = await project.plan();
    assert.deepEqual(wordsOf(plan), {
      ...{ connected: "in place", flat: "REBUILD", own: "roll", secret: "in place" },
      ...{ manifests: "in place", kustomized: "in place", included: "REBUILD", deep: "REBUILD" },
    });
    assert.deepEqual(reasonsOf(plan, "manifests"), [{ what: "site.afterReady.manifests: manifests/a.yaml" }]);
    assert.deepEqual(reasonsOf(plan, "kustomized"), [
      { what: "site.afterReady.manifests: base/object.yaml" },
    ]);
    assert.deepEqual(reasonsOf(plan, "connected"), [
      { what: "connection.vcenter.username", from: "a@b", to: "c@d" },
    ]);
    project.write({ "overlay/data.txt": "y", "base/object.yaml": object });
    assert.deepEqual(reasonsOf(await project.plan(), "kustomized"), [
      { what: "site.afterReady.manifests: overlay/data.txt" },
    ]);
  });

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
      project.commit({ "fleet.yaml": following("eu") });
      assert.equal((await project.against("HEAD")).code, 0);
      project.write({ "fleet.yaml": following("us", { machine: { numCPUs: 8 } }) });
      unknownFor(
        await project.plan(),
        /"site\.tkrVersion","from":"that of stack eu","to":"that of stack us"/,
      );
      assert.deepEqual(wordsOf(await project.plan("HEAD", "--tkr-version", tkrVersion)), { one: "roll" });
      project.write({ "fleet.yaml": following("eu", { tkrVersion }) });
      unknownFor(await project.plan(), /"from":"that of stack eu","to":"v1\.25\.7/);
      project.write({ "fleet.yaml": following("us", { os: "ubuntu" }) });
      assert.deepEqual(wordsOf(await project.plan()), { one: "REBUILD" });
    });

    it("a class that is named from now on; one that is no longer named is kept", async () => {
      const className = "tkg-vsphere-default-v1.0.0";
      unknownFor(await changed({}, { className }), /the class that its Cluster has/);
      assert.deepEqual(wordsOf(await changed({ className }, {})), { one: "nothing" });
    });

    it("another way to the management cluster", async () => {
      const at = (kubeconfig: string, context = "mgmt") => ({
        connection: { managementCluster: { kubeconfig, context } },
      });
      const kubeconfig = (server: string) => ({
        contexts: [{ name: "mgmt", context: { cluster: "c", user: "u" } }],
        clusters: [{ name: "c", cluster: { server } }],
        users: [{ name: "u", user: { token: marker } }],
      });
      const fleet = (entry: object) => fleetOf({ one: site("10.0.0.1", {}, entry) });
      project.commit({ "fleet.yaml": fleet({}), "mgmt.kubeconfig": kubeconfig("https://a:6443") });
      project.write({ "fleet.yaml": fleet(at("elsewhere.kubeconfig")) });
      unknownFor(await project.plan(), /"mgmt of mgmt\.kubeconfig","to":"mgmt of elsewhere\.kubeconfig"/);
      // The same address by another file.
      project.write({ "elsewhere.kubeconfig": kubeconfig("https://a:6443") });
      assert.deepEqual(wordsOf(await project.plan()), { one: "nothing" });
      project.write({ "fleet.yaml": fleet({}), "mgmt.kubeconfig": kubeconfig("https://b:6443") });
      const { out } = await project.against("HEAD");
      assert.match(
        out,
        /unknown {2}one\n {4}the server in mgmt\.kubeconfig: https:\/\/a:6443 -> https:\/\/b:6443\n/,
      );
      assert.ok(!out.includes(marker));
    });

    it("a configuration that was invalid", async () => {
      unknownFor(await changed({ os: "windows" }, {}), /its configuration in HEAD is invalid.*"windows\\"/);
    });

    it("a new site that may be there, and the section of a stack that only a preview judges", async () => {
      project.commit({ "fleet.yaml": fleetOf({}) });
      project.write({ "fleet.yaml": fleetOf({ one: site("10.0.0.1", { adopt: true }) }) });
      unknownFor(await project.plan(), /site\.adopt is true/);
      const template = (name: string) => ({
        template: { ...defaults.site.placement, tkrVersion, ova: "a.ova", os: "photon", name },
      });
      project.commit({ "fleet.yaml": fleetOf({ one: site("10.0.0.1", {}, template("a")) }) });
      project.write({ "fleet.yaml": fleetOf({ one: site("10.0.0.1", {}, template("b")) }) });
      unknownFor(await project.plan(), /tkg-edge:template of its stack changed/);
    });

    it("a file of the fleet that cannot be read, then and now", async () => {
      const fleet = { defaults: open, sites: { files: "sites/*.yaml", two: site("10.0.0.2") } };
      project.commit({ "fleet.yaml": fleet, "sites/a.yaml": "x: [" });
      project.write({ "sites/a.yaml": { one: site("10.0.0.1") } });
      assert.deepEqual(wordsOf(await project.plan()), { one: "unknown", two: "nothing" });
      project.commit();
      project.write({ "sites/a.yaml": "x: [" });
      assert.deepEqual(wordsOf(await project.plan()), { one: "unknown", two: "nothing" });
      assert.match((await project.against("HEAD")).err, /sites\/a\.yaml:1:\d+ is a line that cannot be read/);
    });
  });

  it("is refused for another name, and for the address of a site that left the fleet", async () => {
    const renamed = await changed({ name: "a" }, { name: "b" });
    assert.deepEqual(wordsOf(renamed), { one: "refused" });
    project.commit({ "fleet.yaml": fleetOf({ old: site("10.0.0.1") }) });
    project.write({ "fleet.yaml": fleetOf({ fresh: site("10.0.0.1") }) });
    const plan = await project.plan();
    assert.deepEqual(wordsOf(plan), { fresh: "refused", old: "removed" });
    assert.match(reasonsOf(plan, "fresh")[0]?.what ?? "", /the address of old.*pulumi destroy --stack old/);
  });

  it("has a renamed stack's other changes beside the rename", async () => {
    project.commit({ "fleet.yaml": fleetOf({ old: site("10.0.0.1", { name: "a" }) }) });
    project.write({ "fleet.yaml": fleetOf({ fresh: site("10.0.0.2", { name: "a" }) }) });
    const { sites } = await project.plan();
    assert.deepEqual(
      sites.map(({ name, word, also }) => [name, word, also.length]),
      [["fresh", "REBUILD", 1]],
    );
  });

  it("shows no secret", async () => {
    const secrets = (value: string) => ({
      afterReady: { command: `login ${marker}${value}` },
      variables: {
        proxy: { httpProxy: `http://u:${marker}${value}@p:1`, httpsProxy: "http://p:1", noProxy: [] },
      },
    });
    project.commit({ "fleet.yaml": fleetOf({ one: site("10.0.0.1", secrets("a")) }) });
    project.write({ "fleet.yaml": fleetOf({ one: site("10.0.0.1", secrets("b")) }) });
    for (const form of [[], ["--json"], ["--markdown"]]) {
      const { out, err } = await project.against("HEAD", ...form);
      assert.match(out, /site\.variables\.proxy\.httpProxy/);
      assert.ok(!`${out}${err}`.includes(marker), out);
    }
  });

  describe("reports", () => {
    const refuses = async (revision: string, expected: RegExp, ...args: string[]) => {
      const { code, out, err } = await project.against(revision, ...args);
      assert.equal(code, 1);
      assert.equal(out, "");
      assert.match(err, expected);
    };

    it("a revision that is none, or that git would take for an option", async () => {
      project.commit({ "fleet.yaml": fleetOf({ one: site("10.0.0.1") }) });
      await refuses("nope", /^--against: "nope" is no revision of this repository; expected: /);
      for (const revision of ["-h", "--output=x", "", "a b", "HEAD\n"]) {
        await refuses(revision, /^--against: ".*"; expected: a branch, tag or commit/);
      }
      await refuses("HEAD:fleet.yaml", /is no revision/);
      await refuses("HEAD~1", /is no revision/);
      assert.equal((await project.against("HEAD", "--states")).code, 2);
    });

    it("a fleet file that the revision does not have, or that cannot be read there", async () => {
      project.commit();
      project.write({ "fleet.yaml": fleetOf({ one: site("10.0.0.1") }) });
      await refuses("HEAD", /^--against: fleet\.yaml does not exist in HEAD \([0-9a-f]{12}\); expected: /);
      project.commit({ "fleet.yaml": "x: [" });
      await refuses(
        "HEAD",
        /^--against: in HEAD \([0-9a-f]{12}\), fleet\.yaml:1:\d+ is a line that cannot be read/,
      );
      await refuses("HEAD", /is outside of the repository/, "--fleet", "/fleet.yaml");
    });

    it("a project in no repository", async () => {
      rmSync(join(project.directory, ".git"), { recursive: true });
      project.write({ "fleet.yaml": fleetOf({ one: site("10.0.0.1") }) });
      await refuses("HEAD", /is in no git work tree/);
      await refuses("HEAD", /there is no folder/, "-C", join(project.directory, "absent"));
    });

    it("a file that the revision does not have, with the site that names it", async () => {
      const fleet = fleetOf({ one: site("10.0.0.1", {}, { connectionFile: "connections/a.yaml" }) });
      project.commit({ "fleet.yaml": fleet });
      project.write({ "connections/a.yaml": {} });
      const plan = await project.plan();
      assert.match(reasonsOf(plan, "one")[0]?.what ?? "", /"connections\/a\.yaml", which does not exist/);
    });
  });

  it("follows symbolic links within the repository, and no link out of it; submodules are not read", async () => {
    const connection = defaults.connection;
    const named = (file: string) => site("10.0.0.1", {}, { connectionFile: file });
    const fleet = {
      ...fleetOf({
        one: named("links/inside.yaml"),
        two: { ...named("links/folder/a.yaml"), site: { controlPlaneEndpoint: "10.0.0.2" } },
      }),
    };
    project.write({ "fleet.yaml": fleet, "real/a.yaml": connection, "links/x": "" });
    symlinkSync("../real/a.yaml", join(project.directory, "links/inside.yaml"));
    symlinkSync(join(project.directory, "real"), join(project.directory, "links/folder"));
    symlinkSync("/etc/hostname", join(project.directory, "links/outside.yaml"));
    symlinkSync("../../outside.yaml", join(project.directory, "links/above.yaml"));
    symlinkSync("loop.yaml", join(project.directory, "links/loop.yaml"));
    const commit = (() => {
      project.commit();
      return project.git("rev-parse", "HEAD");
    })();
    assert.equal((await project.plan()).summary.nothing, 2);
    for (const [file, reason] of [
      ["links/outside.yaml", /a symbolic link that leads out of the repository/],
      ["links/above.yaml", /a symbolic link that leads out of the repository/],
      ["links/loop.yaml", /which does not exist/],
    ] as const) {
      project.commit({ "fleet.yaml": fleetOf({ one: named(file) }) });
      project.write({ "fleet.yaml": fleetOf({ one: named("real/a.yaml") }) });
      const [reasonFound] = reasonsOf(await project.plan(), "one");
      assert.match(reasonFound?.what ?? "", reason);
    }
    project.git("update-index", "--add", "--cacheinfo", `160000,${commit},sub`);
    project.write({ "fleet.yaml": fleetOf({ one: named("sub/a.yaml") }) });
    project.git("add", "fleet.yaml");
    project.git("commit", "--quiet", "--message", "x");
    project.write({ "sub/a.yaml": connection });
    assert.match(
      reasonsOf(await project.plan(), "one")[0]?.what ?? "",
      /the submodule sub, whose files HEAD does not hold/,
    );
  });

  it("works below the top of the repository, and from a linked work tree", async () => {
    project.commit({
      "edge/fleet.yaml": {
        defaults: { ...open, connectionFile: "../shared/eu.yaml" },
        sites: { one: site("10.0.0.1") },
      },
      "shared/eu.yaml": defaults.connection,
    });
    const tree = `${project.directory}-tree`;
    project.git("worktree", "add", "--quiet", "--detach", tree);
    try {
      const { connection } = defaults;
      for (const top of [project.directory, tree]) {
        writeFileSync(
          join(top, "shared/eu.yaml"),
          JSON.stringify({ ...connection, vcenter: { ...connection.vcenter, server: "other.example.com" } }),
        );
        // The defaults set the server too, and win.
        assert.deepEqual(wordsOf(await project.plan("HEAD", "-C", join(top, "edge"))), { one: "nothing" });
      }
    } finally {
      rmSync(tree, { recursive: true });
    }
  });

  it("runs no program that the repository names", async () => {
    const touched = join(project.directory, "ran");
    const program = join(project.directory, "program");
    writeFileSync(program, `#!/bin/sh\ntouch ${touched}\ncat\n`);
    chmodSync(program, 0o755);
    project.commit({ "fleet.yaml": fleetOf({ one: site("10.0.0.1"), two: site("10.0.0.2") }) });
    project.write({ ".gitattributes": "* filter=bad diff=bad\n" });
    project.commit({ "fleet.yaml": fleetOf({ one: site("10.0.0.1") }) });
    for (const [key, value] of Object.entries({
      "core.fsmonitor": program,
      "core.hooksPath": project.directory,
      "core.sshCommand": program,
      "core.pager": program,
      "core.gitProxy": program,
      "core.askPass": program,
      "diff.external": program,
      "diff.bad.textconv": program,
      "filter.bad.smudge": program,
      "filter.bad.clean": program,
      "filter.bad.process": program,
      "alias.rev-parse": `!${program}`,
      "uploadpack.packObjectsHook": program,
      "credential.helper": program,
    })) {
      project.git("config", key, value);
    }
    for (const hook of ["post-checkout", "post-index-change", "reference-transaction"]) {
      writeFileSync(join(project.directory, ".git/hooks", hook), readFileSync(program), { mode: 0o755 });
    }
    // A partial clone, which would fetch what it lacks.
    project.git("config", "remote.origin.url", `ext::${program}`);
    project.git("config", "remote.origin.promisor", "true");
    project.git("config", "remote.origin.uploadpack", program);
    project.git("config", "protocol.ext.allow", "always");
    project.git("config", "core.repositoryFormatVersion", "1");
    project.git("config", "extensions.partialClone", "origin");
    rmSync(touched, { force: true });
    assert.deepEqual(wordsOf(await project.plan("HEAD~1")), { one: "nothing", two: "removed" });
    const object = project.git("rev-parse", "HEAD~1:fleet.yaml");
    rmSync(touched, { force: true });
    rmSync(join(project.directory, ".git/objects", object.slice(0, 2), object.slice(2)));
    const { code, err } = await project.against("HEAD~1");
    assert.equal(code, 1);
    assert.match(err, /^--against: HEAD~1 cannot be read \(.*\); expected: a clone that has its files/);
    assert.ok(!existsSync(touched), "a program of the repository was run");
  });

  it("starts git a few times, for however many sites and files", async () => {
    const log = join(project.directory, ".git", "started");
    const wrapper = join(project.directory, ".git", "bin");
    const real = project.git("--exec-path");
    project.write({ ".git/bin/git": `#!/bin/sh\necho "$@" >> ${log}\nexec ${real}/git "$@"\n` });
    chmodSync(join(wrapper, "git"), 0o755);
    const path = process.env.PATH;
    const startsFor = async (count: number): Promise<number> => {
      const names = Array.from({ length: count }, (_, index) => `s${index}`);
      const files = names.map((name, index) => [
        `sites/${name}/site.yaml`,
        { [name]: site(`10.0.1.${index + 1}`) },
      ]);
      const stacks = names.map((name) => [
        `Pulumi.${name}.yaml`,
        { config: { "tkg-edge:fleetFile": "fleet.yaml", "tkg-edge:vcenterPassword": { secure: "v1:a" } } },
      ]);
      project.commit({
        "fleet.yaml": { defaults: open, sites: { files: "sites/*/site.yaml" } },
        ...(Object.fromEntries([...files, ...stacks]) as object),
      });
      project.write({
        "fleet.yaml": {
          defaults: { ...open, site: { ...open.site, os: "ubuntu" } },
          sites: { files: "sites/*/site.yaml" },
        },
      });
      rmSync(log, { force: true });
      process.env.PATH = `${wrapper}:${path ?? ""}`;
      try {
        const { summary } = await project.plan();
        assert.equal(summary.REBUILD, count);
      } finally {
        process.env.PATH = path;
      }
      return readFileSync(log, "utf8").trim().split("\n").length;
    };
    const few = await startsFor(3);
    assert.equal(await startsFor(40), few);
    assert.ok(few <= 10, `git was started ${few} times`);
  });
});
