/** The metrics are what a scraper of Prometheus reads back, whatever the names are. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { metricsOf } from "../../../../src/fleet/status/metrics.js";
import { statusReport } from "../../../../src/fleet/status/report.js";
import { madeAt, madeUpReport, madeUpSite } from "./made-up-report.js";

interface Read {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const unescaped: Readonly<Record<string, string>> = { "\\\\": "\\", '\\"': '"', "\\n": "\n" };

/** Reads the text format 0.0.4, strictly: one HELP and one TYPE before the samples of a family, which stand together. */
function read(text: string): readonly Read[] {
  assert.ok(text.endsWith("\n"));
  const seen = new Set<string>();
  let family = "";
  let typed = false;
  return text
    .slice(0, -1)
    .split("\n")
    .flatMap((line) => {
      const [, word, name = "", rest = ""] = /^# (HELP|TYPE) ([a-z_]+) (.+)$/.exec(line) ?? [];
      if (word === "HELP") {
        assert.ok(!seen.has(name), `${name} twice`);
        seen.add(name);
        [family, typed] = [name, false];
        return [];
      }
      if (word === "TYPE") {
        assert.equal(name, family);
        assert.equal(rest, "gauge");
        typed = true;
        return [];
      }
      const form = /^([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (-?\d+)$/;
      const [, sample, labels = "", value] = form.exec(line) ?? assert.fail(`not a sample: ${line}`);
      assert.equal(sample, family, line);
      assert.ok(typed, line);
      const pairs = [...labels.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = "", raw = ""]) => [
        key,
        raw.replace(/\\["\\n]/g, (escape) => unescaped[escape] ?? escape),
      ]);
      return [{ name: family, labels: Object.fromEntries(pairs) as Read["labels"], value: Number(value) }];
    });
}

describe("the metrics of a fleet", () => {
  it("have a sample for what is known of each site, and none for what is not", () => {
    const report = madeUpReport(60);
    const samples = read(metricsOf(report));
    const of = (name: string) => samples.filter((sample) => sample.name === name);
    assert.equal(of("tkg_edge_site_info").length, 60);
    const isRead = report.sites.filter(({ health }) => health !== "unreachable" && health !== "unknown");
    assert.equal(of("tkg_edge_site_ready").length, isRead.length);
    assert.equal(
      of("tkg_edge_site_ready").filter(({ value }) => value === 1).length,
      report.summary.health.ready,
    );
    const expiring = report.sites.filter(({ certificatesExpireAt }) => certificatesExpireAt !== null);
    assert.ok(expiring.length > 0 && expiring.length < 60);
    assert.equal(of("tkg_edge_site_certificates_expiry_timestamp_seconds").length, expiring.length);
    assert.equal(
      of("tkg_edge_fleet_sites").reduce((sum, { value }) => sum + value, 0),
      60,
    );
    assert.equal(of("tkg_edge_fleet_read_timestamp_seconds")[0]?.value, madeAt / 1000);
  });

  it("are read back whatever the names are", () => {
    const hostile = fc.string({ unit: fc.constantFrom(...Array.from('a"\\\n\r}{,=#é🙂 \t')) });
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 4 }), hostile, (names, version) => {
        const unique = [...new Set(names)];
        const sites = unique.map((name, index) => madeUpSite(index, { tkrVersion: version }, name));
        const info = read(metricsOf(statusReport("f", { sites, strangers: [] }, madeAt))).filter(
          ({ name }) => name === "tkg_edge_site_info",
        );
        assert.deepEqual(info.map(({ labels }) => labels.site).sort(), [...unique].sort());
        for (const { labels } of info) assert.equal(labels.tkr_version, version);
      }),
    );
  });

  it("are whole for a fleet without sites", () => {
    assert.ok(read(metricsOf(madeUpReport(0))).length > 0);
  });
});
