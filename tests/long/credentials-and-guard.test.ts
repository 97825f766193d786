/**
 * A wait that times out tells why, and is gone on with; a deletion that hangs is explained and gone on with. Then, on the
 * same sandbox: a shared identity and back, each time a rebuild, and the class guard's original value.
 */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { effectOf } from "../../config/change-effects.js";
import { classVariablesSchema } from "../../config/class-variables.js";
import { rollingVariables } from "../engine/harness/class-rolls.js";
import { pulumiRunEnvironment } from "../engine/harness/environments.js";
import { LivingApis } from "../engine/harness/living-apis.js";
import { checkout } from "../engine/harness/project.js";
import { profileUnderTest, useSandbox } from "../engine/harness/sandbox-of-file.js";
import { TestStack, type Outcome } from "../engine/harness/test-stack.js";
import { eventually } from "../engine/harness/wait.js";

describe("a cluster that keeps one waiting, and is rebuilt between kinds of credentials", function () {
  this.bail(true);
  const file = useSandbox({ profile: profileUnderTest("light") });
  let apis: LivingApis;
  let stack: TestStack;
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
  const uidNow = async (): Promise<string> =>
    (await apis.mustGet("cluster", "workload-snc", "default")).metadata.uid;
  const explanation = async (): Promise<string> => {
    const args = [join(checkout, "tkg-edge.js"), "explain", "--stack", stack.name, "-C", stack.project];
    const env = pulumiRunEnvironment(file.sandbox);
    return (await execa("node", args, { env, extendEnv: false, stdin: "ignore" })).stdout;
  };
  let uid: string;

  before("make a stack that waits for ten seconds at most", async () => {
    apis = new LivingApis(file.sandbox);
    stack = await TestStack.create(file.sandbox, file.directory, "wait", {
      site: { timeouts: { createSeconds: 10, deleteSeconds: 10 } },
    });
  });

  it("is of a class whose variables roll a node just where the list of effects says so", async () => {
    const rolls = rollingVariables(
      await apis.mustGet("clusterclass", "tkg-vsphere-default-v1.0.0", "tkg-system"),
    );
    const ours = Object.keys(classVariablesSchema.shape).filter((name) => rolls.has(name));
    assert.ok(ours.length > 10, ours.join(" "));
    const wrong = ours.filter((name) => {
      const effect = effectOf(`variables.${name}`)?.effect;
      return rolls.get(name) === true ? effect !== "rolled" && effect !== "rebuild" : effect !== "in place";
    });
    assert.deepEqual(wrong, []);
  });

  it("tells what it waits for and why: conditions, machines, the VM in vCenter", async () => {
    faults({ cloneFails: true });
    const { all } = failed(await stack.up());
    assert.match(
      all,
      /the cluster default\/workload-snc took longer than 10 s; still waiting for Cluster default\//,
    );
    assert.match(
      all,
      /Cluster default\/workload-snc and what it is made of:\s+Cluster workload-snc[\s\S]*=False/,
    );
    assert.match(all, /Machine workload-snc-\S+[\s\S]*VSphereVM workload-snc-/);
    assert.match(all, /In vCenter:\s+VM \/dc0\/vm\/workload-snc-\S+: not in vCenter/);
    assert.match(
      all,
      /VMProvisioned=False CloningFailed[\s\S]*What is known of this:[\s\S]*the VM cannot be cloned/,
    );
    assert.match(all, /run the same command again to go on waiting/);
    assert.ok(!all.includes(file.sandbox.vcenter.password));
    uid = await uidNow();
  });

  it("is explained by tkg-edge as well, at any time", async () => {
    const text = await explanation();
    assert.match(text, /Cluster default\/workload-snc and what it is made of:/);
    assert.match(text, /VM \/dc0\/vm\/workload-snc-\S+: not in vCenter/);
    assert.ok(!text.includes(file.sandbox.vcenter.password));
  });

  it("is waited for again by the next up, which replaces nothing", async () => {
    faults({});
    stack.configure({ site: { timeouts: { createSeconds: 120 } } });
    succeeded(await stack.up());
    assert.equal(await uidNow(), uid);
    succeeded(await stack.preview({ expectNoChanges: true }));
  });

  it("is explained while its deletion hangs, and gone after the next destroy", async () => {
    faults({ deleteHangs: true });
    failed(await stack.destroy());
    const text = await explanation();
    assert.match(text, /Cluster workload-snc.*, being deleted since 20\S+, held by finalizers? \S+/);
    assert.match(text, /What is known of this:/);
    faults({});
    stack.configure({ site: { timeouts: { deleteSeconds: undefined } } });
    succeeded(await stack.destroy());
    assert.match(await explanation(), /Cluster default\/workload-snc does not exist/);
  });

  it("is rebuilt from its own Secret to a shared identity, where the trigger needs no Secret", async () => {
    const { username, password } = file.sandbox.vcenter;
    const shared = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "shared", namespace: "capv-system" },
    };
    const identity = {
      apiVersion: "infrastructure.cluster.x-k8s.io/v1beta1",
      kind: "VSphereClusterIdentity",
      metadata: { name: "shared" },
      spec: { secretName: "shared", allowedNamespaces: { selector: { matchLabels: {} } } },
    };
    for (const object of [{ ...shared, stringData: { username, password } }, identity]) {
      await apis.kubectl(["apply", "-f", "-"], { input: JSON.stringify(object) });
    }
    await eventually(
      "the identity",
      async () => (await apis.get("vsphereclusteridentity", "shared"))?.status?.ready === true,
    );
    succeeded(await stack.up());
    uid = await uidNow();
    stack.configure({ site: { identityRef: { name: "shared" } } });
    const { all } = succeeded(await stack.up());
    assert.match(all, /REBUILD [\s\S]*identityRef: \(not set\) -> shared/);
    assert.notEqual(await uidNow(), uid);
    assert.equal(await apis.get("secret", "workload-snc", "default"), undefined);
    uid = await uidNow();
  });

  it("is rebuilt with a shared identity, which stays", async () => {
    stack.configure({ site: { cpi: { excludeEndpoint: false } } });
    assert.match(failed(await stack.up()).all, /in one step refused: [\s\S]*pulumi destroy, then pulumi up/);
    stack.configure({ site: { rebuild: { generation: 1 }, cpi: { excludeEndpoint: undefined } } });
    succeeded(await stack.up());
    assert.notEqual(await uidNow(), uid);
    assert.ok(await apis.get("secret", "shared", "capv-system"));
    assert.equal((await apis.machines()).length, 1);
    uid = await uidNow();
  });

  it("is rebuilt back to a Secret of its own, with another container network", async () => {
    stack.configure({
      site: { identityRef: undefined, cni: "calico" },
    });
    succeeded(await stack.up());
    assert.notEqual(await uidNow(), uid);
    await apis.mustGet("secret", "workload-snc", "default");
    await apis.mustGet("calicoconfig", "workload-snc", "default");
    succeeded(await stack.preview({ expectNoChanges: true }));
  });

  it("leaves the class's original selector where it was asked for, in every namespace, also after destroy", async () => {
    const selectors = async (): Promise<readonly (string | undefined)[]> =>
      Promise.all(
        ["tkg-system", "default"].map(
          async (namespace) =>
            (await apis.mustGet("clusterclass", "tkg-vsphere-default-v1.0.0", namespace)).metadata
              .annotations?.["run.tanzu.vmware.com/resolve-tkr"],
        ),
      );
    assert.deepEqual(await selectors(), ["!tkr.tanzu.vmware.com/tiny", "!tkr.tanzu.vmware.com/tiny"]);
    stack.configure({ management: { clusterClass: { resolveTkr: "original" } } });
    succeeded(await stack.up());
    await eventually("the copy in default", async () => (await selectors()).every((value) => value === ""));
    succeeded(await stack.destroy());
    assert.deepEqual(await selectors(), ["", ""]);
  });
});
