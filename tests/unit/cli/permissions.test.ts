/** `tkg-edge permissions`. */
import assert from "node:assert/strict";
import { loadAll } from "js-yaml";
import { run } from "../../../src/cli/tkg-edge.js";

async function printed(...args: readonly string[]) {
  let [out, err] = ["", ""];
  const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
  const pulumi = () => Promise.reject(new Error("pulumi was called"));
  const code = await run(["permissions", ...args], { terminal, pulumi, version: "0.0.0" });
  return { code, out, err };
}

describe("tkg-edge permissions", () => {
  it("prints manifests that can be applied, for every kind of login", async () => {
    const { code, out } = await printed();
    assert.equal(code, 0);
    const objects = loadAll(out).filter((one) => one !== null) as {
      kind: string;
      metadata: { name: string };
    }[];
    const accounts = objects
      .filter(({ kind }) => kind === "ServiceAccount")
      .map(({ metadata }) => metadata.name);
    assert.deepEqual(accounts, [
      "tkg-edge-management",
      "tkg-edge-template",
      "tkg-edge-site",
      "tkg-edge-read-only",
    ]);
    assert.match(out, /^# Rights of the login of a template stack/m);
    assert.match(out, /^# site folder: VirtualMachine\.Inventory\.Delete: .*\(simulator\)$/m);
    assert.match(out, /Datastore\.AllocateSpace: .*\(from the vendor's documentation, not proved here\)$/m);
  });

  it("prints those that are wanted", async () => {
    const { out } = await printed("--for", "template");
    assert.match(out, /^# template folder: VApp\.Import/m);
    assert.doesNotMatch(out, /patch|create|# site/);
    const site = await printed(
      "--for",
      "site",
      "--namespace",
      "north",
      "south",
      "--service-account",
      "pipeline",
    );
    assert.match(site.out, /namespace: south/);
    assert.match(site.out, /name: pipeline/);
    assert.doesNotMatch(site.out, /VApp\.Import/);
    const reader = await printed("--for", "read-only", "--cluster", "shop-1", "shop-2");
    assert.match(reader.out, /resourceNames: \[shop-1, shop-2\]/);
  });

  it("prints JSON for a program", async () => {
    const { out } = await printed("--for", "management", "template", "--json");
    const { version, objects, rights, vcenter } = JSON.parse(out) as Record<
      string,
      readonly Record<string, unknown>[]
    >;
    assert.equal(version, 1);
    assert.ok(objects?.some(({ kind }) => kind === "ClusterRole"));
    assert.ok(
      rights?.every(
        (right) => ["management", "template"].includes(String(right.for)) && typeof right.why === "string",
      ),
    );
    assert.ok(vcenter?.every(({ section }) => section === "template"));
  });

  it("refuses what is no purpose and no name", async () => {
    for (const args of [
      ["--for", "everything"],
      ["--namespace", "Edge"],
      ["--service-account", "a b"],
      ["--cluster", "*"],
    ]) {
      const { code, out, err } = await printed(...args);
      assert.equal(code, 2, err);
      assert.equal(out, "");
      assert.match(err, /^error: /);
    }
  });
});
