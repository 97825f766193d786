/** `tkg-edge fleet rollout` over a fleet of fakes: what it asks, refuses, writes and ends with. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fleetRollout, type FleetRolloutOptions } from "../../../../src/cli/edge/rollout/fleet-rollout.js";
import { ledgerIn, rolloutFolder } from "../../../../src/cli/edge/rollout/rollout-folder.js";
import type { LiveObject } from "../../../../src/clients/live-object.js";
import { UserError } from "../../../../src/config/problem.js";
import { readLedger } from "../../../../src/fleet/rollout/ledger.js";
import { takeLock } from "../../../../src/fleet/rollout/lock.js";
import { OpenedRollout } from "../../../../src/fleet/rollout/recorded.js";
import { closedWindow } from "../../../closed-window.js";
import { defaults, FakeFleet, liveObjectsOf, site } from "../../fleet/fake-fleet.js";
import { clusterStep, FakePulumi } from "./fake-pulumi.js";

const labelled = (labels?: object) => ({ ...defaults, site: { ...defaults.site, labels } });
const changed = { tier: "gold" };
const secret = "s3cr3t-marker";
const base64 = (text: string) => Buffer.from(text).toString("base64");

/** What a plan reads of a site holds its password. */
function withPassword(object: LiveObject): LiveObject {
  const data = { ...object.data, password: base64(secret) };
  return object.kind === "Secret" ? { ...object, data } : object;
}

