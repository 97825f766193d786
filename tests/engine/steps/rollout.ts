/**
 * Steps: `tkg-edge fleet rollout` on three sites: a canary, one that is broken and one that cannot be reached. It is killed while
 * the canary is brought up, and goes on.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { rolloutFolder } from "../../../src/cli/edge/rollout/rollout-folder.js";
import { defaultClassName } from "../../../src/config/tkg-releases.js";
import type { RolloutEvent } from "../../../src/fleet/rollout/events.js";
import { pulumiRunEnvironment } from "../harness/environments.js";
import { LiveApis } from "../harness/live-apis.js";
import { checkout, linkProject } from "../harness/project.js";
import type { SandboxOfFile } from "../harness/sandbox-of-file.js";
import { exampleSite, type Tree } from "../harness/stack-settings.js";
import { TestStack } from "../harness/test-stack.js";
import { eventually } from "../harness/wait.js";
import { newer, succeeded } from "./tried-site.js";

const names = ["roll-1", "roll-2", "roll-3"] as const;
const [canary, broken, away] = names;
const labels = { [canary]: { ring: "canary" }, [broken]: {}, [away]: { kind: "away" } } as const;

/** Call it inside a `describe`. */
export function rollsOut(file: SandboxOfFile): void {
  let project: string;
  let apis: LiveApis;
  let password: string;

  const environment = () => pulumiRunEnvironment(file.sandbox);
  const start = (...args: readonly string[]) =>
    execa("node", [join(checkout, "tkg-edge.js"), ...args, "-C", project], {
      ...{ env: environment(), extendEnv: false, reject: false, stdin: "ignore", all: true },
      detached: true,
    });
  const rollout = (...args: readonly string[]) =>
    start("fleet", "rollout", "--events", "events.jsonl", "--report", "report.md", ...args);
  const pulumi = (...args: readonly string[]) =>
    execa("pulumi", [...args, "--non-interactive"], { cwd: project, env: environment(), extendEnv: false });

  function events(): readonly RolloutEvent[] {
    const path = join(project, "events.jsonl");
    if (!existsSync(path)) return [];
    const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
    return lines.map((line) => JSON.parse(line) as RolloutEvent);
  }
  const startedSince = (count: number) =>
    events()
      .slice(count)
      .flatMap((one) => (one.event === "site-started" ? [one.site] : []));
  const uidOf = async (name: string) => (await apis.mustGet("cluster", name, "default")).metadata.uid;

  /** @param own what the sites have of their own */
  function configure(own: Readonly<Partial<Record<(typeof names)[number], Tree>>>): void {
    const { "tkg-edge:site": site, "tkg-edge:connectionFile": connectionFile } = exampleSite(
      file.sandbox,
    ).config;
    const { name: _name, controlPlaneEndpoint: _endpoint, ...shared } = site as Tree;
    const sites = names.map((name, index) => {
      const { connection, ...more } = own[name] ?? {};
      const ofSite = { controlPlaneEndpoint: file.sandbox.endpoints[index + 1], ...more };
      return [name, { labels: labels[name], connection, site: ofSite }] as const;
    });
    const fleet = {
      defaults: {
        connectionFile,
        site: { ...shared, tkrVersion: newer, className: defaultClassName, protect: false },
      },
      rollout: { canaries: "ring=canary", maxFailures: 2 },
      sites: Object.fromEntries(sites),
    };
    writeFileSync(join(project, "fleet.yaml"), JSON.stringify(fleet));
  }

  const faults = {
    [broken]: { placement: { datastore: "/dc0/datastore/none" } },
    [away]: { connection: { vcenter: { server: "127.255.255.254:1" } } },
  };

  before("make the stacks", async () => {
    apis = new LiveApis(file.sandbox);
    password = file.sandbox.vcenter.password;
    const shared = await TestStack.create(file.sandbox, file.directory, "shared", {
      ...{ management: { tkr: { version: newer } }, site: undefined, template: { tkrVersion: newer } },
    });
    succeeded(await shared.up());
    project = linkProject(join(file.directory, "project-rollout"));
    configure(faults);
    const { encryptionsalt, config } = exampleSite(file.sandbox);
    const { "tkg-edge:vcenterPassword": vcenterPassword } = config;
    const stack = {
      encryptionsalt,
      config: { "tkg-edge:vcenterPassword": vcenterPassword, "tkg-edge:fleetFile": "fleet.yaml" },
    };
    for (const name of names) writeFileSync(join(project, `Pulumi.${name}.yaml`), JSON.stringify(stack));
    const made = await start("fleet", "init", "--parallel", "3");
    assert.equal(made.exitCode, 0, made.all);
  });

  it("is killed while the canary is brought up, and leaves that at work", async () => {
    const killed = rollout("--yes");
    const isUp = () =>
      events().some((one) => one.event === "site-step" && one.site === canary && one.step !== "preview");
    await Promise.race([
      eventually("the canary to be brought up", () => Promise.resolve(isUp()), { seconds: 120 }),
      killed.then(({ all }) => assert.fail(`it ended before it could be killed:\n${all}`)),
    ]);
    killed.kill("SIGKILL");
    assert.equal((await killed).signal, "SIGKILL");
    assert.deepEqual(startedSince(0), [canary]);
  });

  it("goes on by the same command: each site has its end, and the report has the reasons", async () => {
    const before = events().length;
    const went = await rollout("--yes");
    assert.equal(went.exitCode, 1, went.all);
    assert.deepEqual(startedSince(before), [canary, broken, away]);
    const ends = events()
      .slice(before)
      .flatMap((one) => (one.event === "site-ended" ? [[one.site, one.outcome]] : []));
    const expected = { [canary]: "done", [broken]: "failed", [away]: "deferred" };
    assert.deepEqual(Object.fromEntries(ends), expected);
    const waited = events().some(
      (one) => one.event === "site-step" && /^waiting for process \d+ of an earlier run$/.test(one.step),
    );
    assert.ok(waited, went.all);
    const report = readFileSync(join(project, "report.md"), "utf8");
    assert.match(report, /## roll-2: failed\n\n```text\n[^`]*\/dc0\/datastore\/none/);
    assert.match(report, /## roll-3: could not be reached\n\n```text\n[^`]*127\.255\.255\.254/);
    assert.doesNotMatch(report, /^\s+at .*:\d+:\d+\)?$/m);
  });

  it("runs what is repaired, and nothing that is done", async () => {
    const uid = await uidOf(canary);
    const before = events().length;
    configure({ [away]: faults[away] });
    const went = await rollout("--yes");
    assert.equal(went.exitCode, 5, went.all);
    assert.deepEqual(startedSince(before), [broken, away]);
    assert.equal(await uidOf(canary), uid);
  });

  it("refuses a rebuild that is not allowed, and a replacement that the plan does not have", async () => {
    const before = events().length;
    configure({ [broken]: { network: { podCidrs: ["100.112.0.0/12"] } } });
    const refused = await rollout("--yes", "--selector", "ring!=canary,kind!=away");
    assert.equal(refused.exitCode, 3, refused.all);
    assert.match(refused.all, /refused: 1 site would be REBUILT/);
    configure({});
    const uid = await uidOf(canary);
    const { stdout } = await pulumi("stack", "--show-urns", "--stack", canary);
    const urn = /urn:pulumi:\S+::roll-1-cluster/.exec(stdout)?.[0] ?? assert.fail(stdout);
    await pulumi("state", "taint", urn, "--stack", canary, "--yes");
    const stopped = await rollout("--yes", "--start-over", "--all", "--selector", "ring=canary");
    assert.equal(stopped.exitCode, 1, stopped.all);
    assert.match(
      stopped.all,
      /the plan has "nothing" for this site, and the engine would replace its Cluster; nothing was changed/,
    );
    assert.deepEqual(startedSince(before), [canary]);
    assert.equal(await uidOf(canary), uid);
  });

  it("rebuilds a site where that is agreed to, and no other", async () => {
    const [kept, old] = [await uidOf(canary), await uidOf(broken)];
    const before = events().length;
    configure({ [broken]: { network: { podCidrs: ["100.112.0.0/12"] } } });
    const went = await rollout("--yes", "--allow-rebuilds", "--selector", "ring!=canary,kind!=away");
    assert.equal(went.exitCode, 0, went.all);
    assert.deepEqual(startedSince(before), [broken]);
    assert.notEqual(await uidOf(broken), old);
    assert.equal(await uidOf(canary), kept);
  });

  it("has written no password anywhere", () => {
    const folder = rolloutFolder(project, "fleet.yaml");
    const written = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const files = [...written, join(project, "events.jsonl"), join(project, "report.md")];
    assert.ok(files.length > 5, files.join());
    for (const path of files) assert.ok(!readFileSync(path, "utf8").includes(password), path);
  });
}
