/**
 * The whole gate before a rebuild, from the first proof to the last: what stops it, what passes it, what is
 * rebuilt then. On the real Cluster API, whose admission is one of its checks.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { protectionRecord, realChanges, updatesOf } from "../engine/harness/engine-events.js";
import { gateByHand } from "../engine/harness/gate-by-hand.js";
import { conditionOf, type LiveApis } from "../engine/harness/live-apis.js";
import { profileUnderTest, useSandbox } from "../engine/harness/sandbox-of-file.js";
import type { TestStack } from "../engine/harness/test-stack.js";
import { eventually } from "../engine/harness/wait.js";
import { refusals } from "../engine/steps/refusals.js";
import { failed, newer, older, succeeded, TriedSite } from "../engine/steps/tried-site.js";

describe("the gate before a rebuild, from the first proof to the last", function () {
  this.bail(true);
  const file = useSandbox({ profile: profileUnderTest("full") });
  let site: TriedSite;
  let apis: LiveApis;
  let stack: TestStack;
  const setPassword = (password: string): Promise<string> => {
    const patch = JSON.stringify({ stringData: { password } });
    return apis.kubectl(["patch", "secret", "workload-snc", "-n", "default", "--patch", patch]);
  };
  const judgeAgain = async (status: "True" | "False"): Promise<void> => {
    const name = newer.replace("+", "---");
    await apis.kubectl(["annotate", "--overwrite", "tkr", name, `test/judged=${status}`]);
    await eventually(`TKr ${name} to be Compatible=${status}`, async () => {
      const tkr = await apis.mustGet("tkr", name);
      return ["Compatible", "Ready"].every((type) => conditionOf(tkr, type) === status);
    });
  };

  before("bring up a protected site on the older TKr, with both installed", async () => {
    site = await TriedSite.make(file, "gate", { protect: true });
    ({ apis, stack } = site);
    succeeded(await stack.up());
    site.uid = await site.uidNow();
  });

  refusals(() => site);

  it("stops before any delete while the TKr is not ready, which a stack that installs it waits for first", async () => {
    stack.configure({ site: { tkrVersion: newer }, management: { tkr: { timeoutSeconds: 10 } } });
    site.faults({ tkrIncompatible: true });
    await judgeAgain("False");
    const { all } = failed(await stack.up());
    assert.match(all, /TKr v1\.25\.7\S+ took longer than 10 s; still waiting for [\s\S]*Compatible=False/);
    await site.isUntouched();
    const byHand = await gateByHand(file.sandbox, apis, newer);
    assert.equal(byHand.exitCode, 1, byHand.stderr);
    assert.match(
      byHand.stderr,
      /TKr: v1\.25\.7\S+ cannot be resolved; still missing: TanzuKubernetesRelease \S+ to be/,
    );
    assert.match(byHand.stderr, /TKG's admission: [\s\S]*could not resolve TKR/);
    await site.isUntouched();
    site.faults({});
    await judgeAgain("True");
    stack.configure({ management: { tkr: { timeoutSeconds: undefined } } });
  });

  it("stops an up before any delete while Cluster API's own credentials are refused", async () => {
    await setPassword("not-the-password");
    const { all } = failed(await stack.up());
    assert.match(all, /TKG's admission: vCenter refuses the password in Secret workload-snc/);
    assert.doesNotMatch(all, /not-the-password/);
    await site.isUntouched();
  });

  it("stops while the command before the rebuild fails or takes too long", async () => {
    await setPassword(file.sandbox.vcenter.password);
    stack.configure({ site: { rebuild: { beforeCommand: "echo saving etcd; exit 3" } } });
    const refused = failed(await stack.up());
    assert.match(refused.all, /saving etcd[\s\S]*beforeCommand failed with exit code 3/);
    await site.isUntouched();
    stack.configure({ site: { rebuild: { beforeCommand: "sleep 60", beforeTimeoutSeconds: 1 } } });
    const late = failed(await stack.up());
    assert.match(late.all, /beforeCommand took longer than 1 s/);
    await site.isUntouched();
  });

  it("rebuilds with the same command once all is fixed, after the user's command", async () => {
    const written = join(file.directory, "written");
    const command = [
      `env | grep -E '^(TKG_EDGE|PULUMI|GOVC)_' | sort > ${written}`,
      `stat -c '%a %n' "$KUBECONFIG" >> ${written}`,
      `kubectl get nodes -o name >> ${written}`,
    ].join(" && ");
    stack.configure({ site: { rebuild: { beforeCommand: command, beforeTimeoutSeconds: undefined } } });
    const { all } = succeeded(await stack.up());
    assert.match(all, /REBUILD of default\/workload-snc: its node is DESTROYED/);
    const lines = readFileSync(written, "utf8").trim().split("\n");
    assert.deepEqual(lines.slice(0, 4), [
      "TKG_EDGE_CLUSTER_NAME=workload-snc",
      "TKG_EDGE_CLUSTER_NAMESPACE=default",
      `TKG_EDGE_NEW_TKR_VERSION=${newer}`,
      `TKG_EDGE_OLD_TKR_VERSION=${older}`,
    ]);
    const [, mode, kubeconfig] = /^(\d+) (.*)$/.exec(lines[4] ?? "") ?? assert.fail(lines.join("\n"));
    assert.equal(mode, "600");
    assert.match(lines[5] ?? "", /^node\//);
    assert.equal(existsSync(kubeconfig!), false);
    assert.deepEqual(
      readdirSync(tmpdir()).filter((name) => name.startsWith("tkg-edge-before-rebuild-")),
      [],
    );
    const rebuilt = await site.uidNow();
    assert.notEqual(rebuilt, site.uid);
    site.uid = rebuilt;
    rmSync(written);
    succeeded(await stack.preview({ expectNoChanges: true }));
    assert.equal(existsSync(written), false);
  });

  it("does not run for a wrong password, which is not written", async () => {
    const secretVersion = async () => {
      const { metadata } = await apis.mustGet("secret", "workload-snc", "default");
      return (metadata as { readonly resourceVersion?: string }).resourceVersion;
    };
    const before = await secretVersion();
    const { password } = file.sandbox.vcenter;
    await stack.setSecret("vcenterPassword", `${password}-mistyped`);
    const { all } = failed(await stack.up());
    assert.match(all, /tkg-edge:vcenterPassword[\s\S]*which vCenter \S+ refused/);
    assert.doesNotMatch(all, /mistyped/);
    assert.equal(await secretVersion(), before);
    await stack.setSecret("vcenterPassword", password);
  });

  it("does not announce changes in place", async () => {
    stack.configure({
      site: { variables: { controlPlaneCertificateRotation: { activate: true, daysBefore: 30 } } },
    });
    const { all, ...preview } = succeeded(await stack.preview());
    assert.deepEqual(Object.keys(realChanges(preview)), ["update"]);
    assert.doesNotMatch(all, /REBUILD|ROLL/);
    stack.configure({ site: { variables: undefined } });
  });

  it("announces changes that Cluster API rolls", async () => {
    stack.configure({ site: { machine: { numCPUs: 6 }, variables: { ntpServers: ["time.example.com"] } } });
    const preview = succeeded(await stack.preview());
    assert.match(
      preview.all,
      /ROLL of default\/workload-snc[\s\S]*machine\.numCPUs: 4 -> 6[\s\S]*6 CPUs and 4096 MiB/,
    );
    assert.deepEqual(Object.keys(realChanges(preview)), ["update"]);
    assert.doesNotMatch(preview.all, /REBUILD/);
  });

  it("runs for a raised generation, which also applies the rolled change", async () => {
    stack.configure({ site: { rebuild: { generation: 1, beforeCommand: undefined } } });
    const { all } = succeeded(await stack.preview());
    assert.match(
      all,
      /REBUILD [\s\S]*rebuild\.generation: \(not set\) -> 1[\s\S]*Also applied[\s\S]*numCPUs: 4 -> 6/,
    );
    succeeded(await stack.up());
    assert.notEqual(await site.uidNow(), site.uid);
    const [{ vm } = assert.fail()] = await apis.machines();
    assert.equal(vm.config.hardware.numCPU, 6);
  });

  it("does not run for the procedure of the vendor page: destroy, then up", async () => {
    succeeded(await stack.destroy());
    assert.deepEqual(await apis.machines(), []);
    stack.configure({ site: { tkrVersion: newer, network: { podCidrs: ["100.112.0.0/12"] } } });
    const { all } = succeeded(await stack.up());
    assert.doesNotMatch(all, /REBUILD|before the rebuild/);
  });

  it("allows a rebuild immediately if the engine ignores the stored protection", async () => {
    stack.configure({ site: { protect: true } });
    assert.match(updatesOf(succeeded(await stack.up())).join(), protectionRecord);
    site.uid = await site.uidNow();
    stack.configure({ site: { protect: false, rebuild: { generation: 2 } } });
    const refused = failed(await stack.preview());
    assert.match(refused.all, /unable to replace resource[\s\S]*marked for protection/);
    succeeded(await stack.up({ args: ["--ignore-protect"] }));
    assert.notEqual(await site.uidNow(), site.uid);
    assert.equal((await apis.machines()).length, 1);
  });
});
