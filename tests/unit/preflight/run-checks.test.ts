import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { runTool } from "../../../src/clients/tool.js";
import { parseStack } from "../../../src/config/parse-stack.js";
import { failure, ok, skipped, warning } from "../../../src/environment/finding.js";
import { CheckContext } from "../../../src/preflight/check-context.js";
import type { Check } from "../../../src/preflight/check.js";
import { allChecks } from "../../../src/preflight/checks.js";
import { counts, jsonReport, textReport } from "../../../src/preflight/report.js";
import { runChecks } from "../../../src/preflight/run-checks.js";
import { pageStack } from "../example-site.js";

const spec = parseStack({ ...pageStack, secretsSet: new Set(["vcenterPassword"]) }, "/", "unit");
const unread = () => Promise.reject(new Error("the state is not needed"));
const context = new CheckContext(spec, {}, unread);
const all = { skip: new Set<string>(), only: new Set<string>() };

function check(name: string, needs: readonly string[], run: Check["run"], more: Partial<Check> = {}): Check {
  const base = {
    group: "site",
    why: `why of ${name}`,
    remedy: `remedy of ${name}`,
    sections: ["site"],
  } as const;
  return { ...base, name, needs, run, ...more };
}
const passes = () => Promise.resolve(ok("seen"));
const fails = () => Promise.resolve(failure("seen", "something else"));

describe("running the checks", () => {
  it("does not make a check whose prerequisite failed, and names the first cause", async () => {
    let made = 0;
    const count = () => {
      made += 1;
      return passes();
    };
    const checks = [
      check("third", ["second"], count),
      check("second", ["first"], count),
      check("first", [], fails),
      check("other", [], count),
    ];
    const results = await runChecks(checks, context, all);
    assert.deepEqual(
      results.map(({ check: { name }, status, because }) => [name, status, because]),
      [
        ["third", "skipped", "first"],
        ["second", "skipped", "first"],
        ["first", "failure", undefined],
        ["other", "ok", undefined],
      ],
    );
    assert.equal(results[0]?.findings[0]?.seen, "not checked because first failed");
    assert.equal(made, 1);
  });

  it("makes what needs a check that was skipped on request, or that was only warned about", async () => {
    const checks = [
      check("warned", [], () => Promise.resolve(warning("seen", "other"))),
      check("unwanted", [], fails),
      check("last", ["unwanted", "warned"], passes),
    ];
    const results = await runChecks(checks, context, { ...all, skip: new Set(["unwanted"]) });
    assert.deepEqual(
      results.map(({ status }) => status),
      ["warning", "skipped", "ok"],
    );
  });

  it("runs only the requested checks and those that they need", async () => {
    const checks = [check("a", [], passes), check("b", ["a"], passes), check("c", [], passes)];
    const results = await runChecks(checks, context, { ...all, only: new Set(["b"]) });
    assert.deepEqual(
      results.map((result) => result.check.name),
      ["a", "b"],
    );
  });

  it("makes independent checks at the same time, four at most", async () => {
    let running = 0;
    let most = 0;
    const checks = Array.from({ length: 9 }, (_, index) =>
      check(`c${index}`, [], async () => {
        most = Math.max(most, ++running);
        await delay(5);
        running -= 1;
        return ok("seen");
      }),
    );
    await runChecks(checks, context, all);
    assert.equal(most, 4);
  });

  it("ends a check that takes too long, and the tool that it runs", async () => {
    let ended: boolean | undefined;
    const slow = check("slow", [], async () => {
      const result = await runTool("sleep", ["60"]);
      ended = !result.ok;
      return ok("seen");
    });
    const [result] = await runChecks([slow], context, all, 0.1);
    assert.equal(result?.status, "failure");
    assert.match(result.findings[0]?.seen ?? "", /no answer within 0\.1 s/);
    while (ended === undefined) await delay(5);
    assert.equal(ended, true);
  });

  it("reports an error as a failure of its check alone", async () => {
    const checks = [
      check("broken", [], () => Promise.reject(new Error("its reason"))),
      check("fine", [], passes),
    ];
    const [broken, fine] = await runChecks(checks, context, all);
    assert.equal(broken?.findings[0]?.seen, "its reason");
    assert.equal(fine?.status, "ok");
  });

  it("leaves out what the stack has no use for", async () => {
    const template = check("t", [], passes, { sections: ["template"] });
    const siteAlone = new CheckContext(
      { connection: spec.connection, ...(spec.site && { site: spec.site }) },
      {},
      unread,
    );
    assert.deepEqual(await runChecks([template], siteAlone, all), []);
  });
});

describe("the report", () => {
  const checks = [
    check("good", [], passes),
    check("bad", [], () => Promise.resolve(failure("saw A", "B", { path: "tkg-edge:site.name" }))),
    check("later", [], () => Promise.resolve(skipped("known later"))),
  ];
  const report = async () => ({ stack: "unit", results: await runChecks(checks, context, all) });

  it("as text shows what was seen, expected, why it matters and how to fix it", async () => {
    assert.equal(
      textReport(await report()),
      [
        "preflight of stack unit; nothing is changed",
        "",
        "site",
        "  ok       good   seen",
        "  FAILED   bad    saw A",
        "                  key:      tkg-edge:site.name",
        "                  expected: B",
        "                  why:      why of bad",
        "                  fix:      remedy of bad",
        "  -        later  known later",
        "",
        "1 failed, 0 warnings, 1 ok, 1 not checked",
        "",
      ].join("\n"),
    );
  });

  it("as JSON has the same content", async () => {
    const tree = JSON.parse(jsonReport(await report())) as { ok: boolean; checks: { name: string }[] };
    assert.equal(tree.ok, false);
    assert.deepEqual(
      tree.checks.map(({ name }) => name),
      ["good", "bad", "later"],
    );
    assert.deepEqual(counts(await report()), { ok: 1, warning: 0, failure: 1, skipped: 1 });
  });
});

describe("the list of checks", () => {
  it("names each once, needs only what is in it, and nothing that needs it", () => {
    const names = allChecks.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    const seen = new Set<string>();
    for (const { name, needs } of allChecks) {
      for (const need of needs) assert.ok(names.includes(need), `${name} needs ${need}`);
      assert.match(name, /^[a-z]+(-[a-z]+)*$/);
    }
    // What is needed can be made first: repeated passes must get everything in.
    while (seen.size < names.length) {
      const ready = allChecks.filter(
        ({ name, needs }) => !seen.has(name) && needs.every((need) => seen.has(need)),
      );
      assert.notEqual(ready.length, 0, "some checks need each other");
      for (const { name } of ready) seen.add(name);
    }
  });
});
