/** The page is one file from which no name escapes. tests/engine/fleet-page.test.ts opens it in a browser. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { DOMParser, onErrorStopParsing } from "@xmldom/xmldom";
import fc from "fast-check";
import { shownRollout } from "../../../../src/fleet/rollout/waves.js";
import { pageOf } from "../../../../src/fleet/status/page/page.js";
import { statusReport } from "../../../../src/fleet/status/report.js";
import { madeUpRecords, madeUpRollout } from "../rollout/made-up-rollout.js";
import { madeAt, madeUpReport, madeUpSite } from "./made-up-report.js";

const contentOf = (page: string, element: string) =>
  new RegExp(`<${element}>([\\s\\S]*?)</${element}>`).exec(page)?.[1] ?? assert.fail(element);

/** Texts that a name may hold, each with what would end the place where it stands. */
const hostile = fc
  .array(
    fc.constantFrom(
      ...[
        "</script>",
        "<script>alert(1)</script>",
        "<!--",
        "]]>",
        '"',
        "'",
        "onload=x",
        "&lt;",
        "&",
        "</style>",
      ],
      ...["<img src=http://203.0.113.1/x>", "\\", "\u2028", "é🙂", "\n", "`", "${1}", "</td></table>"],
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => parts.join(""));

describe("the page of a fleet", () => {
  it("has the same elements and attributes whatever the names are", () => {
    const skeleton = (name: string) => {
      const site = madeUpSite(3, {
        health: { word: "failing", reasons: [name], known: [name] },
        ...{ tkrVersion: name, kubernetesVersion: name, toolVersion: name },
        lastChange: { at: new Date(madeAt).toISOString(), what: name },
        conditions: [{ object: name, type: name, status: name, reason: name, message: name }],
      });
      const plan = { ...site.plan, name, groups: [name], labels: { [name]: name }, cluster: name };
      const stranger = { kind: name, name, stack: name };
      const status = { sites: [{ ...site, plan }], strangers: [stranger] };
      const page = pageOf(statusReport(name, status, madeAt, madeUpRollout(name)));
      // Between the quotes of attributes and between tags there is text alone.
      return page.replace(/="[^"<>]*"/g, '=""').replace(/>[^<>]*</g, "><");
    };
    const expected = skeleton("name");
    fc.assert(
      fc.property(hostile, (name) => {
        assert.equal(skeleton(name), expected);
      }),
      { numRuns: 60 },
    );
  });

  it("allows its own script and style, and no request", () => {
    const page = pageOf(madeUpReport(20));
    const policy =
      /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]?.replaceAll("&#39;", "'") ?? "";
    assert.match(policy, /^default-src 'none'; /);
    assert.doesNotMatch(policy, /unsafe|https?:|\*/);
    for (const element of ["script", "style"]) {
      const sha256 = createHash("sha256").update(contentOf(page, element)).digest("base64");
      assert.ok(policy.includes(`${element}-src 'sha256-${sha256}'`), element);
    }
    assert.doesNotMatch(page, /\b(?:src|href)="(?!data:,)/);
    assert.doesNotMatch(page, /\sstyle=|\son[a-z]+=/);
    assert.doesNotMatch(contentOf(page, "style"), /url\(|@import/);
    assert.doesNotMatch(contentOf(page, "script"), /fetch|XMLHttp|import|innerHTML|eval/);
  });

  it("shows each site with its reason and conditions, and the releases as a picture", () => {
    const report = madeUpReport(30);
    const page = pageOf(report);
    for (const { name, reasons } of report.sites) {
      assert.ok(page.includes(`<span class="word">${name}</span>`), name);
      for (const reason of reasons) assert.ok(page.includes(reason.replaceAll('"', "&quot;")), reason);
    }
    const picture = /<svg[\s\S]*<\/svg>/.exec(page)?.[0] ?? "";
    const svg = new DOMParser({ onError: onErrorStopParsing }).parseFromString(picture, "image/svg+xml");
    assert.equal(svg.getElementsByTagName("text").length, report.releases.length);
  });

  it("shows many releases as a few bars", () => {
    const sites = Array.from({ length: 40 }, (_, index) =>
      madeUpSite(0, { tkrVersion: `v1.25.${index}` }, `s${index}`),
    );
    const page = pageOf(statusReport("f", { sites, strangers: [] }, madeAt));
    assert.equal(page.match(/<text /g)?.length, 12);
    assert.match(page, /29 other releases: 29, all ready/);
  });

  it("shows the waves of the last rollout, with what became of each site and why", () => {
    const page = pageOf(statusReport("f", { sites: [], strangers: [] }, madeAt, madeUpRollout()));
    const section = /<h2 id="rollout">[\s\S]*?<\/ol>/.exec(page)?.[0] ?? assert.fail("there is no rollout");
    assert.match(section, /0a1b2c3d, begun at 2026-06-01T10:00:00\.000Z, not finished/);
    assert.match(section, /<b>canaries<\/b>[\s\S]*<b class="done">2<\/b>done[\s\S]*<b>sites<\/b>/);
    assert.match(section, /<li class="failed" title="failed after 60 s">✗ shop-0005<\/li>/);
    assert.match(section, /<li class="done" title="done after 60 s, run 2">✓ shop-0003<\/li>/);
    assert.match(
      section,
      /<summary>shop-0005: failed<\/summary>\s*<ul>\s*<li>no such datastore: shop-0005<\/li>/,
    );
    assert.doesNotMatch(pageOf(madeUpReport(1)), /id="rollout"/);
  });

  it("names a few of the sites that are done, and each of the others", () => {
    const names = Array.from({ length: 500 }, (_, index) => `s${index}`);
    const records = madeUpRecords(
      { sites: names },
      names.map((site, index) => ({ site, wave: "sites", outcome: index < 490 ? "done" : "failed" })),
    );
    const page = pageOf(statusReport("f", { sites: [], strangers: [] }, madeAt, shownRollout(records)));
    assert.match(page, /and 430 more that are done/);
    assert.equal(page.match(/<li class="failed"/g)?.length, 10);
  });

  it("is whole for a fleet without sites", () => {
    assert.match(pageOf(madeUpReport(0)), /<b class="">0<\/b>sites/);
  });
});
