/** A rebuild is refused while the cluster is protected, and stopped before any delete while something is missing. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { realChanges } from "../engine/harness/engine-events.js";
import { gateByHand } from "../engine/harness/gate-by-hand.js";
import { conditionOf, LivingApis } from "../engine/harness/living-apis.js";
import { profileUnderTest, useSandbox } from "../engine/harness/sandbox-of-file.js";
import { TestStack, type Outcome } from "../engine/harness/test-stack.js";
import { eventually } from "../engine/harness/wait.js";

const older = "v1.24.10+vmware.1-tiny.1-tkg.1";
const newer = "v1.25.7+vmware.1-tiny.2-tkg.1";

describe("the gate before a rebuild, from the first proof to the last", function () {
  this.bail(true);
  const file = useSandbox({ profile: profileUnderTest("light") });
  let apis: LivingApis;
  let stack: TestStack;
  let uid: string;
  const ova = (version: string): string =>
    join(file.sandbox.directory, "ova", `photon-3-kube-${version.replace(/-tkg\.\d$/, "")}.ova`);
  const succeeded = (outcome: Outcome): Outcome => {
    assert.equal(outcome.exitCode, 0, outcome.all);
    return outcome;
  };
  const failed = (outcome: Outcome): Outcome => {
    assert.notEqual(outcome.exitCode, 0, outcome.all);
    return outcome;
  };
  const faults = (on: Readonly<Record<string, unknown>>): void => {
    writeFileSync(join(file.sandbox.directory, "faults.json"), JSON.stringify(on));
  };
  const isUntouched = async (): Promise<void> => {
    const cluster = await apis.mustGet("cluster", "workload-snc", "default");
    assert.equal(cluster.metadata.uid, uid);
    assert.equal(conditionOf(cluster, "Ready"), "True");
    await apis.mustGet("secret", "workload-snc", "default");
    assert.equal((await apis.machines()).length, 1);
  };
  const setPassword = (password: string): Promise<string> =>
    apis.kubectl(["patch", "secret", "workload-snc", "-n", "default", "--patch-file", "/dev/stdin"], {
      input: JSON.stringify({ stringData: { password } }),
    });
  const judgeAgain = async (status: "True" | "False"): Promise<void> => {
    const name = newer.replace("+", "---");
    await apis.kubectl(["annotate", "--overwrite", "tkr", name, `test/judged=${status}`]);
    await eventually(`TKr ${name} to be Compatible=${status}`, async () => {
      const tkr = await apis.mustGet("tkr", name);
      return ["Compatible", "Ready"].every((type) => conditionOf(tkr, type) === status);
    });
  };

  /** As the page has it done by hand; the stack has no template section, since its template is to be missing. */
  const importTemplate = async (version: string): Promise<void> => {
    const place = ["-ds", "sharedVmfs-0", "-pool", "/dc0/host/cluster0/Resources", "-folder", "/dc0/vm"];
    await apis.govc(["import.ova", ...place, "-name", `photon-${version}`, ova(version)]);
    await apis.govc(["vm.markastemplate", `photon-${version}`]);
  };

  before("bring up a protected site on the older TKr, with both installed", async () => {
    apis = new LivingApis(file.sandbox);
    await importTemplate(older);
    stack = await TestStack.create(file.sandbox, file.directory, "gate", {
      management: { tkr: { version: older, alsoInstalled: [newer] } },
      template: undefined,
      site: { protect: true },
    });
    succeeded(await stack.up());
    uid = (await apis.mustGet("cluster", "workload-snc", "default")).metadata.uid;
  });

  it("is never reached while there is no template: preflight sees that, and so does the gate by hand", async () => {
    stack.configure({ site: { tkrVersion: newer } });
    const { all } = failed(await stack.up());
    assert.match(all, /\/dc0", which has no template of TKr v1\.25\.7/);
    const byHand = await gateByHand(file.sandbox, apis, newer);
    assert.equal(byHand.exitCode, 1, byHand.stderr);
    assert.match(
      byHand.stderr,
      /the rebuild of default\/workload-snc was stopped before anything was deleted/,
    );
    assert.match(byHand.stderr, /template: \/dc0 has no template with VERSION "v1\.25\.7/);
    assert.match(byHand.stderr, /TKG's admission: [\s\S]*unable to find VM Template/);
    assert.doesNotMatch(byHand.stderr, /(TKr|endpoint|vCenter login|credentials Secret): /);
    await isUntouched();
    await importTemplate(newer);
  });

  it("is never reached by a protected cluster: preview refuses and says how to allow it", async () => {
    stack.configure({ site: { tkrVersion: newer } });
    const { all } = failed(await stack.preview());
    assert.match(all, /REBUILD of default\/workload-snc refused: tkg-edge:site\.protect is true/);
    assert.match(
      all,
      /tkrVersion: v1\.24\.10\S+ -> v1\.25\.7\S+[\s\S]*Destroyed: node \S+ \(VM workload-snc/,
    );
    assert.match(all, /protect: false, pulumi up[\s\S]*--ignore-protect/);
    stack.configure({ site: { tkrVersion: undefined } });
  });

  it("destroy of a protected cluster is refused by the engine", async () => {
    const { all } = failed(await stack.destroy());
    assert.match(all, /workload-snc-cluster[\s\S]*protect/);
    await isUntouched();
  });

  it("protection is taken off by an up of its own, which touches nothing else", async () => {
    stack.configure({ site: { protect: false } });
    // The refused destroy took commands out of the state, which hold nothing but come first; they are made again.
    assert.deepEqual(Object.keys(realChanges(succeeded(await stack.up()))), ["create"]);
    await isUntouched();
  });

  it("stops an up before any delete while the TKr is not ready", async () => {
    stack.configure({ site: { tkrVersion: newer } });
    faults({ tkrIncompatible: true });
    await judgeAgain("False");
    const { all } = failed(await stack.up());
    assert.match(all, /the rebuild of default\/workload-snc was stopped before anything was deleted/);
    assert.match(
      all,
      /TKr: v1\.25\.7\S+ cannot be resolved; still missing: TanzuKubernetesRelease \S+ to be/,
    );
    assert.match(all, /TKG's admission: [\s\S]*could not resolve TKR/);
    await isUntouched();
    faults({});
    await judgeAgain("True");
  });

  it("stops an up before any delete while Cluster API's own credentials are refused", async () => {
    await setPassword("not-the-password");
    const { all } = failed(await stack.up());
    assert.match(all, /TKG's admission: vCenter refuses the password in Secret workload-snc/);
    assert.doesNotMatch(all, /not-the-password/);
    await isUntouched();
  });

  it("stops while the command before the rebuild fails or takes too long", async () => {
    await setPassword(file.sandbox.vcenter.password);
    stack.configure({ site: { rebuild: { beforeCommand: "echo saving etcd; exit 3" } } });
    const refused = failed(await stack.up());
    assert.match(refused.all, /saving etcd[\s\S]*beforeCommand failed with exit code 3/);
    await isUntouched();
    stack.configure({ site: { rebuild: { beforeCommand: "sleep 60", beforeTimeoutSeconds: 1 } } });
    const late = failed(await stack.up());
    assert.match(late.all, /beforeCommand took longer than 1 s/);
    await isUntouched();
  });

  it("rebuilds with the same command once all is mended, after the user's command", async () => {
    const told = join(file.directory, "told");
    const command = [
      `env | grep -E '^(TKG_EDGE|PULUMI|GOVC)_' | sort > ${told}`,
      `stat -c '%a %n' "$KUBECONFIG" >> ${told}`,
      `kubectl get nodes -o name >> ${told}`,
    ].join(" && ");
    stack.configure({ site: { rebuild: { beforeCommand: command, beforeTimeoutSeconds: undefined } } });
    const { all } = succeeded(await stack.up());
    assert.match(all, /REBUILD of default\/workload-snc: its node is DESTROYED/);
    const lines = readFileSync(told, "utf8").trim().split("\n");
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
    const cluster = await apis.mustGet("cluster", "workload-snc", "default");
    assert.notEqual(cluster.metadata.uid, uid);
    uid = cluster.metadata.uid;
    rmSync(told);
    succeeded(await stack.preview({ expectNoChanges: true }));
    assert.equal(existsSync(told), false);
  });

  it("is not even asked for a wrong password, of which nothing is written", async () => {
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

  it("is passed without a word by what changes in place", async () => {
    stack.configure({
      site: { variables: { controlPlaneCertificateRotation: { activate: true, daysBefore: 30 } } },
    });
    const { all, ...preview } = succeeded(await stack.preview());
    assert.deepEqual(Object.keys(realChanges(preview)), ["update"]);
    assert.doesNotMatch(all, /REBUILD|ROLL/);
    stack.configure({ site: { variables: undefined } });
  });

  it("is passed with an announcement by what Cluster API rolls", async () => {
    stack.configure({ site: { machine: { numCPUs: 6 }, variables: { ntpServers: ["time.example.com"] } } });
    const preview = succeeded(await stack.preview());
    assert.match(
      preview.all,
      /ROLL of default\/workload-snc[\s\S]*machine\.numCPUs: 4 -> 6[\s\S]*6 CPUs and 4096 MiB/,
    );
    assert.deepEqual(Object.keys(realChanges(preview)), ["update"]);
    assert.doesNotMatch(preview.all, /REBUILD/);
  });

  it("is asked for by a generation, which takes the rolled change along", async () => {
    stack.configure({ site: { rebuild: { generation: 1, beforeCommand: undefined } } });
    const { all } = succeeded(await stack.preview());
    assert.match(
      all,
      /REBUILD [\s\S]*rebuild\.generation: \(not set\) -> 1[\s\S]*Taken along[\s\S]*numCPUs: 4 -> 6/,
    );
    succeeded(await stack.up());
    const cluster = await apis.mustGet("cluster", "workload-snc", "default");
    assert.notEqual(cluster.metadata.uid, uid);
    const [{ vm } = assert.fail()] = await apis.machines();
    assert.equal(vm.config.hardware.numCPU, 6);
  });

  it("has nothing to say to the page's own way: destroy, then up", async () => {
    succeeded(await stack.destroy());
    assert.deepEqual(await apis.machines(), []);
    stack.configure({ site: { tkrVersion: newer, network: { podCidrs: ["100.112.0.0/12"] } } });
    const { all } = succeeded(await stack.up());
    assert.doesNotMatch(all, /REBUILD|before the rebuild/);
  });

  it("allows a rebuild at once when the engine is told to ignore the protection that it stored", async () => {
    stack.configure({ site: { protect: true } });
    assert.deepEqual(realChanges(succeeded(await stack.up())), {});
    uid = (await apis.mustGet("cluster", "workload-snc", "default")).metadata.uid;
    stack.configure({ site: { protect: false, rebuild: { generation: 2 } } });
    const refused = failed(await stack.preview());
    assert.match(refused.all, /unable to replace resource[\s\S]*marked for protection/);
    succeeded(await stack.up({ args: ["--ignore-protect"] }));
    assert.notEqual((await apis.mustGet("cluster", "workload-snc", "default")).metadata.uid, uid);
    assert.equal((await apis.machines()).length, 1);
  });
});
