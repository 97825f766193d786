/** What a rollout does before it changes a site: the stacks that sites are made from, and the questions of their gates. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fleetRollout } from "../../../../src/cli/edge/rollout/fleet-rollout.js";
import type { FleetRolloutOptions } from "../../../../src/cli/edge/rollout/rolling.js";
import { rolloutFolder } from "../../../../src/cli/edge/rollout/rollout-folder.js";
import { pageStack } from "../../example-site.js";
import { defaults, FakeFleet, liveObjectsOf, site } from "../../fleet/fake-fleet.js";
import { clusterStep, FakePulumi } from "./fake-pulumi.js";

const { version } = pageStack.management.tkr;

describe("the preparation of a rollout", () => {
  let directory: string;
  let pulumi: FakePulumi;
  /** Outputs of other stacks, by their names. */
  let outputs: Map<string, object>;
  const fakes = new FakeFleet();
  fakes.cluster(
    "mgmt-admin@mgmt",
    ["one", "two"].flatMap((name, index) => liveObjectsOf(name, `10.0.0.${index + 1}`)),
  );
  const from = { management: "mgmt", template: "tmpl" };
  const { tkrVersion: _own, ...shared } = defaults.site;
  const sites = { one: site("10.0.0.1"), two: site("10.0.0.9") };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-prepare-"));
    writeFileSync(join(directory, "Pulumi.yaml"), "name: tkg-edge\nruntime: nodejs\n");
    pulumi = new FakePulumi();
    outputs = new Map();
    for (const name of ["mgmt", "tmpl"]) {
      writeFileSync(join(directory, `Pulumi.${name}.yaml`), "config: {}\n");
      pulumi.does(name, "up", succeeds(name));
    }
  });
  afterEach(() => {
    pulumi.remove();
    rmSync(directory, { recursive: true });
  });

  const succeeds = (stack: string) => `touch "$here/${stack}.is-up"`;
  const up = (name: string) =>
    outputs.set(
      name,
      name === "mgmt"
        ? { tkrVersion: version, className: "tkg-vsphere-default-v1.0.0" }
        : { tkrVersion: version, templatePath: "/dc0/vm/photon" },
    );

  async function rollout(options: Partial<FleetRolloutOptions>, ofAll: object = { ...shared, from }) {
    writeFileSync(
      join(directory, "fleet.yaml"),
      JSON.stringify({ defaults: { ...defaults, site: ofAll }, sites }),
    );
    let [out, err] = ["", ""];
    const code = await fleetRollout(
      {
        ...{ directory, fleet: "fleet.yaml", keys: { maxConcurrency: 1 }, all: false, yes: true },
        ...{ allowRebuilds: true, retryFailed: false, startOver: false, pauseBetweenWaves: false },
        ...options,
      },
      { out: (text) => void (out += text), err: (text) => void (err += text) },
      (args) => {
        if (args[0] === "whoami")
          return Promise.resolve({ ok: true, stdout: '{"url":"https://a.example.com"}', stderr: "" });
        const name = args[args.indexOf("--stack") + 1] ?? "";
        for (const stack of ["mgmt", "tmpl"])
          if (existsSync(join(pulumi.directory, `${stack}.is-up`))) up(stack);
        const stdout = args[1] === "output" ? JSON.stringify(outputs.get(name) ?? {}) : '{"deployment":{}}';
        return Promise.resolve({ ok: true, stdout, stderr: "" });
      },
      "1.2.3",
      () => fakes.facts(),
    );
    return { code, out, err };
  }

  it("runs the stacks first that lack what sites take from them, management before template", async () => {
    up("tmpl");
    pulumi.previews("two", [clusterStep("replace")]);
    const { code, out, err } = await rollout({ report: "report.md" });
    assert.equal(code, 0, out + err);
    assert.deepEqual(pulumi.calls, ["preview mgmt", "up mgmt", "preview two", "up two"]);
    assert.match(err, /wave "management stacks": mgmt\n/);
    assert.match(out, /preparation [0-9a-f]{8} of fleet\.yaml: 1 stack: 1 done/);
    assert.match(
      readFileSync(join(directory, "report.md"), "utf8"),
      /^# Preparation .*: stacks\n[^]*\n\n# Rollout [0-9a-f]{8} of fleet\.yaml\n/,
    );
  });

  it("does not go on to the sites where a stack fails", async () => {
    pulumi.does("mgmt", "up", "echo 'no such OVA'; exit 1");
    const { code, out } = await rollout({});
    assert.equal(code, 1);
    assert.match(out, /failed: mgmt\n {4}mgmt:\n {6}no such OVA/);
    assert.deepEqual(pulumi.calls, ["preview mgmt", "up mgmt"]);
    pulumi.does("mgmt", "up", succeeds("mgmt"));
    pulumi.previews("two", [clusterStep("replace")]);
    assert.equal((await rollout({})).code, 0);
    assert.deepEqual(pulumi.calls.slice(2, 6), ["preview mgmt", "up mgmt", "preview tmpl", "up tmpl"]);
  });

  it("is not repeated where nothing is missing, and needs a yes", async () => {
    up("mgmt");
    up("tmpl");
    pulumi.previews("two", [clusterStep("replace")]);
    await rollout({});
    assert.deepEqual(pulumi.calls, ["preview two", "up two"]);
    outputs.clear();
    const { code, err } = await rollout({ yes: false });
    assert.equal(code, 2);
    assert.match(err, /nobody is there to be asked/);
    assert.equal(pulumi.calls.length, 2);
  });

  it("as a phase runs all of these stacks and asks what gates would refuse, and changes no site", async () => {
    up("mgmt");
    up("tmpl");
    pulumi.previews("mgmt", []);
    const { code, out } = await rollout({ phase: "prepare", report: "report.md" });
    assert.equal(code, 1, out);
    assert.deepEqual(pulumi.calls, ["preview mgmt", "preview tmpl", "up tmpl"]);
    assert.match(
      readFileSync(join(directory, "report.md"), "utf8"),
      /^# Preparation [0-9a-f]{8} of fleet\.yaml: stacks\n[^]*\n\| tmpl \|[^]*\n\n# Preparation [0-9a-f]{8} of fleet\.yaml: questions\n[^]*\n## two: failed\n/,
    );
    // The fakes have no vCenter to log in to.
    assert.match(
      out,
      /preparation [0-9a-f]{8} of fleet\.yaml: 1 site: 1 failed[\s\S]*failed: two\n {4}two:\n {6}\S/,
    );
    assert.ok(!existsSync(join(rolloutFolder(directory, "fleet.yaml"), "ledger.jsonl")));
  });

  it("leaves stacks of other projects to these", async () => {
    const elsewhere = { ...shared, tkrVersion: version, from: { template: "acme/other/tmpl" } };
    outputs.set("acme/other/tmpl", { tkrVersion: version, templatePath: "/dc0/vm/photon" });
    const { err } = await rollout({ phase: "prepare" }, elsewhere);
    assert.match(err, /not run, since they are no stacks of this project: acme\/other\/tmpl\n/);
    assert.deepEqual(pulumi.calls, []);
  });
});
