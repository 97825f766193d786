/**
 * The deletion of a Cluster whose workload API had died before, with the vendor's own add-ons timeout of ten minutes. On
 * the vendor's controllers it took 752 s. `make test` holds the same with a shortened timeout. Then of one whose API dies
 * with the deletion, and which shares its credentials with others.
 */
import assert from "node:assert/strict";
import { recordedProcesses } from "../../sandbox/process-records.js";
import { defaultSettings } from "../../sandbox/settings.js";
import { pageSecret } from "../engine/harness/page-cluster.js";
import { profileUnderTest, useSandbox } from "../engine/harness/sandbox-of-file.js";
import { provideTinyTkr } from "../engine/harness/tiny-tkr.js";
import { eventually } from "../engine/harness/wait.js";
import { Bench, workload } from "../engine/measured/bench.js";
import { deleteUnattended, killWorkloadApi } from "../engine/measured/dead-workload.js";
import { create, expectGone, expectRunning } from "../engine/measured/running-cluster.js";

const version = "v1.25.7+vmware.1-tiny.2";
const timeoutSeconds = defaultSettings.addonsDeleteTimeoutSeconds;

describe("a Cluster whose workload API had died before it is deleted", () => {
  const file = useSandbox({ profile: profileUnderTest("full") });
  let bench: Bench;

  const standIns = () =>
    recordedProcesses(file.sandbox.directory).find(({ name }) => name === "stand-ins") ??
    assert.fail("no record of the stand-ins");

  before("make a cluster and kill its API", async function () {
    this.timeout(400_000);
    bench = new Bench(file);
    await provideTinyTkr(file.sandbox, bench.apis, file.directory, version);
    await bench.noteUntouched();
    await create(bench);
    await expectRunning(bench, version);
    await killWorkloadApi(bench);
  });

  it("goes by itself, after the add-ons timeout and not much later", async () => {
    assert.equal(timeoutSeconds, 600, "the vendor's timeout is under test");
    const deletion = deleteUnattended(bench, workload, { seconds: 3 * timeoutSeconds });
    // Half-way it must be the add-ons finalizer that it waits for.
    const halfWay = Date.now() + (timeoutSeconds / 2) * 1000;
    await eventually("half of the timeout", () => Promise.resolve(Date.now() > halfWay), {
      seconds: timeoutSeconds,
      everyMilliseconds: 5000,
    });
    const waiting = await bench.apis.mustGet("cluster", workload, "default");
    assert.ok(waiting.metadata.finalizers?.includes("tkg.tanzu.vmware.com/addon"));
    const seconds = await deletion;
    console.log(`      gone after ${seconds.toFixed(0)} s`);
    const ratio = seconds / timeoutSeconds;
    assert.ok(ratio >= 1 && ratio < 1.5, `${seconds} s are ${ratio.toFixed(2)} times the timeout`);
    await expectGone(bench);
  });

  it("takes its credentials from a shared identity, whose Secret is elsewhere", async () => {
    const { stringData } = pageSecret(file.sandbox, workload);
    const metadata = { name: "shared", namespace: "capv-system" };
    await bench.apply({ apiVersion: "v1", kind: "Secret", metadata, stringData });
    await bench.apply({
      apiVersion: "infrastructure.cluster.x-k8s.io/v1beta1",
      kind: "VSphereClusterIdentity",
      metadata: { name: "shared" },
      spec: { secretName: "shared", allowedNamespaces: { selector: { matchLabels: {} } } },
    });
    await eventually(
      "the identity to be ready",
      async () => (await bench.apis.get("vsphereclusteridentity", "shared"))?.status?.ready === true,
    );
    await bench.noteUntouched();
    const identityRef = { kind: "VSphereClusterIdentity", name: "shared" };
    await bench.apply(
      await bench.cluster(({ spec }) =>
        spec.topology.variables.push({ name: "identityRef", value: identityRef }),
      ),
    );
    await expectRunning(bench, version);
    assert.equal(await bench.apis.get("secret", workload, "default"), undefined);
  });

  it("is let go at once when the add-ons manager is late and its API has gone with the deletion", async () => {
    const { pid } = standIns();
    process.kill(pid, "SIGSTOP");
    try {
      await bench.apis.kubectl(["delete", "cluster", workload, "-n", "default", "--wait=false"]);
      await killWorkloadApi(bench);
    } finally {
      process.kill(pid, "SIGCONT");
    }
    // Far less than the add-ons timeout of 600 s, which counts for an API that had died before (measured A).
    await expectGone(bench);
  });

  it("leaves the identity and its Secret, which others use", async () => {
    assert.equal((await bench.apis.mustGet("vsphereclusteridentity", "shared")).status?.ready, true);
    assert.ok(await bench.apis.get("secret", "shared", "capv-system"));
  });
});
