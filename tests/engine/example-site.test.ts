/**
 * The vendor page's example site through its whole life: previewed, created, left unchanged, rebuilt,
 * destroyed, recreated.
 */
import assert from "node:assert/strict";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { realChanges } from "./harness/engine-events.js";
import { findTexts } from "./harness/files.js";
import { footprint, type Footprint } from "./harness/footprint.js";
import { conditionOf, LiveApis } from "./harness/live-apis.js";
import { watchArguments } from "./harness/process-arguments.js";
import { profileUnderTest, useSandbox } from "./harness/sandbox-of-file.js";
import { TestStack, type Outcome } from "./harness/test-stack.js";
import { eventually } from "./harness/wait.js";
import { rebuildToOlder, settingsFor } from "./steps/rebuild.js";
import { newer, succeeded } from "./steps/tried-site.js";

const tkr = "v1.25.7---vmware.1-tiny.2-tkg.1";
const className = "tkg-vsphere-default-v1.0.0";
const guard = { "run.tanzu.vmware.com/resolve-tkr": "!tkr.tanzu.vmware.com/tiny" };
const registryMarker = "registry-password-that-must-not-show";

describe("the example site of the vendor page", function () {
  this.bail(true);
  // The garbage collector wins every race with TKG's clean-up: what is deleted in the foreground takes ten minutes.
  const file = useSandbox({ profile: profileUnderTest("full"), settings: { addonsRemovalSeconds: 2 } });
  let apis: LiveApis;
  let stack: TestStack;
  let untouched: Footprint;
  let firstUp: Outcome;
  let retained: readonly string[];
  const seen: Outcome[] = [];
  const remember = (outcome: Outcome): Outcome => {
    seen.push(outcome);
    return outcome;
  };

  before("make the stack", async () => {
    apis = new LiveApis(file.sandbox);
    // The registry of the sandbox requires no password; the marker is a value to search for.
    stack = await TestStack.create(file.sandbox, file.directory, "site", {
      connection: { registry: { username: "puller" } },
    });
    await stack.setSecret("registryPassword", registryMarker);
    untouched = await footprint(file.sandbox, apis);
  });

  it("previews without a word of denial, and makes nothing", async () => {
    const preview = remember(await stack.preview());
    succeeded(preview);
    assert.doesNotMatch(preview.all, /denied|admission|Retry #|creation failed/i);
    assert.deepEqual(
      preview.diagnostics.filter(({ severity }) => severity === "warning" || severity === "error"),
      [],
    );
    assert.deepEqual(Object.keys(realChanges(preview)), ["create"]);
    assert.deepEqual(await footprint(file.sandbox, apis), untouched);
  });

  it("comes up, with no password in the arguments of any process", async () => {
    const ofSandbox = (command: string): boolean =>
      command.includes(file.sandbox.directory) || command.includes(`${file.sandbox.block}.`);
    const { result, commands } = await watchArguments(ofSandbox, () => stack.up());
    firstUp = remember(result);
    succeeded(firstUp);
    assert.ok(
      [...commands].some((command) => command.includes("pulumi")),
      "the sampling saw no pulumi process",
    );
    for (const secret of [file.sandbox.vcenter.password, registryMarker]) {
      assert.deepEqual(
        [...commands].filter((command) => command.includes(secret)),
        [],
      );
    }
  });

  it("has a Cluster that is Ready, with the class and version of the vendor page", async () => {
    const cluster = await apis.mustGet("cluster", "workload-snc", "default");
    for (const type of ["Ready", "ControlPlaneReady", "InfrastructureReady", "TopologyReconciled"]) {
      assert.equal(conditionOf(cluster, type), "True", type);
    }
    assert.equal(cluster.metadata.labels?.["run.tanzu.vmware.com/tkr"], tkr);
    const spec = cluster.spec as { topology: { class: string; version: string; workers?: unknown } };
    assert.equal(spec.topology.class, className);
    assert.equal(spec.topology.version, "v1.25.7+vmware.1-tiny.2");
    assert.equal(spec.topology.workers, undefined);
  });

  it("has one VM of the requested size, powered on", async () => {
    const machines = await apis.machines();
    assert.equal(machines.length, 1, machines.map(({ path }) => path).join(" "));
    const [{ path, vm } = assert.fail()] = machines;
    assert.match(path, /^\/dc0\/vm\/workload-snc-/);
    const diskKiB = vm.config.hardware.device.map(({ capacityInKB }) => capacityInKB).filter(Boolean);
    assert.deepEqual(
      [vm.config.hardware.numCPU, vm.config.hardware.memoryMB, diskKiB, vm.runtime.powerState],
      [4, 4096, [20 * 1024 * 1024], "poweredOn"],
    );
  });

  it("hands out a kubeconfig that shows one Ready, untainted node", async () => {
    const outputs = await stack.outputs({ showSecrets: true });
    const kubeconfig = join(file.directory, "workload.kubeconfig");
    writeFileSync(kubeconfig, String(outputs.kubeconfig), { mode: 0o600 });
    const nodes = await apis.list("nodes", { kubeconfig });
    assert.equal(nodes.length, 1);
    const [node = assert.fail()] = nodes;
    assert.equal(conditionOf(node, "Ready"), "True");
    assert.equal(node.spec?.taints, undefined);
    const [{ vm } = assert.fail()] = await apis.machines();
    assert.equal(node.spec?.providerID, `vsphere://${vm.config.uuid}`);
    assert.equal((await stack.outputs()).kubeconfig, "[secret]");
  });

  it("has the tiny TKr, its template and two OS images, as the page lists them", async () => {
    const text = await apis.kubectl(["get", "tkr,cbt,osimage", "-A"]);
    assert.match(text, new RegExp(`${tkr} +v1\\.25\\.7\\+vmware\\.1-tiny\\.2-tkg\\.1 +True +True`));
    assert.match(text, new RegExp(`tkg-system +\\S*${tkr} +antrea\\.tanzu\\.vmware\\.com\\.`));
    assert.match(text, new RegExp(`${tkr}-ac20b3 +v1\\.25\\.7\\+vmware\\.1-tiny\\.2 +photon +3 +amd64 +ova`));
    assert.match(
      text,
      new RegExp(`${tkr}-87b1b3 +v1\\.25\\.7\\+vmware\\.1-tiny\\.2 +ubuntu +2004 +amd64 +ova`),
    );
  });

  it("has the guard on the ClusterClass where it is kept and where it is copied to, and the Package in tkg-system", async () => {
    for (const namespace of ["tkg-system", "default"]) {
      const { metadata } = await apis.mustGet("clusterclass", className, namespace);
      assert.deepEqual({ ...metadata.annotations, ...guard }, metadata.annotations, namespace);
    }
    const name = "tkr-vsphere-edge.tanzu.vmware.com.1.25.7+vmware.1-tiny.2-tkg.1";
    await apis.mustGet("packages.data.packaging.carvel.dev", name, "tkg-system");
  });

  it("finds nothing to do afterwards: refresh, preview --diff, up", async () => {
    succeeded(remember(await stack.refresh({ expectNoChanges: true })));
    const preview = remember(await stack.preview({ diff: true, expectNoChanges: true }));
    succeeded(preview);
    assert.deepEqual(realChanges(preview), {}, preview.all);
    const up = remember(await stack.up({ args: ["--expect-no-changes"] }));
    succeeded(up);
    assert.deepEqual(realChanges(up), {}, up.all);
    assert.equal(up.changes.same, firstUp.changes.create);
  });

  it("lists in an output what destroy leaves", async () => {
    retained = (await stack.outputs()).retainedOnDestroy as readonly string[];
    assert.equal(retained.length, 2, JSON.stringify(retained));
    assert.ok(retained.some((text) => text.includes(className)));
    assert.ok(retained.some((text) => text.includes("/dc0/vm/")));
  });

  rebuildToOlder(() => ({ file, apis, stack, untouched }), remember);

  it("is destroyed down to exactly that, and the template of the rebuild", async () => {
    succeeded(remember(await stack.destroy()));
    const templates = (await apis.vmPaths()).filter((path) => !untouched.virtualMachines.includes(path));
    assert.equal(templates.length, 2, templates.join(" "));
    assert.equal(templates.filter((path) => retained.some((text) => text.includes(path))).length, 1);
    const virtualMachines = [...untouched.virtualMachines, ...templates].sort();
    // Some data-values Secrets linger a few seconds (measured).
    await eventually("the rest to go: objects, processes, ports, disks", async () => {
      assert.deepEqual(await footprint(file.sandbox, apis), { ...untouched, virtualMachines });
      return true;
    });
    const { metadata } = await apis.mustGet("clusterclass", className, "tkg-system");
    assert.deepEqual({ ...metadata.annotations, ...guard }, metadata.annotations);
  });

  it("comes up again", async () => {
    stack.configure(settingsFor(file.sandbox, newer));
    const up = remember(await stack.up());
    succeeded(up);
    assert.equal(up.changes.create, firstUp.changes.create);
    assert.equal(conditionOf(await apis.mustGet("cluster", "workload-snc", "default"), "Ready"), "True");
  });

  it("shows its passwords in no output, no log and no state", () => {
    const { sandbox } = file;
    const secrets = [sandbox.vcenter.password, registryMarker];
    const hidden = [...secrets, ...secrets.map((secret) => Buffer.from(secret).toString("base64"))];
    for (const { all } of seen) {
      assert.deepEqual(
        hidden.filter((text) => all.includes(text)),
        [],
      );
    }
    const places = [join(sandbox.directory, "pulumi-state"), join(sandbox.directory, "logs"), stack.project];
    // What the CLI logs into its own home is encrypted by it.
    for (const place of places) assert.deepEqual(findTexts(place, hidden), [], place);
    for (const name of ["env", "kubeconfig"]) {
      assert.equal(statSync(join(sandbox.directory, name)).mode & 0o077, 0, `${name} is readable by others`);
    }
  });
});
