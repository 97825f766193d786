/** What a rollout keeps to, whatever its sites do and whenever it is killed. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { outcomes, type Outcome } from "../../../../src/fleet/rollout/outcome.js";
import { hasFailed, type RolloutResult } from "../../../../src/fleet/rollout/result.js";
import { FakeFleet, settings } from "./fake-rollout.js";

const someOutcome = fc.constantFrom<Outcome[]>(...outcomes);
const someSite = fc.record({
  isCanary: fc.boolean(),
  word: fc.constantFrom("in place", "REBUILD", "unreachable") as fc.Arbitrary<"in place" | "unreachable">,
  vcenter: fc.constantFrom("one", "two"),
  turns: fc.integer({ min: 1, max: 4 }),
  ends: fc.array(someOutcome, { minLength: 1, maxLength: 4 }),
});

describe("a rollout, whatever its sites do and whenever it is killed,", () => {
  it("keeps what it promises", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(someSite, { minLength: 1, maxLength: 7 }),
        fc.record({
          maxConcurrency: fc.integer({ min: 1, max: 3 }),
          maxConcurrencyPerVcenter: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined }),
          maxFailures: fc.integer({ min: 1, max: 3 }),
        }),
        fc.array(fc.record({ killedAt: fc.integer({ min: 1, max: 12 }), retryFailed: fc.boolean() }), {
          maxLength: 4,
        }),
        async (list, limits, kills) => {
          const sites = Object.fromEntries(list.map((site, index) => [`site-${index}`, site]));
          const fleet = new FakeFleet(sites);
          const lives = [...kills, { killedAt: Infinity, retryFailed: false }];
          for (const { killedAt, retryFailed } of lives) {
            const from = fleet.log.length;
            const result = await fleet.life({ settings: { ...settings, ...limits }, retryFailed }, killedAt);
            checkLife(fleet, fleet.log.slice(from), result, limits.maxFailures);
          }
          checkWhole(fleet, limits);
        },
      ),
      { numRuns: 150 },
    );
  });
});

/** Within one process. */
function checkLife(
  { sites }: FakeFleet,
  log: readonly string[],
  result: RolloutResult,
  maxFailures: number,
): void {
  const isCanary = (name: string) => sites[name]?.isCanary === true;
  const earlier = result.sites.filter((one) => one.isEarlier);
  let failures = earlier.filter(({ status }) => hasFailed(status)).length;
  const ended = new Set(earlier.map(({ site }) => site.name));
  const runs = new Map<string, number>();
  const deferred = new Set(Object.keys(sites).filter((name) => sites[name]?.word === "unreachable"));
  const text = log.join(", ");
  for (const line of log) {
    const [what = "", name = "", outcome = ""] = line.split(" ");
    if (what === "killed") break;
    if (what === "end") {
      if (outcome === "failed" || outcome === "stopped") failures += 1;
      if (outcome === "deferred") deferred.add(name);
      ended.add(name);
      continue;
    }
    assert.ok(failures < maxFailures, `${name} was started after maxFailures: ${text}`);
    runs.set(name, (runs.get(name) ?? 0) + 1);
    const most = deferred.has(name) && sites[name]?.word !== "unreachable" ? 2 : 1;
    assert.ok((runs.get(name) ?? 0) <= most, `${name} was tried too often: ${text}`);
    if (isCanary(name)) continue;
    const open = Object.keys(sites).filter((one) => isCanary(one) && !ended.has(one) && !deferred.has(one));
    assert.deepEqual(open, [], `${name} was started before a canary ended: ${text}`);
  }
}

/** Over all processes. */
function checkWhole(
  fleet: FakeFleet,
  {
    maxConcurrency,
    maxConcurrencyPerVcenter = Infinity,
  }: { maxConcurrency: number; maxConcurrencyPerVcenter?: number | undefined },
): void {
  assert.ok(fleet.most <= maxConcurrency);
  assert.ok(fleet.mostOfVcenter <= maxConcurrencyPerVcenter);
  const done = new Set<string>();
  for (const record of fleet.records) {
    if (record.kind === "end" && record.outcome === "done") done.add(record.site);
    if (record.kind === "start")
      assert.ok(!done.has(record.site), `${record.site} was run after it was done`);
  }
}
