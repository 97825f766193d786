/** What somebody changes behind a stack's back is found by the next preview, and put back by the next up. */
import assert from "node:assert/strict";
import { className, sharedRows, siteRows, tkr, type DriftRow } from "./harness/drift-rows.js";
import { realChanges } from "./harness/engine-events.js";
import { LivingApis, type KubernetesObject } from "./harness/living-apis.js";
import { profileUnderTest, useSandbox } from "./harness/sandbox-of-file.js";
import { TestStack, type Outcome } from "./harness/test-stack.js";

const idle = new Set(["same", "refresh", "read"]);

/** `operation resource` of every step that changes something, in a stable order. */
const planOf = ({ steps }: Outcome): string[] =>
  [
    ...new Set(
      steps
        .filter(({ op }) => !idle.has(op))
        .map(({ op, urn }) => `${op.replace("discard-replaced", "replace")} ${urn.split("::").at(-1) ?? ""}`),
    ),
  ].sort();
const planned = (rows: readonly DriftRow[], of: (row: DriftRow) => readonly string[]): string[] =>
  [...new Set(rows.flatMap(of))].sort();
const succeeded = (outcome: Outcome): void => {
  assert.equal(outcome.exitCode, 0, outcome.all);
};

describe("drift", function () {
  this.bail(true);
  const file = useSandbox({ profile: profileUnderTest("light") });
  let apis: LivingApis;

  describe("of what sites share", () => {
    let stack: TestStack;

    before("install the TKr and the template", async () => {
      apis = new LivingApis(file.sandbox);
      stack = await TestStack.create(file.sandbox, file.directory, "shared", { site: undefined });
      succeeded(await stack.up());
    });

    it("is not found where nothing was touched: preview, refresh, preview --refresh", async () => {
      succeeded(await stack.preview({ expectNoChanges: true }));
      const refresh = await stack.previewRefresh();
      succeeded(refresh);
      assert.deepEqual(realChanges(refresh), {}, refresh.all);
      const preview = await stack.preview({ args: ["--refresh"], expectNoChanges: true });
      succeeded(preview);
      assert.deepEqual(
        preview.diagnostics.filter(({ message }) => message.includes("Not as this stack says")),
        [],
      );
    });

    for (const wave of [1, 2, 3] as const) {
      const rows = sharedRows.filter((row) => row.wave === wave);
      describe(rows.map(({ what }) => what).join("; "), () => {
        let words: string;

        before("by hand", async () => {
          for (const { byHand } of rows) await byHand(apis);
        });

        it("is exactly what a preview finds", async () => {
          const preview = await stack.preview();
          succeeded(preview);
          assert.deepEqual(
            planOf(preview),
            planned(rows, ({ plan }) => plan),
            preview.all,
          );
          words = preview.diagnostics.map(({ message }) => message).join("\n");
        });

        it("is exactly what refresh alone finds of it", async () => {
          const { changes, all } = await stack.previewRefresh();
          const found = (changes.update ?? 0) + (changes.delete ?? 0);
          assert.equal(found, rows.filter(({ refresh }) => refresh).length, all);
        });

        it("is exactly what preview --refresh finds", async () => {
          const preview = await stack.preview({ args: ["--refresh"] });
          succeeded(preview);
          assert.deepEqual(
            planOf(preview),
            planned(rows, ({ plan, planAfterRefresh }) => planAfterRefresh ?? plan),
            preview.all,
          );
        });

        for (const row of rows) {
          if (row.words) {
            const expected = row.words;
            it(`is said in words: ${row.what}`, () => {
              assert.match(words, expected);
            });
          }
        }

        it("is mended by up, after which nothing is found", async () => {
          succeeded(await stack.up());
          for (const { what, mended } of rows) assert.ok(await mended(apis), what);
          succeeded(await stack.preview({ expectNoChanges: true }));
        });
      });
    }
  });

  describe("of a site", () => {
    let stack: TestStack;
    let made: KubernetesObject;
    const cluster = (): Promise<KubernetesObject> => apis.mustGet("cluster", "workload-snc", "default");
    const auditing = async (): Promise<{ index: number; enabled: unknown }> => {
      const { topology } = (await cluster()).spec as {
        topology: { variables: { name: string; value: { enabled?: unknown } }[] };
      };
      const index = topology.variables.findIndex(({ name }) => name === "auditLogging");
      return { index, enabled: topology.variables[index]?.value.enabled };
    };

    before("bring up the site", async () => {
      stack = await TestStack.create(file.sandbox, file.directory, "site", {
        management: undefined,
        template: undefined,
        site: { tkrVersion: "v1.25.7+vmware.1-tiny.2-tkg.1" },
      });
      succeeded(await stack.up());
      made = await cluster();
    });

    it("is not found where nothing was touched: preview, preview --refresh", async () => {
      succeeded(await stack.preview({ expectNoChanges: true }));
      succeeded(await stack.preview({ args: ["--refresh"], expectNoChanges: true }));
    });

    it(`${siteRows[0].what}: refresh finds it, up says whose it is, and puts it back when forced to`, async () => {
      const { index } = await auditing();
      const patch = [
        { op: "replace", path: `/spec/topology/variables/${String(index)}/value/enabled`, value: true },
      ];
      await apis.kubectl(["patch", "cluster", "workload-snc", "--type=json", "-p", JSON.stringify(patch)]);
      succeeded(await stack.preview({ expectNoChanges: true }));
      const refused = await stack.preview({ args: ["--refresh"] });
      assert.notEqual(refused.exitCode, 0, refused.all);
      assert.deepEqual(planOf(refused), ["update workload-snc-cluster"], refused.all);
      assert.match(refused.all, /conflict with "kubectl-patch".*\.spec\.topology\.variables/);
      assert.equal((await auditing()).enabled, true);
      const environment = { PULUMI_K8S_ENABLE_PATCH_FORCE: "true" };
      const forced = await stack.up({ preview: true, args: ["--refresh"], environment });
      succeeded(forced);
      assert.equal((await auditing()).enabled, false);
      assert.equal((await cluster()).metadata.uid, made.metadata.uid);
    });

    it("a TKr that was deactivated is told to a site too, which does not mend it", async () => {
      await apis.kubectl(["label", "tkr", tkr, "deactivated="]);
      const preview = await stack.preview({ expectNoChanges: true });
      succeeded(preview);
      const words = preview.diagnostics.map(({ message }) => message).join("\n");
      assert.match(words, /can be used for no new node[\s\S]*is deactivated/);
      await apis.kubectl(["label", "tkr", tkr, "deactivated-"]);
    });

    it(`${siteRows[1].what}: refresh finds it, and up makes it again`, async () => {
      await apis.kubectl(["delete", "cluster", "workload-snc"]);
      const preview = await stack.preview({ args: ["--refresh"] });
      succeeded(preview);
      assert.ok(planOf(preview).includes("create workload-snc-cluster"), preview.all);
      succeeded(await stack.up({ args: ["--refresh"] }));
      assert.notEqual((await cluster()).metadata.uid, made.metadata.uid);
      succeeded(await stack.preview({ expectNoChanges: true }));
    });

    it("leaves the class as it is", async () => {
      const { metadata } = await apis.mustGet("clusterclass", className, "tkg-system");
      assert.equal(metadata.annotations?.["run.tanzu.vmware.com/resolve-tkr"], "!tkr.tanzu.vmware.com/tiny");
    });
  });
});
