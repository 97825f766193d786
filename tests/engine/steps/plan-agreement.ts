/**
 * What `tkg-edge fleet plan` has for a site, read from living objects and the fleet file alone, beside the engine's `preview
 * --refresh`: each change and each state. No replacement goes unannounced.
 */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defaultClassName } from "../../../src/config/tkg-releases.js";
import type { Word } from "../../../src/fleet/plan/verdict.js";
import { bringIn } from "../harness/changed-keys.js";
import { siteName, stateRows, type PlanRow } from "../harness/fleet-plan-rows.js";
import { LiveApis } from "../harness/live-apis.js";
import { pageCluster, pageSecret } from "../harness/page-cluster.js";
import { plannedBy, PlannedSiteOfFleet, stepsOf, type Planned } from "../harness/planned-site.js";
import type { SandboxOfFile } from "../harness/sandbox-of-file.js";
import { TestStack } from "../harness/test-stack.js";
import { importMachine } from "../harness/tiny-tkr.js";
import { eventually } from "../harness/wait.js";
import { newer, older, succeeded } from "./tried-site.js";

/** What the engine may plan where the plan has a word. */
const agreeing: Readonly<Record<Word, readonly Planned[]>> = {
  nothing: ["none"],
  "in place": ["update"],
  roll: ["roll"],
  create: ["create"],
  // Words of two versions that are compared, which no engine has.
  ...{ renamed: [], removed: [] },
  adopt: ["import"],
  REBUILD: ["replace"],
  // A field that another manager owns is a conflict at preview; a Cluster that is being deleted stays as it is.
  drifted: ["update", "stopped"],
  refused: ["stopped"],
  invalid: ["stopped"],
  unreachable: ["stopped"],
  unknown: ["none", "update", "roll", "create", "import", "stopped"],
};

const mostUnknown = 0.1;

/** Call it inside a `describe`. @param fewest rows that are compared at least */
export function planAgrees(file: SandboxOfFile, changeRows: readonly PlanRow[], fewest: number): void {
  const compared: { what: string; word: Word; planned: Planned; steps: readonly string[] }[] = [];
  let apis: LiveApis;
  let site: PlannedSiteOfFleet;

  before("bring up a site", async () => {
    apis = new LiveApis(file.sandbox);
    const { PATH } = file.sandbox.environment;
    if (PATH !== undefined) process.env.PATH = PATH;
    await bringIn(file.sandbox, apis);
    const { sandbox, directory } = file;
    const shared = await TestStack.create(sandbox, directory, "shared", {
      management: { tkr: { version: newer, alsoInstalled: [older] } },
      site: undefined,
      template: { tkrVersion: newer },
    });
    succeeded(await shared.up());
    // A site that is rebuilt for the older TKr needs a template of it.
    await importMachine(sandbox, apis, `photon-3-kube-${older.replace(/-tkg\.\d$/, "")}.ova`, "older");
    await apis.govc(["vm.markastemplate", "-dc", "/dc0", "older"]);
    const stack = await TestStack.create(sandbox, directory, siteName, {
      management: undefined,
      template: undefined,
      site: {
        tkrVersion: newer,
        className: defaultClassName,
        controlPlaneEndpoint: sandbox.endpoints[0],
        labels: { shelf: "a" },
        protect: false,
      },
    });
    mkdirSync(join(stack.project, "manifests"));
    const example = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "example" } };
    writeFileSync(join(stack.project, "manifests", "example.yaml"), JSON.stringify(example));
    site = new PlannedSiteOfFleet(stack);
    succeeded(await stack.up());
  });

  after("print both side by side", () => {
    const lines = compared.map(
      ({ what, word, planned, steps }) =>
        `  ${what.padEnd(48)} ${word.padEnd(12)} ${planned.padEnd(9)} ${steps.slice(0, 4).join(", ")}`,
    );
    console.log([`  ${"change or state".padEnd(48)} ${"plan".padEnd(12)} engine`, ...lines].join("\n"));
  });

  /** Compares a row with the engine. */
  async function agrees({ what, word: expected }: PlanRow, of = site, states = false): Promise<void> {
    const { site: planned, code } = await of.plan({ states });
    const outcome = await of.stack.preview({ args: ["--refresh"] });
    const engine = plannedBy(outcome);
    compared.push({ what, word: planned.word, planned: engine, steps: stepsOf(outcome) });
    const both = `${JSON.stringify(planned, null, 2)}\n${outcome.all}`;
    assert.equal(planned.word, expected, both);
    assert.ok(agreeing[planned.word].includes(engine), `plan: ${planned.word}, engine: ${engine}\n${both}`);
    assert.equal(code, { nothing: 0, REBUILD: 3 }[planned.word as string] ?? (stops(planned.word) ? 1 : 2));
  }

  const stops = (word: Word) => ["refused", "invalid", "unreachable", "unknown"].includes(word);

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
    for (const row of changeRows) {
      it(row.what, async () => {
        site.configure(row.change?.(file.sandbox) ?? {});
        await agrees(row);
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
        if (row.undo) await row.undo(apis);
        else succeeded(await site.stack.up({ args: ["--refresh"] }));
      });
    }

    it("a variable of the Cluster that others edited", async () => {
      const { topology } = (await apis.mustGet("cluster", "workload-snc", "default")).spec as {
        topology: { variables: readonly { name: string }[] };
      };
      const path = `/spec/topology/variables/${topology.variables.findIndex(({ name }) => name === "auditLogging")}/value/enabled`;
      const edit = (value: boolean) => {
        const operations = [{ op: "replace", path, value }];
        return apis.kubectl([
          "patch",
          "cluster",
          "workload-snc",
          "--type=json",
          "-p",
          JSON.stringify(operations),
        ]);
      };
      await edit(true);
      await agrees({ what: "a variable of the Cluster that others edited", word: "drifted" });
      const environment = { PULUMI_K8S_ENABLE_PATCH_FORCE: "true" };
      succeeded(await site.stack.up({ args: ["--refresh"], environment }));
    });

    it("a rebuild in the run that takes protection off", async () => {
      site.configure({ site: { protect: true } });
      succeeded(await site.stack.up());
      site.configure({ site: { controlPlaneEndpoint: file.sandbox.endpoints[1] } });
      await agrees({ what: "a rebuild in the run that takes protection off", word: "refused" });
      site.configure({});
      succeeded(await site.stack.up());
    });

    it("a tainted Cluster, where states are read", async () => {
      const { stack } = site;
      const before = stack.state();
      stack.editState((text) => text.replace(/("urn": "[^"]*::workload-snc-cluster",)/, '$1 "taint": true,'));
      await agrees({ what: "a tainted Cluster, where states are read", word: "REBUILD" }, site, true);
      stack.editState(() => before);
    });

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

    it("a Cluster that is being deleted, and one that is gone", async () => {
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
    });
  });

  describe("together", () => {
    it("leave few sites unknown, and announce every replacement", () => {
      const unknown = compared.filter(({ word }) => word === "unknown");
      assert.ok(compared.length >= fewest, `${compared.length} rows`);
      assert.ok(unknown.length <= compared.length * mostUnknown, unknown.map(({ what }) => what).join(", "));
      const unannounced = compared.filter(({ word, planned }) => planned === "replace" && word !== "REBUILD");
      assert.deepEqual(unannounced, []);
    });
  });
}
