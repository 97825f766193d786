/** Steps: what the flags of the engine that the docs name do to a site that runs, whether or not a rebuild of it is due. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import type { Sandbox } from "../../../sandbox/sandbox.js";
import { pulumiRunEnvironment } from "../harness/environments.js";
import { checkout } from "../harness/project.js";
import type { TestStack } from "../harness/test-stack.js";
import { keepsTheCluster, rebuildsTheCluster } from "./planned.js";
import { failed, succeeded } from "./tried-site.js";

export interface FlaggedSite {
  readonly sandbox: Sandbox;
  readonly stack: TestStack;
  readonly uidNow: () => Promise<string>;
}

/**
 * Of all flags below; `tests/engine/unplanned-replacement.test.ts` has the replacing ones, `policy-refusals.ts` that of policies.
 */
const tried = new Set([
  ...["--target", "--exclude", "--target-dependents", "--replace", "--target-replace"],
  ...["--refresh", "--diff", "--ignore-protect", "--expect-no-changes", "--skip-preview"],
  ...["--run-program", "--clear-pending-creates", "--parallel", "--policy-pack"],
]);

/** They choose the stack, or what is printed. */
const elsewhere = new Set([
  ...["--stack", "--yes", "--json", "--debug", "--event-log", "--logtostderr", "--logflow", "--tracing"],
  ...["--otel-traces", "--help", "--secrets-provider", "--path", "--show-secrets"],
]);

export function engineFlags(site: () => FlaggedSite): void {
  let uid: string;
  const cluster = "**::workload-snc-cluster";
  const due = { site: { rebuild: { generation: 1 } } };

  /** Runs with the rebuild of a generation due. */
  async function withRebuildDue(run: (stack: TestStack) => Promise<void>): Promise<void> {
    const { stack, uidNow } = site();
    const { saved } = stack;
    stack.configure(due);
    await run(stack);
    stack.restore(saved, {});
    assert.equal(await uidNow(), uid);
  }

  before("remember the Cluster", async () => {
    uid = await site().uidNow();
  });

  it("are all tried that the docs name", async () => {
    const known = await flagsOfEngine(site().sandbox);
    const named = new Set(docs().flatMap((text) => text.match(/--[a-z][a-z-]+/g) ?? []));
    assert.deepEqual(
      [...named].filter((flag) => known.has(flag) && !tried.has(flag) && !elsewhere.has(flag)),
      [],
    );
  });

  it("make no part of a rebuild that is due", async () => {
    await withRebuildDue(async (stack) => {
      for (const args of [
        ["--target", cluster],
        ["--exclude", cluster],
        ["--refresh", "--run-program"],
      ]) {
        const { all } = failed(await stack.up({ args }));
        assert.match(
          all,
          /REBUILD of default\/workload-snc refused: (?:--target|with --refresh)/,
          args.join(" "),
        );
      }
    });
  });

  it("leave a due rebuild alone where they limit the run to something else", async () => {
    await withRebuildDue(async (stack) => {
      keepsTheCluster(succeeded(await stack.up({ args: ["--target", "**::template-photon-import"] })));
    });
  });

  it("do not keep a due rebuild from being gated and announced", async () => {
    await withRebuildDue(async (stack) => {
      const args = ["--refresh", "--diff", "--ignore-protect", "--expect-no-changes"];
      rebuildsTheCluster(failed(await stack.preview({ args })), ["site.rebuild.generation"]);
    });
  });

  it("refresh nothing into a rebuild, nor refuse a refresh for one, also of a protected site", async () => {
    await withRebuildDue(async (stack) => {
      stack.configure({ site: { protect: true } });
      keepsTheCluster(succeeded(await stack.refresh({ args: ["--run-program", "--clear-pending-creates"] })));
    });
  });

  it("change nothing where nothing is due", async () => {
    const { stack, uidNow } = site();
    for (const args of [
      ["--refresh", "--ignore-protect", "--parallel", "1"],
      ["--target", cluster],
      ["--exclude", "**::workload-snc-credentials"],
    ]) {
      keepsTheCluster(succeeded(await stack.up({ args })));
    }
    assert.equal(await uidNow(), uid);
  });
}

/** What users read. */
function docs(): readonly string[] {
  const pages = readdirSync(join(checkout, "docs")).filter((name) => name.endsWith(".md"));
  const files = ["README.md", "CHANGELOG.md", ...pages.map((name) => join("docs", name))];
  return files.map((name) => readFileSync(join(checkout, name), "utf8"));
}

/** The long flags of the commands that bring a stack somewhere. */
async function flagsOfEngine(sandbox: Sandbox): Promise<ReadonlySet<string>> {
  const env = pulumiRunEnvironment(sandbox);
  const helps = await Promise.all(
    ["up", "preview", "refresh", "destroy"].map((verb) =>
      execa("pulumi", [verb, "--help"], { env, extendEnv: false }),
    ),
  );
  return new Set(helps.flatMap(({ stdout }) => stdout.match(/--[a-z][a-z-]+/g) ?? []));
}
