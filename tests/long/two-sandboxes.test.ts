/**
 * Two sandboxes at once, with a cluster of the same name in each: one is stopped, and nothing of the other changes. Both
 * are light, as what is shown is that addresses, processes and files are apart, not how Cluster API behaves.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive } from "../../sandbox/process-identity.js";
import { recordedProcesses } from "../../sandbox/process-records.js";
import { stopSandbox } from "../../sandbox/sandbox.js";
import { sandboxStatus } from "../../sandbox/status.js";
import { digests } from "../engine/harness/files.js";
import { footprint } from "../engine/harness/footprint.js";
import { portsIn } from "../engine/harness/listening-ports.js";
import { conditionOf, type KubernetesObject } from "../engine/harness/live-apis.js";
import { useSandbox } from "../engine/harness/sandbox-of-file.js";
import { provideTinyTkr } from "../engine/harness/tiny-tkr.js";
import { eventually } from "../engine/harness/wait.js";
import { Bench, workload } from "../engine/measured/bench.js";
import { create, isTrue, nodes } from "../engine/measured/running-cluster.js";

describe("two sandboxes at once", function () {
  this.timeout(240_000);
  this.bail(true);
  const files = [useSandbox({ profile: "light" }), useSandbox({ profile: "light" })] as const;
  let staying: Bench;
  let leaving: Bench;

  const identity = ({ metadata, spec }: KubernetesObject) => [metadata.uid, spec?.controlPlaneEndpoint];
  /** Files that no process writes after the start. */
  const fixedFiles = ({ sandbox: { directory } }: Bench) => [
    ...["pki", "ova"].flatMap((folder) => Object.entries(digests(join(directory, folder)))),
    ...["ca.pem", "env", "kubeconfig", "connection.json", "sandbox.json", "stand-ins.json"].map((name) => [
      name,
      readFileSync(join(directory, name), "utf8"),
    ]),
  ];
  /** Names and kernel identities of all processes. */
  const processes = ({ sandbox }: Bench) =>
    recordedProcesses(sandbox.directory).map(({ name, pid, startTicks }) => `${name} ${pid} ${startTicks}`);

  before("bring a tiny TKr into both", async () => {
    staying = new Bench(files[0]);
    leaving = new Bench(files[1]);
    for (const { sandbox, apis, directory } of [staying, leaving]) {
      await provideTinyTkr(sandbox, apis, directory, "v1.25.7+vmware.1-tiny.2");
    }
  });

  it("have addresses of their own", () => {
    assert.notEqual(staying.sandbox.block, leaving.sandbox.block);
    assert.deepEqual(
      staying.sandbox.endpoints.filter((address) => leaving.sandbox.endpoints.includes(address)),
      [],
    );
  });

  it("each have a cluster of the same name, which are two", async () => {
    await Promise.all([create(staying), create(leaving)]);
    for (const bench of [staying, leaving]) {
      await eventually("the Cluster to be Ready", () => isTrue(bench, "cluster", "Ready"), { seconds: 120 });
      // With its add-ons nothing more is made for it.
      await eventually(
        "the add-ons",
        async () => {
          const bootstrap = await bench.apis.get("clusterbootstrap", workload, "default");
          return bootstrap?.status?.conditions?.filter(({ status }) => status === "True").length === 6;
        },
        { seconds: 60 },
      );
    }
    const [one, other] = await Promise.all(
      [staying, leaving].map(({ apis }) => apis.mustGet("cluster", workload, "default")),
    );
    assert.notDeepEqual(identity(one!), identity(other!));
    assert.notEqual((await nodes(staying))[0]?.metadata.uid, (await nodes(leaving))[0]?.metadata.uid);
  });

  it("one is stopped: nothing of it is left, and of the other nothing has changed", async () => {
    const { sandbox, apis } = staying;
    const snapshot = async () => ({
      footprint: await footprint(sandbox, apis),
      files: fixedFiles(staying),
      processes: processes(staying),
      cluster: identity(await apis.mustGet("cluster", workload, "default")),
    });
    const before = await snapshot();
    assert.ok(before.files.length > 10, String(before.files.length));
    const records = recordedProcesses(leaving.sandbox.directory);

    await stopSandbox(leaving.sandbox.directory);
    assert.deepEqual(
      records.filter((record) => isAlive(record)).map(({ name }) => name),
      [],
    );
    assert.deepEqual(portsIn(leaving.sandbox.block), []);
    assert.deepEqual(await snapshot(), before);
  });

  it("the other's cluster stays Ready, and its API answers", async () => {
    assert.ok(await isTrue(staying, "cluster", "Ready"));
    const [node] = await nodes(staying);
    assert.equal(node && conditionOf(node, "Ready"), "True");
    assert.deepEqual((await sandboxStatus(staying.sandbox.directory))?.problems, []);
  });
});
