/**
 * What surrounds a stack changes, and nothing of it is a change: another passphrase, a renamed management
 * stack, a project that was moved, a cache that cannot be written, a login that fails for a while, a
 * namespace that was deleted by hand.
 */
import assert from "node:assert/strict";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { realChanges } from "../engine/harness/engine-events.js";
import { pulumiRunEnvironment } from "../engine/harness/environments.js";
import { LiveApis } from "../engine/harness/live-apis.js";
import { profileUnderTest, useSandbox, withoutGuests } from "../engine/harness/sandbox-of-file.js";
import type { Tree } from "../engine/harness/stack-settings.js";
import { TestStack, type Outcome } from "../engine/harness/test-stack.js";
import { eventually } from "../engine/harness/wait.js";
import { wayInto, writeWayIn } from "../engine/harness/ways-in.js";

const version = "v1.25.7+vmware.1-tiny.2-tkg.1";
const ovaName = "photon-3-kube-v1.25.7+vmware.1-tiny.2.ova";
const name = "edge";
const namespace = "sites";

describe("a stack in other places", function () {
  this.bail(true);
  const file = useSandbox(withoutGuests(profileUnderTest("light")));
  let apis: LiveApis;
  let shared: TestStack;
  let edge: TestStack;
  let uids: readonly string[];

  const succeeded = (outcome: Outcome): Outcome => {
    assert.equal(outcome.exitCode, 0, outcome.all);
    return outcome;
  };
  const identities = async (): Promise<readonly string[]> => {
    const objects = await Promise.all([
      apis.mustGet("cluster", name, namespace),
      apis.mustGet("secret", name, namespace),
      apis.mustGet("tanzukubernetesreleases", version.replace("+", "---")),
    ]);
    return objects.map(({ metadata }) => metadata.uid);
  };
  const pulumi = (stack: TestStack, args: readonly string[], options: object = {}) =>
    execa("pulumi", [...args, "--non-interactive"], {
      cwd: stack.project,
      env: pulumiRunEnvironment(file.sandbox),
      extendEnv: false,
      ...options,
    });
  const kubeconfigAt = (kubeconfig: string, context: string): Tree => ({
    connection: { managementCluster: { kubeconfig, context } },
  });

  before("a management stack and a site", async () => {
    apis = new LiveApis(file.sandbox);
    await apis.kubectl(["create", "namespace", namespace]);
    const none = { management: undefined, template: undefined, site: undefined };
    shared = await TestStack.create(file.sandbox, file.directory, "shared", {
      ...none,
      management: { tkr: { version } },
      template: { tkrVersion: version, ova: join(file.sandbox.directory, "ova", ovaName) },
    });
    succeeded(await shared.up());
    edge = await TestStack.create(file.sandbox, file.directory, "edge", {
      ...none,
      site: { name, namespace, tkrVersion: version, controlPlaneEndpoint: file.sandbox.endpoints[0] },
    });
    succeeded(await edge.up());
    uids = await identities();
  });

  afterEach("keeps every object", async function () {
    const { state, title } = this.currentTest ?? {};
    if (state === "passed" && !title?.includes("namespace is being deleted"))
      assert.deepEqual(await identities(), uids);
  });

  it("has no change after another passphrase", async () => {
    const before = pulumiRunEnvironment(file.sandbox).PULUMI_CONFIG_PASSPHRASE ?? "";
    assert.notEqual(before, "");
    const change = ["stack", "change-secrets-provider", "passphrase", "--stack", edge.name];
    await pulumi(edge, change, { input: "another passphrase" });
    const environment = { PULUMI_CONFIG_PASSPHRASE: "another passphrase" };
    succeeded(await edge.preview({ expectNoChanges: true, environment }));
    await pulumi(edge, change, {
      input: before,
      env: { ...pulumiRunEnvironment(file.sandbox), ...environment },
    });
    succeeded(await edge.preview({ expectNoChanges: true }));
  });

  it("has no change at another path, with blanks in it", async () => {
    const elsewhere = join(file.directory, "a place with blanks");
    renameSync(edge.project, elsewhere);
    const moved = await execa(
      "pulumi",
      ["preview", "--stack", edge.name, "--non-interactive", "--expect-no-changes"],
      { cwd: elsewhere, env: pulumiRunEnvironment(file.sandbox), extendEnv: false, reject: false, all: true },
    );
    renameSync(elsewhere, edge.project);
    assert.equal(moved.exitCode, 0, moved.all);
  });

  it("has no change where its cache cannot be written", async () => {
    const noDirectory = join(file.directory, "no-directory");
    writeFileSync(noDirectory, "");
    const environment = { XDG_CACHE_HOME: noDirectory };
    for (const stack of [shared, edge]) {
      succeeded(await stack.preview({ expectNoChanges: true, environment }));
    }
    rmSync(noDirectory);
  });

  it("changes marks alone under another name, also for a management stack", async () => {
    await pulumi(shared, ["stack", "rename", "shared-2", "--stack", "shared"]);
    const { saved } = shared;
    const renamed = TestStack.open(file.sandbox, file.directory, "shared-2");
    renamed.restore(saved, {});
    const up = succeeded(await renamed.up());
    assert.deepEqual(Object.keys(realChanges(up)), ["update"], up.all);
    succeeded(await renamed.preview({ expectNoChanges: true }));
    shared = renamed;
  });

  for (const [what, login, text] of [
    ["a login command that fails", { exec: failingLogin("exit 1") }, /exit code 1|exit status 1/],
    [
      "a login command that is not there",
      { exec: failingLogin("", "no-such-login-command") },
      /no-such-login-command/,
    ],
    ["a token that has expired", { token: "an-expired-token" }, /login/],
  ] as const) {
    it(`is refused with the config key for ${what}, and goes on afterwards`, async () => {
      const way = { ...wayInto(file.sandbox), user: login };
      const kubeconfig = join(file.directory, "login", "kubeconfig");
      writeWayIn(kubeconfig, way);
      const before = edge.saved;
      edge.configure(kubeconfigAt(kubeconfig, way.context));
      for (const outcome of [await edge.preview(), await edge.up()]) {
        assert.notEqual(outcome.exitCode, 0, outcome.all);
        assert.match(outcome.all, /tkg-edge:connection\.managementCluster/);
        assert.match(outcome.all, text);
        assert.doesNotMatch(outcome.all, /an-expired-token/);
        assert.deepEqual(realChanges(outcome), {});
      }
      edge.restore(before, {});
      succeeded(await edge.preview({ expectNoChanges: true }));
    });
  }

  it("is not applied while its namespace is being deleted", async () => {
    await apis.kubectl(["delete", "namespace", namespace, "--wait=false"]);
    await eventually("the Cluster is being deleted", async () => {
      return (await apis.get("cluster", name, namespace))?.metadata.deletionTimestamp !== undefined;
    });
    for (const outcome of [await edge.preview(), await edge.up()]) {
      assert.notEqual(outcome.exitCode, 0, outcome.all);
      assert.match(outcome.all, /Cluster sites\/edge is being deleted since/);
      assert.deepEqual(realChanges(outcome), {});
    }
  });
});

/** An `exec` entry of a kubeconfig that gives no credentials. */
function failingLogin(script: string, command = "/bin/sh"): Tree {
  return {
    apiVersion: "client.authentication.k8s.io/v1",
    command,
    args: ["-c", script],
    interactiveMode: "Never",
  };
}
