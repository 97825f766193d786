/** What the engine's plan, or a run, does to the site's Cluster and to what goes with it. */
import assert from "node:assert/strict";
import type { Outcome } from "../harness/test-stack.js";

/** Resources whose replacement would be a new Cluster. */
const lasting = /::workload-snc-(cluster|credentials|anchor|calico|cpi|bootstrap)$/;

/** What is done to a resource that stays the same object. */
const harmless = new Set(["same", "update", "refresh"]);

/** Asserts that nothing is replaced, and that no rebuild is announced. */
export function keepsTheCluster({ all, steps }: Outcome): void {
  const others = steps.filter(({ op, urn }) => lasting.test(urn) && !harmless.has(op));
  assert.deepEqual(
    others.map(({ op, urn }) => `${op} ${urn}`),
    [],
    all,
  );
  assert.doesNotMatch(all, /REBUILD of|DESTROY of/);
}

/**
 * Asserts that the Cluster is replaced, after its gate was replaced, which runs it, and with a notice.
 * @param inputs exactly the ones that the notice gives as the reasons
 */
export function rebuildsTheCluster({ all, steps }: Outcome, inputs: readonly string[]): void {
  const first = (name: string, ops: RegExp): number =>
    steps.findIndex(({ op, urn }) => urn.endsWith(`::workload-snc-${name}`) && ops.test(op));
  const gate = first("rebuild-gate", /^(create-replacement|replace)$/);
  const cluster = first("cluster", /^(delete-replaced|replace|create-replacement)$/);
  assert.ok(gate >= 0 && cluster >= 0, all);
  assert.ok(gate < cluster, all);
  const [, notice = ""] =
    /REBUILD of default\/workload-snc: [^\n]*\n([\s\S]*?)\n +(?:Also applied|Destroyed:)/.exec(all) ??
    assert.fail(all);
  const named = [...notice.matchAll(/^ +([\w.]+): .* -> /gm)].map(([, input = ""]) => input);
  assert.deepEqual(named.sort(), [...inputs].sort(), all);
}
