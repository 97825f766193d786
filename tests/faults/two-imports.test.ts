/** Two runs that import one OVA at the same time: the second never harms the first. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { importEnvironment, startCommand, type Imported } from "../engine/harness/import-by-hand.js";
import { useSandbox } from "../engine/harness/sandbox-of-file.js";
import { eventually } from "../engine/harness/wait.js";
import { FaultScene } from "./harness/fault-scene.js";
import { writeOva } from "./harness/test-ova.js";

describe("two imports of one OVA at once", () => {
  const file = useSandbox({ profile: "light", settings: { guests: false } });
  let scene: FaultScene;
  let ova: string;
  let sha256: string;

  before("open the scene", async () => {
    scene = await FaultScene.open(file);
    ova = join(file.directory, "photon.ova");
    await writeOva(ova, "v1.25.7+vmware.1-tiny.2-tkg.1");
    sha256 = createHash("sha256").update(readFileSync(ova)).digest("hex");
  });
  let release: () => void = () => undefined;
  afterEach("no fault is on", () => {
    release();
    scene.heal();
  });
  after(async () => {
    await scene.close();
  });

  const start = (name: string, by: string) =>
    startCommand(
      "import-ova",
      importEnvironment(file.sandbox, ova, sha256, {
        server: scene.vcenter.address,
        templateName: name,
        madeBy: by,
      }),
    );
  const vmsNamed = async (name: string) =>
    (await scene.apis.vmPaths()).filter((path) => path.startsWith(`/dc0/vm/${name}`));
  const destroy = async (name: string) => {
    for (const path of await vmsNamed(name)) await scene.apis.govc(["vm.destroy", path]);
  };

  it("makes the second wait for the first, and name it", async () => {
    const released = new Promise<void>((resolve) => (release = resolve));
    scene.vcenter.rule = async ({ path }) => {
      if (path.startsWith("/nfc/")) await released;
      return { kind: "pass" };
    };
    const first = start("slow", "tkg-edge/first");
    await eventually("the upload", async () => (await vmsNamed("slow")).includes("/dc0/vm/slow.importing"), {
      seconds: 90,
    });
    const { uuid } = (await scene.apis.vm("/dc0/vm/slow.importing")).config;
    const second = start("slow", "tkg-edge/second");
    let printed = "";
    second.stderr.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    await eventually(
      "the second to wait",
      () => Promise.resolve(/tkg-edge\/first .*which uploads/.test(printed)),
      { seconds: 90 },
    );
    release();
    const [one, two] = await Promise.all([first, second]);
    assert.equal(one.exitCode, 0, one.stderr);
    assert.equal(two.exitCode, 0, two.stderr);
    assert.equal((JSON.parse(one.stdout) as Imported).imported, true);
    assert.equal((JSON.parse(two.stdout) as Imported).imported, false);
    assert.doesNotMatch(two.stderr, /removing/);
    const template = await scene.apis.vm("/dc0/vm/slow");
    assert.equal(template.config.uuid, uuid, "the first one's VM was replaced");
    assert.deepEqual(await vmsNamed("slow"), ["/dc0/vm/slow"]);
    scene.heal();
    await destroy("slow");
  });

  it("lets two that start in the same moment make one template", async () => {
    const runs = await Promise.all([start("twice", "tkg-edge/one"), start("twice", "tkg-edge/two")]);
    for (const run of runs) assert.equal(run.exitCode, 0, run.stderr);
    const made = runs.map(({ stdout }) => (JSON.parse(stdout) as Imported).imported);
    assert.deepEqual(made.sort(), [false, true]);
    assert.deepEqual(await vmsNamed("twice"), ["/dc0/vm/twice"]);
    await destroy("twice");
  });

  it("removes what a killed one left", async () => {
    let isUploading = false;
    scene.vcenter.rule = ({ path }) => {
      if (!path.startsWith("/nfc/")) return { kind: "pass" };
      isUploading = true;
      return { kind: "hold" };
    };
    const first = start("killed", "tkg-edge/first");
    await eventually("the upload", () => Promise.resolve(isUploading));
    first.kill("SIGKILL");
    await first;
    scene.heal();
    const second = await start("killed", "tkg-edge/second");
    assert.equal(second.exitCode, 0, second.stderr);
    assert.match(
      second.stderr,
      /removing \/dc0\/vm\/killed\.importing, which an interrupted import left behind/,
    );
    assert.deepEqual(await vmsNamed("killed"), ["/dc0/vm/killed"]);
  });

  it("reports a vCenter that stays silent in the middle of an upload", async () => {
    scene.vcenter.rule = ({ path }) => ({ kind: path.startsWith("/nfc/") ? "hold" : "pass" });
    const run = startCommand("import-ova", {
      ...importEnvironment(file.sandbox, ova, "5".repeat(64), {
        server: scene.vcenter.address,
        templateName: "silent",
      }),
      TKG_EDGE_ANSWER_SECONDS: "4",
    });
    const { exitCode, stderr } = await run;
    scene.heal();
    assert.equal(exitCode, 1);
    assert.match(stderr, /tkg-edge:connection\.vcenter\.server: the connection to vCenter broke off/);
    assert.match(stderr, /no progress with vCenter \S+ \(tkg-edge:connection\.vcenter\.server\) for 20 s/);
    assert.match(stderr, /uploading photon\.ova: \d+ % of 4\.\d MiB, nothing sent for \d+ s/);
  });
});
