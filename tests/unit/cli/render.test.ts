import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageManifestPath, packageName } from "../../../src/config/tkr-version.js";
import { pagePassword } from "../page-exports.js";
import { tkrVersion, useEdgeCommand } from "./edge-command.js";

describe("tkg-edge render", () => {
  const command = useEdgeCommand();
  const { edge, stackFile } = command;

  it("prints the manifests of a flat file in apply order, the same bytes each time, without the password", async () => {
    const first = await edge("render", "page.sh", "--tkr-version", tkrVersion);
    assert.equal(first.code, 0, first.err);
    const kinds = [...first.out.matchAll(/^kind: (.+)$/gm)].map((match) => match[1]);
    assert.deepEqual(kinds, ["Secret", "VSphereCPIConfig", "ClusterBootstrap", "Cluster"]);
    assert.deepEqual(await edge("render", "page.sh", "--tkr-version", tkrVersion), first);
    assert.ok(!`${first.out}${first.err}`.includes(pagePassword));
  });

  it("prints the password on request", async () => {
    const { out } = await edge("render", "page.sh", "--show-secrets");
    assert.match(out, /^# The password of vCenter is in it\.$/m);
    assert.match(out, new RegExp(`^  password: ${pagePassword}$`, "m"));
  });

  it("prints the Package of a pulled bundle, in tkg-system", async () => {
    const bundled = join(command.directory, "bundle", packageManifestPath(tkrVersion));
    mkdirSync(dirname(bundled), { recursive: true });
    const name = packageName(tkrVersion);
    writeFileSync(
      bundled,
      `apiVersion: data.packaging.carvel.dev/v1alpha1\nkind: Package\nmetadata: {name: ${name}}\nspec: {}\n`,
    );
    writeFileSync(stackFile("mgmt"), `config:\n  tkg-edge:management: {tkr: {version: ${tkrVersion}}}\n`);
    const { code, out, err } = await edge(
      "render",
      "--stack",
      "mgmt",
      "--bundle-dir",
      join(command.directory, "bundle"),
    );
    assert.equal(code, 0, err);
    assert.match(
      out,
      /kind: ConfigMap[\s\S]*kind: Package\nmetadata:\n {2}name: tkr-vsphere-edge\S+\n {2}namespace: tkg-system/,
    );
    const bare = await edge("render", "--stack", "mgmt");
    assert.match(bare.out, /^# {3}imgpkg pull -b projects\.registry\.vmware\.com\S+ -o DIRECTORY$/m);
  });

  it("reports every problem of the lines in the vendor page, by line", async () => {
    const { code, out, err } = await edge("render", "printed.sh");
    assert.equal(code, 1);
    assert.equal(out, "");
    assert.match(err, /^4 problems in printed\.sh; nothing was changed\.$/m);
    for (const line of [7, 14, 15, 21]) assert.match(err, new RegExp(`^  printed\\.sh:${line} `, "m"));
  });

  it("names the flat key that is missing, and the line of a value that only the whole shows to be wrong", async () => {
    writeFileSync(
      join(command.directory, "site.yaml"),
      "CLUSTER_NAME: edge\nCLUSTER_CIDR: 10.0.0.1/16\nVSPHERE_SERVER: vc\n",
    );
    const { code, err } = await edge("render", "site.yaml");
    assert.equal(code, 1);
    assert.match(err, /^ {2}VSPHERE_DATACENTER \(tkg-edge:site\.placement\.datacenter\)$/m);
    assert.match(err, /^ {2}site\.yaml:2 CLUSTER_CIDR \(tkg-edge:site\.network\.podCidrs\[0\]\)$/m);
  });
});
