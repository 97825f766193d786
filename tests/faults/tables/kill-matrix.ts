/**
 * One site from nothing to Ready and through a rebuild, killed at every stage on the way. After each kill the same
 * command is run again, and in the end there is exactly what an undisturbed run would have made.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Profile } from "../../../sandbox/sandbox.js";
import { conditionOf } from "../../engine/harness/live-apis.js";
import { useSandbox } from "../../engine/harness/sandbox-of-file.js";
import type { TestStack } from "../../engine/harness/test-stack.js";
import type { Verdict } from "../harness/fault-proxy.js";
import { FaultScene } from "../harness/fault-scene.js";
import {
  killAt,
  recoveries,
  temporaryDirectory,
  type KillStage,
  type Recovery,
} from "../harness/killed-up.js";
import { writeOva } from "../harness/test-ova.js";
import { beforeDelete, deletesCluster, firstUp, rebuild } from "./kill-stages.js";

const version = "v1.25.7+vmware.1-tiny.2-tkg.1";

export function killMatrix(profile: Profile): void {
  describe(`an up that is killed (profile ${profile})`, function () {
    this.bail(true);
    const file = useSandbox({ profile });
    let scene: FaultScene;
    let stack: TestStack;
    let uid: string;
    /** The Cluster that was there when the last run was killed. */
    let awaited: string | undefined;

    before("open the scene and make the stack", async () => {
      scene = await FaultScene.open(file);
      const ova = join(file.directory, "photon.ova");
      await writeOva(ova, version);
      stack = await scene.stack("killed", {
        connection: { registry: { host: `${scene.registry.address}/tkg` } },
        template: { ova, name: "photon-tiny" },
      });
    });
    after("close the scene", async () => {
      await scene.close();
    });

    const ways = Object.keys(recoveries) as Recovery[];
    const kills = (stages: readonly KillStage[]): void => {
      for (const [index, stage] of stages.entries()) {
        const way = ways[index % ways.length]!;
        it(`while ${stage.title}, can be gone on with after ${way}`, async () => {
          await killAt(scene, stack, stage);
          awaited = (await scene.apis.get("cluster", "workload-snc", "default"))?.metadata.uid;
          await recoveries[way](scene, stack);
        });
      }
    };
    const finished = async (): Promise<void> => {
      const up = await stack.up({ environment: { TMPDIR: temporaryDirectory(scene) } });
      assert.equal(up.exitCode, 0, up.all);
      const { metadata, ...cluster } = await scene.apis.mustGet("cluster", "workload-snc", "default");
      uid = metadata.uid;
      assert.equal(conditionOf({ metadata, ...cluster }, "Ready"), "True");
      assert.equal((await scene.apis.machines()).length, 1);
      const { deployment } = JSON.parse(stack.state()) as {
        deployment: { pending_operations?: readonly unknown[] };
      };
      assert.deepEqual(deployment.pending_operations ?? [], []);
      const again = await stack.preview({ expectNoChanges: true });
      assert.equal(again.exitCode, 0, again.all);
    };

    kills(firstUp);

    it("comes to its end: the Cluster that was awaited, one VM, nothing pending, nothing to do", async () => {
      await finished();
      assert.equal(uid, awaited);
    });

    it("has a state without files of attributes, which a kill could leave empty", () => {
      const state = join(file.sandbox.directory, "pulumi-state");
      const names = readdirSync(state, { recursive: true }).map(String);
      assert.ok(names.some((name) => name.endsWith("killed.json")));
      assert.deepEqual(
        names.filter((name) => name.endsWith(".attrs")),
        [],
      );
    });

    it("has left no half-uploaded OVA and no temporary directory", async () => {
      const templates = (await scene.apis.vmPaths()).filter((path) => path.includes("photon-tiny"));
      assert.deepEqual(templates, ["/dc0/vm/photon-tiny"]);
      const left = readdirSync(temporaryDirectory(scene));
      assert.deepEqual(
        left.filter((name) => /^(tkg-edge|kubeconfig)/.test(name)),
        [],
      );
    });

    describe("in a rebuild", () => {
      let first: string;
      /** A line for each backup. */
      let log: string;
      const backups = (): number =>
        existsSync(log) ? readFileSync(log, "utf8").trim().split("\n").length : 0;
      const isUntouched = async (): Promise<void> => {
        const { metadata } = await scene.apis.mustGet("cluster", "workload-snc", "default");
        assert.equal(metadata.uid, first);
        assert.equal((metadata as { deletionTimestamp?: string }).deletionTimestamp, undefined);
      };

      before("change a network, with a backup before the rebuild", () => {
        first = uid;
        log = join(file.directory, "backups");
        const network = { podCidrs: ["100.112.0.0/12"] };
        stack.configure({ site: { network, rebuild: { beforeCommand: `echo backup >> ${log}` } } });
      });

      it(`while ${beforeDelete.title}, leaves the old Cluster`, async () => {
        await killAt(scene, stack, beforeDelete);
        await isUntouched();
        assert.equal(backups(), 1);
        await recoveries["pulumi cancel --yes"](scene, stack);
      });

      it("takes the backup again in the run that goes on, also where the delete is refused", async () => {
        scene.apiServer.rule = (request): Verdict => ({ kind: deletesCluster(request) ? "drop" : "pass" });
        const refused = await stack.up({ environment: { TMPDIR: temporaryDirectory(scene) } });
        scene.heal();
        assert.notEqual(refused.exitCode, 0, refused.all);
        await isUntouched();
        assert.equal(backups(), 2);
      });

      kills(rebuild);

      it("has taken it a third time before the delete that worked, and not after that", () => {
        assert.equal(backups(), 3);
      });

      it("comes to its end: another Cluster of the same name, and no further backup", async () => {
        await finished();
        assert.notEqual(uid, first);
        assert.equal(backups(), 3);
      });
    });
  });
}
