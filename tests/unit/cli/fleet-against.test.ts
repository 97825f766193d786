/** `tkg-edge fleet plan --against`: two versions of the files of a fleet, with git and without anything else. */
import assert from "node:assert/strict";
import { defaults } from "../fleet/fleet-folder.js";
import { fleetOf, open, reasonsOf, site, useGitProject, wordsOf } from "./git-project.js";

const marker = "s3cr3t-Marker";

describe("tkg-edge fleet plan --against", function () {
  // Processes of git, some for each case.
  this.timeout(20_000);
  const context = useGitProject();

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
    context.project.commit({ "fleet.yaml": fleetOf(sites) });
    assert.equal((await context.project.against("HEAD")).code, 0);
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
    context.project.write({ "fleet.yaml": fleetOf(after) });
    const plan = await context.project.plan();
    assert.deepEqual(wordsOf(plan), {
      ...{ same: "nothing", labelled: "in place", rolled: "roll", rebuilt: "REBUILD", protected: "refused" },
      ...{ broken: "invalid", latter: "renamed", fresh: "create", gone: "removed" },
    });
    assert.equal(plan.exitCode, 1);
    assert.deepEqual(plan.against, { revision: "HEAD", commit: context.project.git("rev-parse", "HEAD") });
    const { out } = await context.project.against("HEAD");
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
      context.project.write({ "fleet.yaml": fleetOf(tree) });
      return (await context.project.against("HEAD")).code;
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
    context.project.commit({ "fleet.yaml": fleetOf(sites) });
    context.project.write({
      "fleet.yaml": fleetOf({ one: site("10.0.0.9", {}, canary), two: site("10.0.0.8") }),
    });
    const { code, out } = await context.project.against("main", "--markdown", "--selector", "ring=canary");
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
    context.project.commit({
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
    const unchanged = await context.project.plan();
    assert.equal(unchanged.summary.nothing, 8, JSON.stringify(unchanged.sites));
    context.project.write({
      "sites/a.yaml": { included: site("10.0.0.11") },
      "labs/x/site.yaml": { deep: site("10.0.0.18") },
      "connections/other.yaml": { ...connection, vcenter: { ...connection.vcenter, username: "c@d" } },
      "flat/flat.yaml": "VSPHERE_CONTROL_PLANE_ENDPOINT: 10.0.0.13\n",
      "Pulumi.own.yaml": config({ "tkg-edge:site": { machine: { numCPUs: 16 } } }),
      "Pulumi.secret.yaml": config({ "tkg-edge:vcenterPassword": { secure: "v1:bbb" } }),
      "manifests/a.yaml": { ...object, data: { a: "b" } },
      "base/object.yaml": { ...object, data: { a: "b" } },
    });
    const plan = await context.project.plan();
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
    context.project.write({ "overlay/data.txt": "y", "base/object.yaml": object });
    assert.deepEqual(reasonsOf(await context.project.plan(), "kustomized"), [
      { what: "site.afterReady.manifests: overlay/data.txt" },
    ]);
  });

  it("is refused for another name, and for the address of a site that left the fleet", async () => {
    const renamed = await context.project.changed({ name: "a" }, { name: "b" });
    assert.deepEqual(wordsOf(renamed), { one: "refused" });
    context.project.commit({ "fleet.yaml": fleetOf({ old: site("10.0.0.1") }) });
    context.project.write({ "fleet.yaml": fleetOf({ fresh: site("10.0.0.1") }) });
    const plan = await context.project.plan();
    assert.deepEqual(wordsOf(plan), { fresh: "refused", old: "removed" });
    assert.match(reasonsOf(plan, "fresh")[0]?.what ?? "", /the address of old.*pulumi destroy --stack old/);
  });

  it("has a renamed stack's other changes beside the rename", async () => {
    context.project.commit({ "fleet.yaml": fleetOf({ old: site("10.0.0.1", { name: "a" }) }) });
    context.project.write({ "fleet.yaml": fleetOf({ fresh: site("10.0.0.2", { name: "a" }) }) });
    const { sites } = await context.project.plan();
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
    context.project.commit({ "fleet.yaml": fleetOf({ one: site("10.0.0.1", secrets("a")) }) });
    context.project.write({ "fleet.yaml": fleetOf({ one: site("10.0.0.1", secrets("b")) }) });
    for (const form of [[], ["--json"], ["--markdown"]]) {
      const { out, err } = await context.project.against("HEAD", ...form);
      assert.match(out, /site\.variables\.proxy\.httpProxy/);
      assert.ok(!`${out}${err}`.includes(marker), out);
    }
  });
});
