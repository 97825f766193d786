/**
 * The deletion of a Cluster whose workload API had died before, with the vendor's own add-ons timeout of ten minutes. On
 * the vendor's controllers it took 752 s. `make test` holds the same with a shortened timeout.
 */
import assert from "node:assert/strict";
import { defaultSettings } from "../../sandbox/settings.js";
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
});
