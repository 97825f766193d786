/**
 * What `tkg-edge fleet plan` has for a site, read from live objects and the fleet file alone, beside the engine's `preview
 * --refresh`: each change and each state. No replacement goes unannounced. Previews write nothing, so those of changes run side by
 * side, and what exists is read once for all of them.
 */
import assert from "node:assert/strict";
import pLimit from "p-limit";
import { Facts } from "../../../src/environment/facts/facts.js";
import { siteName, stateRows, type PlanRow } from "../harness/fleet-plan-rows.js";
import { asNew, killedWhileCreating } from "../harness/half-made.js";
import { LiveApis } from "../harness/live-apis.js";
import { pageCluster, pageSecret } from "../harness/page-cluster.js";
import { PlannedSiteOfFleet } from "../harness/planned-site.js";
import type { SandboxOfFile } from "../harness/sandbox-of-file.js";
import { TestStack } from "../harness/test-stack.js";
import { eventually } from "../harness/wait.js";
import { ComparedPlans, type Both } from "./compared-plans.js";
import { bringUpLanes } from "./planned-lanes.js";
import { newer, succeeded } from "./tried-site.js";

/** Previews at the same time. */
const sideBySide = 2;

/** Call it inside a `describe`. @param fewest rows that are compared at least */
export function planAgrees(file: SandboxOfFile, changeRows: readonly PlanRow[], fewest: number): void {
  const compared = new ComparedPlans();
  let apis: LiveApis;
  let site: PlannedSiteOfFleet;
  let lanes: readonly PlannedSiteOfFleet[];

  before("bring up a site", async () => {
    apis = new LiveApis(file.sandbox);
    const { PATH } = file.sandbox.environment;
    if (PATH !== undefined) process.env.PATH = PATH;
    lanes = await bringUpLanes(file, apis, sideBySide);
    site = lanes[0] ?? assert.fail();
  });

  after("print both side by side", () => {
    console.log(compared.table);
  });

  const bothOf = async (of: PlannedSiteOfFleet, states = false): Promise<Both> => ({
    plan: await of.plan({ states }),
    outcome: await of.stack.preview({ args: ["--refresh"] }),
  });

  /** Compares a row with the engine. */
  async function agrees(row: PlanRow, of = site, states = false): Promise<void> {
    compared.judge(row, await bothOf(of, states));
  }

  it("show the site as Ready, as what its up made", async () => {
    const { code, site: running, metrics, page } = await site.status();
    const { health, plan, tkrVersion, ageDays, certificateDays, lastChange, conditions } = running;
    assert.equal(health, "ready", JSON.stringify(running));
    assert.deepEqual([code, plan.word, tkrVersion, ageDays], [0, "nothing", newer, 0]);
    // Cluster API 1.2 does not report it.
    assert.equal(certificateDays, null);
    assert.ok(
      lastChange !== null && conditions.some(({ type, status }) => type === "Ready" && status === "True"),
    );
    assert.match(metrics, new RegExp(`^tkg_edge_site_ready\\{site="${siteName}"\\} 1$`, "m"));
    assert.ok(page.includes(siteName));
    // What a Secret holds is read, since a plan compares the user name, and is shown nowhere.
    const held = [
      "get",
      "secret",
      "workload-snc",
      "--namespace",
      "default",
      "-o",
      "jsonpath={.data.password}",
    ];
    const password = await apis.kubectl(held);
    assert.ok(password !== "");
    for (const text of [JSON.stringify(running), metrics, page]) {
      assert.ok(!text.includes(password) && !text.includes(Buffer.from(password, "base64").toString()));
    }
  });

  describe("agree on a change of", () => {
    const results = new Map<PlanRow, Promise<Both>>();
    // A plan works in the directory of its project, which is that of the process.
    const oneByOne = pLimit(1);
    const limit = pLimit(sideBySide);

    before("begin with all of them", () => {
      const facts = new Facts();
      const free = [...lanes];
      for (const row of changeRows) {
        const both = limit(async () => {
          const lane = free.pop() ?? assert.fail("no lane is free");
          try {
            lane.configure(row.change?.(file.sandbox) ?? {});
            const plan = await oneByOne(() => lane.plan({ facts }));
            return { plan, outcome: await lane.stack.preview({ args: ["--refresh"] }) };
          } finally {
            free.push(lane);
          }
        });
        // Reported by the case of the row.
        both.catch(() => undefined);
        results.set(row, both);
      }
    });
    for (const row of changeRows) {
      it(row.what, async () => {
        compared.judge(row, await (results.get(row) ?? assert.fail(row.what)));
      });
    }
    after("take the last one back", () => {
      site.configure({});
    });
  });

  describe("agree on", () => {
    for (const row of stateRows) {
      it(row.what, async () => {
        await row.byHand?.(apis);
        await agrees(row);
        await row.undo?.(apis);
      });
    }

    after("have an up take the rest back", async () => {
      const environment = { PULUMI_K8S_ENABLE_PATCH_FORCE: "true" };
      succeeded(await site.stack.up({ args: ["--refresh"], environment }));
    });
  });

  describe("agree on what a state holds:", () => {
    /** Compares a row while the state of the site is another. */
    async function withState(edit: (text: string) => string, row: PlanRow, states: boolean): Promise<void> {
      const { stack } = site;
      const before = stack.state();
      stack.editState(edit);
      assert.notEqual(stack.state(), before);
      await agrees(row, site, states);
      stack.editState(() => before);
    }
    const ofCluster = (field: string) => (text: string) =>
      text.replace(/("urn": "[^"]*::workload-snc-cluster",)/, `$1 "${field}": true,`);

    it("a rebuild in the run that takes protection off", async () => {
      const protect = (value: boolean) =>
        apis.kubectl(["annotate", "cluster", "workload-snc", `tkg-edge/protected=${value}`, "--overwrite"]);
      site.configure({ site: { controlPlaneEndpoint: file.sandbox.endpoints[1] } });
      await protect(true);
      const row = { what: "a rebuild in the run that takes protection off", word: "refused" } as const;
      await withState(ofCluster("protect"), row, false);
      await protect(false);
      site.configure({});
    });

    it("a tainted Cluster, where states are read", async () => {
      const row = { what: "a tainted Cluster, where states are read", word: "REBUILD" } as const;
      await withState(ofCluster("taint"), row, true);
    });

    it("a create that was killed with the Cluster made, where states are read", async () => {
      const row = { what: "half made: its Cluster, where states are read", word: "unknown" } as const;
      await withState((text) => killedWhileCreating(text, "workload-snc-cluster"), row, true);
    });
  });

  describe("agree on", () => {
    it("clusters that others made", async () => {
      const endpoint = file.sandbox.endpoints[2] ?? "";
      for (const object of [
        pageSecret(file.sandbox, "page-1"),
        pageCluster(file.sandbox, "page-1", endpoint),
      ]) {
        await apis.kubectl(["apply", "-f", "-"], { input: JSON.stringify(object) });
      }
      const taken = new PlannedSiteOfFleet(
        await TestStack.create(file.sandbox, file.directory, "taken", {
          management: undefined,
          template: undefined,
          site: {
            ...{ name: "page-1", tkrVersion: newer, controlPlaneEndpoint: endpoint, adopt: true },
            cpi: { excludeEndpoint: false },
          },
        }),
      );
      await agrees({ what: "a Cluster that others made, to be taken over", word: "adopt" }, taken);
      taken.configure({ site: { adopt: false } });
      await agrees({ what: "a Cluster that others made", word: "refused" }, taken);
      taken.configure({ site: { network: { podCidrs: ["100.112.0.0/12"] } } });
      await agrees({ what: "a Cluster that others made, described otherwise", word: "refused" }, taken);
    });

    it("a Cluster that is being deleted, one that is gone, and one that a killed run did not make", async () => {
      const secret = asNew(await apis.mustGet("secret", "workload-snc", "default"));
      const held = ["patch", "cluster", "workload-snc", "--type=json", "-p"];
      const finalizer = { op: "add", path: "/metadata/finalizers/-", value: "example.com/hold" };
      await apis.kubectl([...held, JSON.stringify([finalizer])]);
      await apis.kubectl(["delete", "cluster", "workload-snc", "--wait=false"]);
      await agrees({ what: "a Cluster that is being deleted", word: "drifted" });
      assert.equal((await site.status()).site.health, "deleting");
      await eventually("the Cluster to be held by that finalizer alone", async () => {
        const { metadata } = await apis.mustGet("cluster", "workload-snc", "default");
        return metadata.finalizers?.length === 1;
      });
      await apis.kubectl([...held, '[{"op":"remove","path":"/metadata/finalizers"}]']);
      await eventually("the Cluster to be gone", async () => {
        return (await apis.get("cluster", "workload-snc", "default")) === undefined;
      });
      await agrees({ what: "a Cluster that is gone", word: "create" });
      const { code, site: gone } = await site.status();
      assert.deepEqual([code, gone.health], [2, "absent"]);
      // The same with a Secret of its own, and a state in which nothing is made: as after a kill in the middle of its create.
      await apis.kubectl(["apply", "-f", "-"], { input: JSON.stringify(secret) });
      site.stack.editState((text) => killedWhileCreating(text, "workload-snc-credentials"));
      await agrees({ what: "half made: its Secret alone", word: "create" });
    });
  });

  describe("together", () => {
    it("leave few sites unknown, and announce every replacement", () => {
      compared.assertWhole(fewest);
    });
  });
}
