import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeEntry } from "../../../sandbox/toolchain/cache-entry.js";
import { catalogue } from "../../../sandbox/toolchain/catalogue.js";
import { standInKey } from "../../../sandbox/toolchain/command-stand-in.js";
import { buildKey } from "../../../sandbox/toolchain/go-build.js";
import { isReady } from "../../../sandbox/toolchain/install.js";
import { officialKey } from "../../../sandbox/toolchain/official-plugins.js";
import { largestFirst, makePlan, mustBeBuilt, sizeOf } from "../../../sandbox/toolchain/plan.js";
import type { Step } from "../../../sandbox/toolchain/plan.js";
import { toolNames } from "../../../sandbox/toolchain/tool-names.js";
import type { ToolName } from "../../../sandbox/toolchain/tool-names.js";
import { useScratchCache } from "./scratch-cache.js";

const nothing = { found: {}, go: "1.26.8" };

function stepFor(plan: readonly Step[], name: ToolName): Step {
  const step = plan.find((candidate) => candidate.name === name);
  assert.ok(step, `no step for ${name}`);
  return step;
}

/** Puts an entry into the cache, as a build or download would. */
async function put(key: string): Promise<void> {
  await makeEntry("tools", key, (folder) => {
    mkdirSync(join(folder, "bin"));
    writeFileSync(join(folder, "bin", "something"), "");
    return Promise.resolve();
  });
}

describe("the plan of the toolchain", () => {
  useScratchCache();

  it("has one step per tool, and builds Pulumi first since it downloads the plugins, then the largest", () => {
    const plan = makePlan(nothing);
    assert.deepEqual(
      plan.map((step) => step.name),
      [...toolNames],
    );
    const sizes = largestFirst(plan).map(({ name }) => sizeOf(name));
    assert.equal(largestFirst(plan)[0]?.name, "pulumi");
    assert.deepEqual(
      sizes,
      sizes.toSorted((one, other) => other - one),
    );
  });

  it("builds missing tools, and tries Pulumi's own plugins first", () => {
    const plan = makePlan(nothing);
    assert.equal(stepFor(plan, "etcd").kind, "build");
    const plugin = stepFor(plan, "pulumi-resource-kubernetes");
    assert.equal(plugin.kind === "download" && plugin.otherwise.kind, "build");
    const command = stepFor(plan, "pulumi-resource-command");
    assert.equal(command.kind === "download" && command.otherwise.kind, "stand-in");
  });

  it("takes the user's own where one fits", () => {
    const kubectl = { path: "/usr/bin/kubectl", version: "1.32.4" };
    const step = stepFor(makePlan({ ...nothing, found: { kubectl } }), "kubectl");
    assert.deepEqual(step, { kind: "path", name: "kubectl", found: kubectl });
    assert.ok(isReady(step));
  });

  it("builds nothing that is in the cache", async () => {
    const step = stepFor(makePlan(nothing), "etcd");
    assert.ok(step.kind === "build" && !step.ready);
    const { build } = catalogue.etcd;
    assert.ok(build);
    await put(buildKey("etcd", build, nothing.go));
    const again = stepFor(makePlan(nothing), "etcd");
    assert.ok(isReady(again));
    assert.ok(!mustBeBuilt(makePlan(nothing)).includes("etcd"));
  });

  it("needs Go for every tool that is nowhere, and not for the stand-in", () => {
    const names = mustBeBuilt(
      makePlan({ found: { ytt: { path: "/bin/ytt", version: "0.52.0" } }, go: "none" }),
    );
    const expected = toolNames.filter((name) => name !== "ytt" && catalogue[name].build !== undefined);
    assert.deepEqual(names, expected);
  });

  it("downloads no plugin that is there in either form", async () => {
    await put(officialKey({ name: "kubernetes", version: catalogue["pulumi-resource-kubernetes"].version }));
    await put(standInKey());
    const plan = makePlan(nothing);
    assert.ok(isReady(stepFor(plan, "pulumi-resource-kubernetes")));
    assert.ok(isReady(stepFor(plan, "pulumi-resource-command")));
    assert.ok(!isReady(stepFor(plan, "pulumi-resource-vsphere")));
  });
});
