import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { defaults } from "../fleet/fleet-folder.js";
import { useEdgeCommand } from "./edge-command.js";

const marker = "s3cr3t-Marker";
const proxy = `http://user:${marker}@proxy.example.com:3128`;

describe("tkg-edge fleet", () => {
  const command = useEdgeCommand();
  const { edge } = command;
  const write = (name: string, content: unknown) => {
    writeFileSync(
      join(command.directory, name),
      typeof content === "string" ? content : JSON.stringify(content),
    );
  };
  const site = (address: string) => ({ groups: ["north"], site: { controlPlaneEndpoint: address } });
  const fleet = {
    defaults: { ...defaults, labels: { ring: "late" } },
    groups: {
      north: {
        labels: { ring: "canary" },
        site: {
          variables: {
            proxy: { httpProxy: proxy, httpsProxy: "http://proxy.example.com:3128", noProxy: ["a", "b"] },
          },
          rebuild: { beforeCommand: `touch ran` },
        },
      },
    },
    sites: { one: site("10.0.0.1"), two: site("10.0.0.2") },
  };

  afterEach("no command of the fleet starts a program", () => {
    assert.deepEqual(command.calls, []);
  });

  describe("validate", () => {
    it("is done with 0 for a fleet without errors, and counts what it checked", async () => {
      write("fleet.yaml", fleet);
      const { code, out, err } = await edge("fleet", "validate");
      assert.equal(code, 0, out);
      assert.match(
        out,
        /^fleet fleet\.yaml: 2 sites, 1 group, 1 management cluster\. Nothing was contacted\.$/m,
      );
      assert.match(
        out,
        /^warning: site\.variables\.proxy\.httpProxy holds a password.*\n {2}\(sites one, two\)$/m,
      );
      assert.match(out, /^note: without a stack file: one, two$/m);
      assert.match(out, /^0 errors, 1 warning$/m);
      assert.ok(!`${out}${err}`.includes(marker));
    });

    it("is done with 1 for one with errors, which are printed once for all sites", async () => {
      write("all.yaml", { ...fleet, defaults: { ...defaults, site: { ...defaults.site, os: "windows" } } });
      const { code, out } = await edge("fleet", "validate", "--fleet", "all.yaml");
      assert.equal(code, 1);
      assert.match(
        out,
        /^error: all\.yaml:1:\d+ tkg-edge:site\.os \(sites one, two\)\n +read: +"windows"\n +expected: "photon" or /m,
      );
      assert.match(out, /^1 error, /m);
    });

    it("prints JSON with place, sites and rule of each finding", async () => {
      write("fleet.yaml", { ...fleet, sites: { one: site("10.0.0.1"), two: site("10.0.0.1") } });
      const { code, out } = await edge("fleet", "validate", "--json");
      assert.equal(code, 1);
      const report = JSON.parse(out) as { ok: boolean; summary: object; findings: Record<string, unknown>[] };
      assert.equal(report.ok, false);
      assert.deepEqual(report.summary, {
        sites: 2,
        groups: 1,
        managementClusters: 1,
        errors: 1,
        warnings: 1,
      });
      const { found, expected, column, ...rest } =
        report.findings.find(({ severity }) => severity === "error") ?? {};
      assert.deepEqual(rest, {
        ...{ severity: "error", rule: "address", file: "fleet.yaml", line: 1 },
        ...{ path: "tkg-edge:site.controlPlaneEndpoint", sites: ["one", "two"] },
      });
      assert.ok(found !== undefined && expected !== undefined && column !== undefined);
    });

    it("checks the rules about versions where it is given what other stacks would give", async () => {
      const { tkrVersion: _, ...placed } = defaults.site;
      const of = { ...defaults, site: { ...placed, from: { management: "mgmt" } } };
      write("fleet.yaml", { defaults: of, sites: { one: { site: { controlPlaneEndpoint: "10.0.0.1" } } } });
      const without = await edge("fleet", "validate");
      assert.equal(without.code, 0, without.out);
      assert.match(without.out, /note: the outputs of mgmt were not read.*--tkr-version VERSION/);
      const given = await edge("fleet", "validate", "--tkr-version", "v1.25.7+vmware.2-tkg.1");
      assert.equal(given.code, 1, given.out);
      assert.match(given.out, /site\.(kind|tkrVersion)/);
    });

    it("has a message for a fleet file that is not there", async () => {
      const { code, out } = await edge("fleet", "validate");
      assert.equal(code, 1);
      assert.match(out, /^error: fleet\.yaml\n +read: +no such file\n +expected: a fleet file in /m);
    });
  });

  describe("show", () => {
    it("shows where a password comes from, and nothing that may be one", async () => {
      const sources = [
        { environment: marker },
        { command: ["vault", `-token=${marker}`] },
        { file: "pw" },
        marker,
      ];
      for (const passwordFrom of sources) {
        const vcenter = { ...defaults.connection.vcenter, passwordFrom };
        write("fleet.yaml", { ...fleet, sites: { one: { ...site("10.0.0.1"), connection: { vcenter } } } });
        for (const form of [[], ["--origins"], ["--json"]]) {
          const { out, err } = await edge("fleet", "show", "one", ...form);
          assert.ok(!`${out}${err}`.includes(marker), out);
          if (typeof passwordFrom !== "string" && "command" in passwordFrom) assert.match(out, /vault/);
        }
      }
    });

    it("prints the site as a stack would have it, without secrets", async () => {
      write("fleet.yaml", fleet);
      const { code, out } = await edge("fleet", "show", "one");
      assert.equal(code, 0);
      assert.match(out, /^# groups: north; labels: ring=canary$/m);
      const { config } = load(out) as { readonly config: Record<string, Record<string, unknown>> };
      assert.equal(config["tkg-edge:site"]?.name, "one");
      assert.equal(config["tkg-edge:site"].controlPlaneEndpoint, "10.0.0.1");
      assert.deepEqual(config["tkg-edge:connection"], defaults.connection);
      assert.ok(!out.includes(marker), out);
    });

    it("prints where each value is set, the stack file included", async () => {
      write("fleet.yaml", fleet);
      write("Pulumi.one.yaml", {
        config: {
          "tkg-edge:fleetFile": "fleet.yaml",
          "tkg-edge:site": { protect: false },
          "tkg-edge:vcenterPassword": { secure: "v1:x" },
        },
      });
      const { code, out, err } = await edge("fleet", "show", "one", "--origins");
      assert.equal(code, 0, err);
      assert.match(out, /^tkg-edge:site\.protect +false +Pulumi\.one\.yaml \(Pulumi\.one\.yaml:1\)$/m);
      assert.match(out, /^tkg-edge:site\.controlPlaneEndpoint +"10\.0\.0\.1" +site one \(fleet\.yaml:1\)$/m);
      assert.match(
        out,
        /^tkg-edge:site\.variables\.proxy\.noProxy +\["a","b"\] +group north \(fleet\.yaml:1\)$/m,
      );
      assert.match(out, /^tkg-edge:site\.placement\.folder +"\/dc0\/vm" +defaults \(fleet\.yaml:1\)$/m);
      assert.match(out, /^tkg-edge:site\.name +"one" +the site's name in the fleet /m);
      assert.ok(!out.includes(marker), out);
    });

    it("prints JSON with both", async () => {
      write("fleet.yaml", fleet);
      const { out } = await edge("fleet", "show", "two", "--json");
      const shown = JSON.parse(out) as Record<string, Record<string, { layer: string; file: string }>>;
      assert.deepEqual(shown.labels, { ring: "canary" });
      assert.equal(shown.origins?.["tkg-edge:site.placement.folder"]?.layer, "defaults");
      assert.ok(!out.includes(marker), out);
    });

    it("names the site that may be meant, and what is wrong with the site's layers", async () => {
      write("fleet.yaml", { ...fleet, groups: { north: { sites: {} } } });
      const unknown = await edge("fleet", "show", "onne");
      assert.equal(unknown.code, 1);
      assert.match(unknown.err, /there is no site "onne" in fleet\.yaml; did you mean one\?/);
      const wrong = await edge("fleet", "show", "one");
      assert.equal(wrong.code, 1);
      assert.match(
        wrong.err,
        /1 problem in site one of fleet fleet\.yaml.*\n +fleet\.yaml:1:\d+ groups\.north\.sites/,
      );
    });
  });

  it("imports either a table or clusters", async () => {
    const texts: readonly (readonly [readonly string[], RegExp])[] = [
      [[], /either a CSV file or --from-cluster/],
      [["sites.csv", "--from-cluster"], /either a CSV file or --from-cluster/],
      [["sites.csv", "--selector", "a=b"], /--selector belongs to --from-cluster/],
      [["sites.csv", "--plain-secrets"], /--plain-secrets belongs to --from-cluster/],
    ];
    for (const [args, expected] of texts) {
      const { code, err } = await edge("fleet", "import", ...args);
      assert.equal(code, 2);
      assert.match(err, expected);
    }
  });

  for (const args of [["fleet"], ["fleet", "show"], ["fleet", "nonsense"]]) {
    it(`exits with 2 for: tkg-edge ${args.join(" ")}`, async () => {
      assert.equal((await edge(...args)).code, 2);
    });
  }
});
