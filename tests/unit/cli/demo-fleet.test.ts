/** What `make demo-fleet` writes and prints. tests/long/demo-fleet.test.ts runs it. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fleetClosingText } from "../../../src/cli/demo/fleet/closing-text.js";
import {
  brokenSite,
  fleetFile,
  managementFile,
  passwordFile,
  siteNames,
  templateFile,
  tkrVersions,
} from "../../../src/cli/demo/fleet/demo-files.js";
import { run } from "../../../src/cli/tkg-edge.js";

const endpoints = Array.from({ length: 12 }, (_, index) => `127.66.0.${50 + index}`);
const { older, newer } = tkrVersions;

describe("the fleet of the demo", () => {
  let directory: string;
  let project: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-demo-fleet-"));
    project = join(directory, "project");
    mkdirSync(project);
    const connection = {
      managementCluster: { kubeconfig: "kubeconfig", context: "mgmt" },
      vcenter: { server: "127.66.0.5:8989", username: "administrator@vsphere.local", insecure: true },
      registry: { host: "127.66.0.4:5000/tkg" },
      controlPlaneEndpoint: "127.66.0.50",
    };
    writeFileSync(join(directory, "connection.json"), JSON.stringify(connection));
    writeFileSync(join(directory, passwordFile), "a password\n", { mode: 0o600 });
    writeFileSync(join(project, "Pulumi.yaml"), "name: tkg-edge\nruntime: nodejs\n");
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  async function edge(...args: string[]) {
    let text = "";
    const terminal = {
      out: (part: string) => void (text += part),
      err: (part: string) => void (text += part),
    };
    const pulumi = () => Promise.resolve({ ok: true, stdout: "", stderr: "" });
    const code = await run([...args, "-C", project], { terminal, pulumi, version: "1.2.3" });
    return { code, text };
  }

  it("is valid, before and after its site is broken", async () => {
    for (const isBroken of [false, true]) {
      writeFileSync(join(project, "fleet.yaml"), fleetFile({ endpoints, isBroken }));
      const { code, text } = await edge("fleet", "validate");
      assert.equal(code, 0, text);
      assert.match(text, /12 sites, .*\b0 errors, 0 warnings/s);
      const shown = await edge("fleet", "show", brokenSite);
      assert.equal(shown.text.includes("/dc0/datastore/retired"), isBroken, shown.text);
      assert.equal(shown.text.includes("/dc0/datastore/sharedVmfs-0"), !isBroken, shown.text);
    }
  });

  it("has two canaries, and its broken site neither among them nor at the end", () => {
    const text = fleetFile({ endpoints, isBroken: false });
    assert.equal(text.match(/ring: canary/g)?.length, 2);
    assert.ok([4, 5, 6, 7, 8].includes(siteNames(12).indexOf(brokenSite)));
  });

  it("shares valid stacks, for both of its TKrs", async () => {
    for (const [version, kept] of [
      [older, []],
      [newer, [older]],
    ] as const) {
      writeFileSync(join(project, "Pulumi.mgmt.yaml"), managementFile(version, kept));
      writeFileSync(join(project, "Pulumi.photon.yaml"), templateFile(version));
      for (const stack of ["mgmt", "photon"]) {
        const { code, text } = await edge("validate", "--stack", stack);
        assert.equal(code, 0, text);
      }
    }
  });

  it("ends with the page, and commands that work when pasted", () => {
    const lines = fleetClosingText({
      directory: ".sandbox-fleet",
      sites: 12,
      tkrVersion: newer,
      site: brokenSite,
    });
    assert.deepEqual(lines, [
      "",
      `12 sites run ${newer}; each was rebuilt once.`,
      "The status page, to be opened in a browser: .sandbox-fleet/fleet.html",
      "The report of the last rollout: .sandbox-fleet/project/rollout.md",
      "",
      "Three things to try next, from this directory. First, once a shell, for the tools and their settings:",
      "     . .sandbox-fleet/env",
      "",
      "  1. Show how a site is configured, and which line sets each value",
      "     node tkg-edge.js fleet show shop-07 --origins -C .sandbox-fleet/project",
      "",
      "  2. Give all machines more memory: the plan shows that Cluster API replaces each node (roll)",
      "     sed -i 's/memoryMiB: 4096/memoryMiB: 6144/' .sandbox-fleet/project/fleet.yaml; node tkg-edge.js fleet plan -C .sandbox-fleet/project",
      "",
      "  3. Roll that out to the canaries and stop there; the same command without the option goes on",
      "     node tkg-edge.js fleet rollout --yes --pause-between-waves -C .sandbox-fleet/project",
      "",
      "The fleet file is .sandbox-fleet/project/fleet.yaml; docs/fleet.md describes it.",
      'To remove the sandbox with all that is in it: "make demo-down"',
    ]);
  });
});
