/** One site brought up by a `pulumi` that does what a case has it do. */
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startPulumi } from "../../../../src/cli/edge/rollout/pulumi-child.js";
import { PulumiSites, type PulumiSitesOptions } from "../../../../src/cli/edge/rollout/pulumi-sites.js";
import { isRunning, type ProcessIdentity } from "../../../../src/clients/process-identity.js";
import type { PlannedSite } from "../../../../src/fleet/plan/plan-fleet.js";
import type { Word } from "../../../../src/fleet/plan/verdict.js";
import type { SiteEnd } from "../../../../src/fleet/rollout/outcome.js";
import type { Attempt } from "../../../../src/fleet/rollout/records.js";
import type { SiteToRun } from "../../../../src/fleet/rollout/site-runner.js";
import { clusterStep, FakePulumi } from "./fake-pulumi.js";

describe("a site of a rollout", () => {
  let pulumi: FakePulumi;
  /** What the site's plan has when it is planned again. */
  let now: Pick<PlannedSite, "reasons" | "window"> & { word: Word };
  let steps: string[];
  let processes: ProcessIdentity[];
  /** What `pulumi` answers to the commands that are not of the engine. */
  let exported: string;
  let imported: number;

  beforeEach(() => {
    pulumi = new FakePulumi();
    now = { word: "in place", reasons: [{ what: "it does not answer" }] };
    [steps, processes] = [[], []];
    [exported, imported] = ['{"deployment":{}}', 0];
  });
  afterEach(() => {
    pulumi.remove();
  });

  const sites = (more: Partial<PulumiSitesOptions> = {}) =>
    new PulumiSites({
      ...{ directory: pulumi.directory, project: "tkg-edge", backend: undefined, id: "abc" },
      pulumi: (args) => {
        if (args[1] === "import") imported += 1;
        return Promise.resolve({ ok: true, stdout: exported, stderr: "" });
      },
      outputs: join(pulumi.directory, "output"),
      judge: (name) =>
        Promise.resolve({ name, groups: [], labels: {}, cluster: undefined, also: [], ...now }),
      explain: () => Promise.resolve(["Cluster default/one: not Ready"]),
      ...{ allowsRebuilds: false, runsAll: false, timeoutSeconds: 60 },
      ...more,
    });
  const reports = {
    started: (identity: ProcessIdentity) => void processes.push(identity),
    step: (text: string) => void steps.push(text),
  };
  const site: SiteToRun = {
    ...{
      name: "one",
      vcenter: undefined,
      registry: undefined,
      word: "in place",
      digest: "d",
      isCanary: false,
    },
  };
  const attempt: Attempt = {
    ...{
      rollout: "abc",
      number: 1,
      wave: "sites",
      word: "in place",
      digest: "d",
      startedAt: "",
      process: undefined,
    },
    end: undefined,
  };
  const run = (change: Partial<SiteToRun> = {}, earlier?: Attempt, of = sites()): Promise<SiteEnd> =>
    of.run({ ...site, ...change }, earlier ? earlier.number + 1 : 1, earlier, reports);

  it("is previewed, then brought up, each by a process that is recorded", async () => {
    pulumi.does("one", "up", 'echo " ~  kubernetes:core/v1:Secret one-credentials updating (0s)"');
    assert.equal((await run()).outcome, "done");
    assert.deepEqual(pulumi.calls, ["preview one", "up one"]);
    assert.equal(processes.length, 2);
    assert.ok(steps.includes("one-credentials updating"), steps.join());
    assert.equal(statSync(join(pulumi.directory, "output", "one.1.log")).mode & 0o777, 0o600);
  });

  it("is not run where its configuration was changed since it was planned, before or after the preview", async () => {
    for (const digests of [["e"], ["d", "e"], ["d", undefined]]) {
      const calls = pulumi.calls.length;
      const { outcome, reasons } = await run(
        {},
        undefined,
        sites({ digestNow: () => Promise.resolve(digests.shift()) }),
      );
      assert.equal(outcome, "stopped");
      assert.match(reasons.join("\n"), /^its configuration was changed after it was planned/);
      assert.ok(!pulumi.calls.slice(calls).includes("up one"));
    }
    assert.equal(
      (await run({}, undefined, sites({ digestNow: () => Promise.resolve("d") }))).outcome,
      "done",
    );
  });

  it("is done where the engine has nothing to change", async () => {
    pulumi.previews("one", [{ op: "same", urn: "a::b::c::d" }]);
    assert.deepEqual(await run(), { outcome: "done", reasons: [] });
    assert.deepEqual(pulumi.calls, ["preview one"]);
  });

  it("stops where the engine would replace or delete a Cluster unannounced", async () => {
    for (const op of ["replace", "create-replacement", "delete"]) {
      pulumi.previews("one", [clusterStep(op)]);
      const { outcome, reasons } = await run();
      assert.equal(outcome, "stopped");
      const verb = op === "delete" ? "delete" : "replace";
      assert.match(reasons[0] ?? "", new RegExp(`has "in place" .*would ${verb} its Cluster`));
    }
    pulumi.previews("one", [clusterStep("delete")]);
    assert.equal((await run({ word: "REBUILD" })).outcome, "stopped");
    assert.ok(!pulumi.calls.includes("up one"));
  });

  it("is deferred where it could not reach a system, although that answers again", async () => {
    const errors = [
      "tkg-edge:connection.vcenter.server is a:443; expected: a vCenter that answers at https://a:443/sdk; check the address",
      "the login: no answer from vCenter a (tkg-edge:connection.vcenter.server) within 30 s: it accepts connections",
      'tkg-edge:connection.managementCluster is kubeconfig "k", context "c"; expected: an answer from https://b:6443 within 60 s.',
    ];
    for (const error of errors) {
      pulumi.does("one", "up", `printf 'Diagnostics:\\n  x:\\n    error: %s\\n' '${error}'; exit 1`);
      const { outcome, reasons } = await run();
      assert.equal(outcome, "deferred", reasons.join());
      assert.match(reasons.join(), /answer/);
    }
    pulumi.does(
      "one",
      "up",
      "printf 'Diagnostics:\\n  x:\\n    error: no answer from the registry\\n'; exit 1",
    );
    assert.equal((await run()).outcome, "failed");
  });

  it("is deferred by a guess where only the words of other programs look like an outage", async () => {
    for (const error of ['Post "https://a/sdk": EOF', "dial tcp 127.0.0.1:9: connect: connection refused"]) {
      pulumi.does("one", "up", `printf 'Diagnostics:\\n  x:\\n    error: %s\\n' '${error}'; exit 1`);
      const { outcome, isGuess } = await run();
      assert.deepEqual([outcome, isGuess], ["deferred", true]);
    }
  });

  it("is rebuilt where that was announced, also by an interrupted run, and where no Cluster is left", async () => {
    pulumi.previews("one", [clusterStep("delete-replaced"), clusterStep("replace")]);
    assert.equal((await run({ word: "REBUILD" })).outcome, "done");
    assert.equal((await run({ word: "create" }, { ...attempt, word: "REBUILD" })).outcome, "done");
    const other = { ...attempt, word: "REBUILD", digest: "another" } as const;
    assert.equal((await run({}, other)).outcome, "stopped");
    now.word = "create";
    assert.equal((await run({ word: "create" })).outcome, "done");
  });

  it("fails with the errors of the preview or of the run, and nothing else of it", async () => {
    const diagnostics = [
      { severity: "warning", message: "never mind" },
      { severity: "error", message: "no such datastore\n    at run (file.js:1:2)" },
    ];
    pulumi.does("one", "preview", `cat <<'END'\n${JSON.stringify({ diagnostics })}\nEND\nexit 255`);
    const preview = await run();
    assert.equal(preview.outcome, "failed");
    assert.deepEqual(preview.reasons, [
      "no such datastore",
      "(found by the engine's preview; nothing was changed)",
    ]);
    pulumi.previews("one", [clusterStep("update")]);
    pulumi.does(
      "one",
      "up",
      `printf 'Diagnostics:\\n  x (y):\\n    warning: w\\n    error: denied\\n      by admission\\n\\nResources:\\n    1 unchanged\\n'; exit 1`,
    );
    const up = await run();
    assert.deepEqual(up.reasons, ["error: denied", "  by admission"]);
    assert.ok(readFileSync(up.output ?? "", "utf8").includes("warning: w"));
  });

  it("is deferred where it cannot be reached any more", async () => {
    now.word = "unreachable";
    pulumi.does("one", "up", "exit 1");
    const end = await run();
    assert.deepEqual([end.outcome, end.reasons], ["deferred", ["it does not answer"]]);
  });

  it("that could not be reached is planned first", async () => {
    const away = { word: "unreachable" } as const;
    now.word = "unreachable";
    assert.equal((await run(away)).outcome, "deferred");
    now.word = "refused";
    assert.equal((await run(away)).outcome, "failed");
    now.word = "nothing";
    assert.equal((await run(away)).outcome, "done");
    now.word = "REBUILD";
    assert.equal((await run(away)).outcome, "stopped");
    assert.deepEqual(pulumi.calls, []);
    assert.equal((await run(away, undefined, sites({ allowsRebuilds: true }))).outcome, "done");
  });

  it("is deferred where no window for its rebuild is open, also where the gate finds that", async () => {
    const closed = "no window of tkg-edge:site.rebuild.windows is open now (noon); the next one opens later";
    now = {
      ...{ word: "REBUILD", reasons: [] },
      window: { timeZone: "UTC", windows: [{ from: "01:00", to: "05:00" }], closed },
    };
    const of = sites({ allowsRebuilds: true });
    const away = await run({ word: "unreachable" }, undefined, of);
    assert.deepEqual([away.outcome, pulumi.calls], ["deferred", []]);
    const refused = `the rebuild of default/one was not started, and the cluster is as it was: ${closed}.`;
    pulumi.does("one", "up", `printf 'Diagnostics:\\n  x (y):\\n    error: ${refused}\\n'; exit 1`);
    const end = await run({ word: "REBUILD" }, undefined, of);
    assert.deepEqual([end.outcome, end.reasons], ["deferred", [`error: ${refused}`]]);
  });

  it("is interrupted after its time, and explained", async () => {
    pulumi.does("one", "up", "trap 'echo interrupted; exit 255' INT; while :; do sleep 0.05; done");
    const { outcome, reasons } = await run({}, undefined, sites({ timeoutSeconds: 0.2 }));
    assert.equal(outcome, "failed");
    assert.match(
      reasons.join("\n"),
      /took longer than 0\.2 s .*\nwhat its cluster waits for:\nCluster .*\ninterrupted$/,
    );
  });

  it("is interrupted when the rollout is cancelled", async () => {
    pulumi.does("one", "up", "trap 'exit 255' INT; while :; do sleep 0.05; done");
    const of = sites();
    const end = run({}, undefined, of);
    while (processes.length < 2) await delay(20);
    of.cancel();
    assert.equal((await end).outcome, "cancelled");
    assert.equal((await run({}, undefined, of)).outcome, "cancelled");
  });

  it("waits for a process of an earlier run, and clears what is pending", async () => {
    const urn = "urn:pulumi:one::tkg-edge::command:local:Command::one-ready";
    const operation = { type: "creating", resource: { urn, type: "command:local:Command" } };
    exported = JSON.stringify({ deployment: { pending_operations: [operation] } });
    pulumi.does("one", "up", "sleep 0.3");
    const marker = "tkg-edge fleet rollout abc: one, run 1";
    const file = join(pulumi.directory, "survivor.log");
    // As after a kill between its start and its record.
    const { identity } = startPulumi(["up", "--stack", "one", "--message", marker], pulumi.directory, {
      stdout: file,
      stderr: file,
    });
    const isEndedFirst: boolean[] = [];
    const of = sites({
      pulumi: (args) => {
        isEndedFirst.push(!isRunning(identity));
        if (args[1] === "import") imported += 1;
        return Promise.resolve({ ok: true, stdout: exported, stderr: "" });
      },
    });
    assert.equal((await run({}, attempt, of)).outcome, "done");
    assert.ok(isEndedFirst.length > 0 && isEndedFirst.every(Boolean));
    assert.equal(imported, 1);
    assert.ok(steps.includes(`waiting for process ${identity.pid} of an earlier run`), steps.join());
  });

  it("is not run where only the user knows what is pending", async () => {
    const operation = {
      type: "creating",
      resource: { urn: "a::b::aws:s3:Bucket::c", type: "aws:s3:Bucket" },
    };
    exported = JSON.stringify({ deployment: { pending_operations: [operation] } });
    const { outcome, reasons } = await run({}, attempt);
    assert.equal(outcome, "failed");
    assert.match(reasons.join("\n"), /only you know whether they exist:\n {2}creating aws:s3:Bucket c/);
    assert.deepEqual(pulumi.calls, []);
  });
});