describe("tkg-edge fleet rollout", () => {
  let directory: string;
  let pulumi: FakePulumi;
  let questions: string[];
  const fakes = new FakeFleet();
  fakes.dead.add("away.example.com");
  fakes.cluster(
    "mgmt-admin@mgmt",
    ["one", "two", "three"]
      .flatMap((name, index) => liveObjectsOf(name, `10.0.0.${index + 1}`))
      .map(withPassword),
  );
  const sites = { one: site("10.0.0.1"), two: site("10.0.0.2"), three: site("10.0.0.3") };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-rollout-"));
    writeFileSync(join(directory, "Pulumi.yaml"), "name: tkg-edge\nruntime: nodejs\n");
    pulumi = new FakePulumi();
    questions = [];
  });
  afterEach("no file has a password", () => {
    pulumi.remove();
    for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const text = readFileSync(join(entry.parentPath, entry.name), "utf8");
      for (const written of [secret, base64(secret)]) assert.ok(!text.includes(written), entry.name);
    }
    rmSync(directory, { recursive: true });
  });

  /** @param answer of the person at the keyboard; undefined without one */
  async function rollout(fleet: object, options: Partial<FleetRolloutOptions> = {}, answer?: string) {
    writeFileSync(join(directory, "fleet.yaml"), JSON.stringify(fleet));
    let [out, err] = ["", ""];
    const ask = (question: string) => {
      questions.push(question);
      return Promise.resolve(answer ?? "");
    };
    const code = await fleetRollout(
      {
        ...{ directory, fleet: "fleet.yaml", keys: {}, all: false, yes: answer === undefined },
        ...{ allowRebuilds: false, retryFailed: false, startOver: false, pauseBetweenWaves: false },
        ...options,
      },
      {
        out: (text) => void (out += text),
        err: (text) => void (err += text),
        ask: answer === undefined ? undefined : ask,
      },
      (args) =>
        Promise.resolve({
          ok: true,
          stdout: args[0] === "whoami" ? '{"url":"https://api.example.com"}' : '{"deployment":{}}',
          stderr: "",
        }),
      "1.2.3",
      () => fakes.facts(),
    );
    return { code, out, err };
  }

  const ledger = () => ledgerIn(rolloutFolder(directory, "fleet.yaml"));

  it("runs the sites of which something is to be done, and writes what happened", async () => {
    const fleet = { defaults: labelled(changed), sites, rollout: { canaries: ["two"], maxConcurrency: 1 } };
    const { code, out, err } = await rollout(fleet, { events: "events.jsonl", report: "report.md" });
    assert.equal(code, 0, out + err);
    assert.deepEqual(
      pulumi.calls.filter((call) => call.startsWith("up")),
      ["up two", "up one", "up three"],
    );
    assert.match(out, /rollout [0-9a-f]{8} of fleet\.yaml: 3 sites: 3 done, /);
    assert.match(err, /wave "canaries": two\n {2}two: started \(in place\)\n {2}two: done after /);
    const events = readFileSync(join(directory, "events.jsonl"), "utf8").trimEnd().split("\n");
    const names = events.map((line) => (JSON.parse(line) as { event: string; version: number }).event);
    assert.deepEqual([names[0], names.at(-1)], ["rollout-started", "rollout-ended"]);
    const report = readFileSync(join(directory, "report.md"), "utf8");
    assert.match(
      report,
      /## Waves\n\n.*\n.*\n\| canaries \| 1 \| 1 done \| two \|\n\| sites \| 2 \| 2 done \| one, three \|\n/,
    );
    assert.match(report, /\| two \| canaries \| in place \| done \|/);
    assert.equal(readLedger(ledger()).records.at(-1)?.kind, "complete");
  });

  it("starts the sites of the first group first, where that is configured", async () => {
    const fleet = {
      defaults: labelled(changed),
      groups: { south: {}, north: {} },
      sites: {
        one: { ...sites.one, groups: ["north"] },
        two: sites.two,
        three: { ...sites.three, groups: ["north", "south"] },
      },
    };
    for (const [settings, order] of [
      [{ maxConcurrency: 1, inGroupOrder: true }, ["up three", "up one", "up two"]],
      [{ maxConcurrency: 1 }, ["up one", "up two", "up three"]],
    ] as const) {
      const earlier = pulumi.calls.length;
      assert.equal((await rollout({ ...fleet, rollout: settings }, { startOver: true })).code, 0);
      assert.deepEqual(
        pulumi.calls.slice(earlier).filter((call) => call.startsWith("up")),
        order,
      );
    }
  });

  it("runs a command for each event but steps, one after the other, and goes on where one fails", async () => {
    const fleet = { defaults: labelled(changed), sites };
    const seen = join(directory, "seen");
    const { code, err } = await rollout(fleet, {
      onEvent: `cat >> ${seen}; echo "no route to the chat" >&2; exit 7`,
      events: "events.jsonl",
    });
    assert.equal(code, 0);
    const events = readFileSync(join(directory, "events.jsonl"), "utf8").trimEnd().split("\n");
    const eventOf = (line: string) => JSON.parse(line) as { event: string; site?: string };
    const wanted = events.map(eventOf).filter(({ event }) => event !== "site-step");
    const lines = readFileSync(seen, "utf8").trimEnd().split("\n");
    assert.deepEqual(
      lines.map((line) => [eventOf(line).event, eventOf(line).site]),
      wanted.map((one) => [one.event, one.site]),
    );
    assert.equal(
      err.match(/--on-event: the command failed with exit code 7; the rollout goes on/g)?.length,
      1,
    );
    assert.match(err, /no route to the chat/);
  });

  it("does not run a site whose configuration changes meanwhile, and plans it again by the same command", async () => {
    const fleet = { defaults: labelled(changed), sites };
    const later = {
      ...fleet,
      sites: { ...sites, two: { site: { controlPlaneEndpoint: "10.0.0.2", labels: { tier: "iron" } } } },
    };
    writeFileSync(join(directory, "later.yaml"), JSON.stringify(later));
    pulumi.does("one", "up", `cp ${join(directory, "later.yaml")} ${join(directory, "fleet.yaml")}`);
    const keys = { maxConcurrency: 1, maxFailures: 3 };
    const first = await rollout(fleet, { keys });
    assert.equal(first.code, 1, first.out);
    assert.match(
      first.out,
      /and not run: two\n {4}two:\n {6}its configuration was changed after it was planned/,
    );
    const ups = () => pulumi.calls.filter((call) => call.startsWith("up"));
    assert.deepEqual(ups(), ["up one", "up three"]);
    const second = await rollout(later, { keys });
    assert.equal(second.code, 0, second.out);
    assert.deepEqual(ups(), ["up one", "up three", "up two"]);
  });

  it("names a site that was renamed while its run was interrupted, and canaries that are not chosen", async () => {
    const ledgerOf = new OpenedRollout(ledger(), "fleet.yaml", false);
    ledgerOf.begin();
    const at = new Date().toISOString();
    ledgerOf.append({ kind: "start", at, site: "old", attempt: 1, wave: "sites", word: "roll", digest: "d" });
    ledgerOf.close();
    const labels = { ring: "main" };
    const fleet = {
      defaults: labelled(changed),
      sites: { ...sites, one: { ...sites.one, labels } },
      rollout: { canaries: ["two"] },
    };
    const { code, err } = await rollout(fleet, { selector: "ring=main" });
    assert.equal(code, 0);
    assert.match(
      err,
      /^old was being run when an earlier rollout was killed, and this fleet has no such site any more\. /m,
    );
    assert.match(err, /^none of the canaries is among the chosen sites/m);
  });

  it("does nothing where nothing is to be done, but with --all", async () => {
    const fleet = { defaults, sites };
    assert.equal((await rollout(fleet)).code, 0);
    assert.deepEqual(pulumi.calls, []);
    assert.equal((await rollout(fleet, { all: true, keys: { maxConcurrency: 3 } })).code, 0);
    assert.equal(pulumi.calls.length, 6);
  });

  it("asks with the numbers, and does nothing without a yes", async () => {
    const fleet = { defaults: labelled(changed), sites };
    assert.equal((await rollout(fleet, {}, "n")).code, 2);
    assert.deepEqual(questions, ["Run 3 sites, REBUILD 0 of them? [y/N] "]);
    const nobody = await rollout(fleet, { yes: false });
    assert.equal(nobody.code, 2);
    assert.match(nobody.err, /nobody is there to be asked; --yes agrees to the plan/);
    assert.deepEqual(pulumi.calls, []);
    assert.equal((await rollout(fleet, { keys: { maxConcurrency: 3 } }, "y")).code, 0);
  });

  it("refuses rebuilds without --allow-rebuilds, with the exit code of the plan", async () => {
    const fleet = { defaults, sites: { ...sites, one: site("10.0.0.9") } };
    const { code, err } = await rollout(fleet);
    assert.equal(code, 3);
    assert.match(err, /^refused: 1 site would be REBUILT, .*: one; --allow-rebuilds allows it\n$/);
    assert.deepEqual(pulumi.calls, []);
    pulumi.previews("one", [clusterStep("replace")]);
    assert.equal((await rollout(fleet, { allowRebuilds: true })).code, 0);
    assert.deepEqual(pulumi.calls, ["preview one", "up one"]);
  });

  it("lists a rebuild whose window is closed, and runs it when there is none any more", async () => {
    const fleet = (rebuild?: object) => ({
      defaults: { ...defaults, site: { ...defaults.site, rebuild } },
      sites: { ...sites, one: site("10.0.0.9") },
    });
    const keys = { waitForWindows: "1h" };
    const closed = await rollout(fleet(closedWindow()), { allowRebuilds: true, keys });
    assert.equal(closed.code, 5, closed.out);
    assert.match(closed.out, /\nwaiting for its window: one\n {4}one: the next one opens .* UTC/);
    assert.deepEqual(pulumi.calls, []);
    pulumi.previews("one", [clusterStep("replace")]);
    assert.equal((await rollout(fleet(), { allowRebuilds: true, keys })).code, 0);
    assert.deepEqual(pulumi.calls, ["preview one", "up one"]);
  });

  it("defers what cannot be reached, reports what is invalid, and goes on by the same command", async () => {
    const away = { connection: { vcenter: { server: "away.example.com" } } };
    const fleet = (more: object = {}) => ({
      defaults: labelled(changed),
      sites: { ...sites, two: site("10.0.0.2", away), ...more },
    });
    const keys = { maxConcurrency: 3 };
    const first = await rollout(fleet({ four: site("10.0.0") }), { keys });
    assert.equal(first.code, 1);
    assert.match(first.out, /could not be reached: two\n/);
    assert.match(first.out, /invalid: four\n {4}fleet\.yaml/);
    const second = await rollout(fleet(), { keys });
    assert.equal(second.code, 5);
    assert.match(second.err, /going on with rollout [0-9a-f]{8}; finished earlier: 2 sites/);
    const third = await rollout({ defaults: labelled(changed), sites }, { keys });
    assert.equal(third.code, 0, third.out);
    assert.deepEqual(pulumi.calls.filter((call) => call.startsWith("up")).toSorted(), [
      "up one",
      "up three",
      "up two",
    ]);
  });

  it("does not run failed sites again by itself, and can begin a new rollout", async () => {
    const fleet = { defaults: labelled(changed), sites: { one: sites.one } };
    pulumi.does("one", "up", "echo broken; exit 1");
    const failed = await rollout(fleet);
    assert.equal(failed.code, 1);
    assert.match(failed.out, /failed: one\n {4}one:\n {6}broken\n {6}all of it: .*one\.1\.log\n/);
    pulumi.does("one", "up", "exit 0");
    const again = await rollout(fleet);
    assert.equal(again.code, 1);
    assert.match(again.out, /one \(in an earlier run\):\n {6}broken/);
    assert.equal(pulumi.calls.length, 2);
    assert.equal((await rollout(fleet, { startOver: true })).code, 0);
    assert.equal(pulumi.calls.length, 4);
  });

  it("refuses a second rollout of one fleet, and a wrong fleet file or canary", async () => {
    const fleet = { defaults: labelled(changed), sites };
    const release = takeLock(join(rolloutFolder(directory, "fleet.yaml"), "lock"));
    await assert.rejects(rollout(fleet), /is being rolled out by process/);
    release();
    await assert.rejects(rollout({ ...fleet, rollout: { canarys: ["one"] } }), /did you mean "canaries"\?/);
    await assert.rejects(rollout({ ...fleet, rollout: { maxFailures: 0, soak: "1 day" } }), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /2 problems .*rollout\.maxFailures.*percentage.*rollout\.soak.*duration/s);
      return true;
    });
    await assert.rejects(rollout(fleet, { keys: { canaries: "five" } }), /canaries: no site has this name/);
    assert.ok(!existsSync(ledger()));
    assert.deepEqual(pulumi.calls, []);
  });
});
