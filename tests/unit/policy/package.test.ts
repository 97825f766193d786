/** The policy pack as it is installed: what it has, what it loads, and what it may be started by. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { checkout } from "../checkout.js";

describe("the policy pack", function () {
  this.timeout(60_000);
  let folder: string;
  let executable: string;

  before("lay it out", async () => {
    folder = mkdtempSync(join(tmpdir(), "tkg-edge-policy-"));
    const script = pathToFileURL(join(checkout, "scripts", "policy-pack.js")).href;
    const { layOutPolicyPack } = (await import(script)) as { layOutPolicyPack: (folder: string) => string };
    executable = layOutPolicyPack(folder);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("has what the engine starts, and nothing else", () => {
    assert.deepEqual(readdirSync(folder).sort(), [
      ...["LICENSE", "PulumiPolicy.yaml", "README.md", "THIRD-PARTY-NOTICES.txt"],
      ...["index.cjs", "lazy-modules.cjs", "pack.cjs", "package.json", "pulumi-analyzer-tkg-edge"],
    ]);
    assert.equal(basename(executable), "pulumi-analyzer-tkg-edge");
    assert.equal(statSync(executable).mode & 0o111, 0o111);
  });

  it("depends on exact versions of Pulumi's packages, which are those of the product", () => {
    const manifestOf = (path: string) =>
      JSON.parse(readFileSync(path, "utf8")) as {
        readonly version: string;
        readonly dependencies: Readonly<Record<string, string>>;
      };
    const [pack, product] = [join(folder, "package.json"), join(checkout, "package.json")].map(manifestOf);
    assert.deepEqual(pack?.dependencies, {
      "@pulumi/policy": "1.21.0",
      "@pulumi/pulumi": product?.dependencies["@pulumi/pulumi"],
    });
    assert.equal(pack.version, product?.version);
  });

  it("loads no more than these at run time, and names no folder of the machine that it was made on", () => {
    const text = readFileSync(join(folder, "index.cjs"), "utf8");
    const required = [...text.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name = ""]) => name);
    assert.deepEqual([...new Set(required.filter((name) => !isBuiltin(name)))], ["@pulumi/policy"]);
    assert.ok(!text.includes(checkout));
  });
});
