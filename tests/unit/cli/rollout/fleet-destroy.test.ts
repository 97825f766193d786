/** `tkg-edge fleet destroy` over a fleet of fakes: what it refuses, confirms, destroys and leaves. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fleetDestroy, type FleetDestroyOptions } from "../../../../src/cli/edge/rollout/fleet-destroy.js";
import { rolloutFolder } from "../../../../src/cli/edge/rollout/rollout-folder.js";
import { UserError } from "../../../../src/config/problem.js";
import { readLedger } from "../../../../src/fleet/rollout/ledger.js";
import { takeLock } from "../../../../src/fleet/rollout/lock.js";
import { defaults, FakeFleet, liveObjectsOf, site } from "../../fleet/fake-fleet.js";
import { FakePulumi } from "./fake-pulumi.js";

const clusterType = "kubernetes:cluster.x-k8s.io/v1beta1:Cluster";

describe("tkg-edge fleet destroy", () => {
  let directory: string;
  let pulumi: FakePulumi;
  let questions: string[];
  /** What the stacks hold, by their names; no stack where there is none. */
  let stacks: Map<string, readonly { type: string; protect?: boolean }[] | "unreadable">;
  const fakes = new FakeFleet();
  fakes.dead.add("away.example.com");
  fakes.cluster(
    "mgmt-admin@mgmt",
    ["one", "two", "three"].flatMap((name, index) => liveObjectsOf(name, `10.0.0.${index + 1}`)),
  );
  const north = { labels: { region: "north" } };
  const sites = { one: site("10.0.0.1", north), two: site("10.0.0.2", north), three: site("10.0.0.3") };
  const made = [{ type: "pulumi:pulumi:Stack" }, { type: clusterType }];

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-destroy-"));
    writeFileSync(join(directory, "Pulumi.yaml"), "name: tkg-edge\nruntime: nodejs\n");
    pulumi = new FakePulumi();
    questions = [];
    stacks = new Map(Object.keys(sites).map((name) => [name, made]));
  });
  afterEach(() => {
    pulumi.remove();
    rmSync(directory, { recursive: true });
  });

  /** @param answer of the person at the keyboard; undefined without one */
  async function destroy(options: Partial<FleetDestroyOptions>, answer?: string, fleet: object = {}) {
    writeFileSync(join(directory, "fleet.yaml"), JSON.stringify({ defaults, sites, ...fleet }));
    let [out, err] = ["", ""];
    const ask = (question: string) => {
      questions.push(question);
      return Promise.resolve(answer ?? "");
    };
    const code = await fleetDestroy(
      {
        ...{ directory, fleet: "fleet.yaml", names: [], keys: { maxConcurrency: 1 }, yes: false },
        ...{ retryFailed: false, pauseBetweenWaves: false, ...options },
      },
      {
        out: (text) => void (out += text),
        err: (text) => void (err += text),
        ask: answer === undefined ? undefined : ask,
      },
      (args) => Promise.resolve(answerOf(args)),
      "1.2.3",
      () => fakes.facts(),
    );
    return { code, out, err };
  }

  function answerOf(args: readonly string[]) {
    const ok = (stdout: string) => ({ ok: true, stdout, stderr: "" });
    if (args[0] === "whoami") return ok('{"url":"https://api.example.com"}');
    const name = args[args.indexOf("--stack") + 1] ?? "";
    const held = stacks.get(name);
    if (held === undefined) return { ok: false, stdout: "", stderr: `error: no stack named '${name}' found` };
    if (held === "unreadable") return { ok: false, stdout: "", stderr: "wrong passphrase" };
    const resources = held.map((one) => ({ urn: `urn:pulumi:${name}::p::${one.type}::x`, ...one }));
    return ok(JSON.stringify({ deployment: { resources } }));
  }

  /** As `pulumi destroy` would. */
  const becomesEmpty = (name: string) => stacks.set(name, [{ type: "pulumi:pulumi:Stack" }]);

  it("destroys the sites that names or labels choose, and keeps their stacks", async () => {
    const named = await destroy({ names: ["three"], yes: true, expect: 1 });
    assert.equal(named.code, 0, named.err);
    const selected = await destroy({ selector: "region=north", yes: true, expect: 2, report: "report.md" });
    assert.equal(selected.code, 0, selected.err);
    assert.deepEqual(pulumi.calls, ["destroy three", "destroy one", "destroy two"]);
    assert.match(selected.out, /^to be DESTROYED, each cluster with everything on it: one, two\n/);
    assert.match(
      selected.out,
      /destroy [0-9a-f]{8} of fleet\.yaml: 2 sites: 2 done[\s\S]*The stacks are kept/,
    );
    assert.match(
      readFileSync(join(directory, "report.md"), "utf8"),
      /^# Destroy [\s\S]*\| one \| sites \| destroy \| done \|/,
    );
  });

  it("chooses no site by itself", async () => {
    for (const [options, reason] of [
      [{}, /expected the names of sites or --selector/],
      [{ names: ["one"], selector: "region=north" }, /either the names of sites or --selector, not both/],
      [{ names: ["one", "four", "five", "four"] }, /there is no site "four", "five" in fleet\.yaml/],
      [
        { names: ["one"], keys: { canaries: "four" } },
        /canaries: no site has this name or these labels: four/,
      ],
      [{ names: ["one"], report: "none/report.md" }, /--report .*there is no folder .*none/],
      [{ selector: "region=south" }, /no site of fleet\.yaml has the labels region=south/],
    ] as const) {
      await assert.rejects(destroy({ yes: true, expect: 1, ...options }), (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, reason);
        return true;
      });
    }
    assert.deepEqual(pulumi.calls, []);
  });

  it("is confirmed by the number of chosen sites, typed or expected", async () => {
    const chosen = { selector: "region=north" };
    for (const [options, answer] of [
      [{}, "y"],
      [{}, "3"],
      [{ yes: true }, undefined],
      [{ expect: 2 }, undefined],
      [{ yes: true, expect: 3 }, undefined],
      [{ expect: 3 }, "2"],
    ] as const)
      assert.equal((await destroy({ ...chosen, ...options }, answer)).code, 2);
    assert.deepEqual(pulumi.calls, []);
  });

  it("names the number that it expects, and goes on with that", async () => {
    const chosen = { selector: "region=north" };
    const wrong = await destroy({ ...chosen, yes: true, expect: 3 });
    assert.match(wrong.err, /^refused: --expect 3, and 2 sites chosen; nothing was destroyed\n$/);
    assert.equal((await destroy(chosen, " 2 ")).code, 0);
    assert.deepEqual(questions, ["2 sites chosen. Type the number of chosen sites to destroy them: "]);
    assert.equal(pulumi.calls.length, 2);
  });

  it("refuses all protected sites up front, as they are configured and as they are recorded", async () => {
    stacks.set("one", [{ type: clusterType, protect: true }]);
    const guarded = { ...sites, two: { ...sites.two, site: { ...sites.two.site, protect: true } } };
    await assert.rejects(
      destroy({ names: ["one", "two", "three"], yes: true, expect: 3 }, undefined, { sites: guarded }),
      /2 sites of 3 protected, so nothing was destroyed:\n {2}one: the last pulumi up protected it\n {2}two: site\.protect is true\n/,
    );
    assert.deepEqual(pulumi.calls, []);
    becomesEmpty("two");
    const free = { sites: guarded };
    assert.equal((await destroy({ names: ["two", "three"], yes: true, expect: 2 }, undefined, free)).code, 0);
    assert.deepEqual(pulumi.calls, ["destroy three"]);
  });

  it("takes no state that it cannot read for an empty one", async () => {
    stacks.set("two", "unreadable");
    await assert.rejects(
      destroy({ selector: "region=north", yes: true, expect: 2 }),
      /nothing was destroyed:\n {2}the state of stack two cannot be read: wrong passphrase/,
    );
    assert.deepEqual(pulumi.calls, []);
  });

  it("goes on by the same command: what is gone is no error, and what failed is retried on request", async () => {
    const chosen = { names: ["one", "two", "three"], yes: true, expect: 3 };
    pulumi.does("two", "destroy", "echo 'the API is gone'; exit 1");
    const first = await destroy(chosen);
    assert.equal(first.code, 1);
    assert.match(first.out, /failed: two\n {4}two:\n {6}the API is gone/);
    assert.match(first.out, /not started: three\n/);
    becomesEmpty("one");
    pulumi.does("two", "destroy", "exit 0");
    const second = await destroy({ ...chosen, retryFailed: true });
    assert.equal(second.code, 0, second.out);
    assert.match(second.out, /^nothing there to destroy: one\n/);
    assert.deepEqual(pulumi.calls, ["destroy one", "destroy two", "destroy two", "destroy three"]);
    for (const name of Object.keys(sites)) becomesEmpty(name);
    stacks.delete("three");
    const third = await destroy(chosen);
    assert.equal(third.code, 0);
    assert.equal(third.out, "nothing there to destroy: one, two, three\n");
  });

  it("destroys a site again that was brought up since", async () => {
    const chosen = { names: ["one", "two"], yes: true, expect: 2 };
    pulumi.does("two", "destroy", "exit 1");
    assert.equal((await destroy(chosen)).code, 1);
    pulumi.does("two", "destroy", "exit 0");
    assert.equal((await destroy({ ...chosen, retryFailed: true })).code, 0);
    assert.deepEqual(pulumi.calls, ["destroy one", "destroy two", "destroy one", "destroy two"]);
  });

  it("defers what cannot be reached, at first and in between", async () => {
    const away = { connection: { vcenter: { server: "away.example.com" } } };
    const fleet = { sites: { ...sites, two: { ...sites.two, ...away } } };
    const { code, out } = await destroy({ names: ["one", "two"], yes: true, expect: 2 }, undefined, fleet);
    assert.equal(code, 5);
    assert.match(out, /of these cannot be reached, and wait until the end: two\n/);
    assert.match(out, /could not be reached: two\n/);
    assert.deepEqual(pulumi.calls, ["destroy one"]);
  });

  it("runs canaries of the command line first, and not those of the fleet file", async () => {
    const fleet = { rollout: { canaries: ["two"] } };
    const chosen = { names: ["one", "two"], yes: true, expect: 2 };
    await destroy(chosen, undefined, fleet);
    await destroy({ ...chosen, keys: { maxConcurrency: 1, canaries: "two" } }, undefined, fleet);
    assert.deepEqual(pulumi.calls, ["destroy one", "destroy two", "destroy two", "destroy one"]);
  });

  it("has a ledger of its own, and the lock of a rollout", async () => {
    const folder = rolloutFolder(directory, "fleet.yaml");
    const release = takeLock(join(folder, "lock"));
    const chosen = { names: ["one"], yes: true, expect: 1 };
    await assert.rejects(destroy(chosen), /is being rolled out by process/);
    release();
    await destroy(chosen);
    assert.ok(!existsSync(join(folder, "ledger.jsonl")));
    const { records } = readLedger(join(folder, "destroy", "ledger.jsonl"));
    assert.deepEqual(
      records.map(({ kind }) => kind),
      ["rollout", "wave", "start", "process", "end", "complete"],
    );
  });
});
