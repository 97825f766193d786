import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { productVersion } from "../../../src/program/product-version.js";
import { checkout } from "../checkout.js";

describe("the version of tkg-edge", () => {
  const { version } = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")) as { version: string };

  it("is that of its package.json, from the bundle that Pulumi starts and from where it was compiled", () => {
    assert.equal(productVersion(), version);
    assert.equal(productVersion(join(checkout, "dist", "bundle", "index.js")), version);
  });

  it("is an error where there is no package", () => {
    assert.throws(() => productVersion("/nowhere/index.js"), /no package\.json above \/nowhere/);
  });
});
