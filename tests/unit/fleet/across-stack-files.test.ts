/** Rules across the sites of a fleet, of which some have stack files. */
import assert from "node:assert/strict";
import type { Tree } from "../../../src/config/tree.js";
import { at, useCheckedSites } from "./checked-sites.js";
import { defaults, line } from "./fleet-folder.js";

describe("the sites of a fleet, with stack files", () => {
  const { folder } = useCheckedSites();
  const fleetFile = "fleet.yaml";
  const stack = (config: Tree) => ({
    config: { "tkg-edge:fleetFile": fleetFile, "tkg-edge:vcenterPassword": { secure: "v1:x" }, ...config },
  });
  const withStack = (config: Tree): string[] => {
    folder().write({
      "fleet.yaml": { defaults, sites: { a: at("10.0.0.1"), b: at("10.0.0.2") } },
      "Pulumi.a.yaml": stack(config),
    });
    return folder().check(["a"]).findings.map(line);
  };

  it("are checked with what these override", () => {
    assert.deepEqual(withStack({}), []);
    const overridden = withStack({ "tkg-edge:site": { controlPlaneEndpoint: "10.0.0.2" } });
    assert.match(overridden.join("\n"), /^error .*\[a,b\]: "10\.0\.0\.2" in a, b/);
    const wrong = withStack({ "tkg-edge:site": { os: "windows" } });
    assert.match(wrong.join("\n"), /^error Pulumi\.a\.yaml:1:\d+ tkg-edge:site\.os \[a\]: "windows": /);
  });
  it("lack a password only where there is a stack file without one", () => {
    const found = withStack({ "tkg-edge:vcenterPassword": undefined });
    assert.equal(found.length, 1, found.join("\n"));
    assert.match(found[0]!, /^error Pulumi\.a\.yaml:.*tkg-edge:vcenterPassword \[a\]: /);
  });
  it("are warned of one that belongs to no fleet, another fleet or another site", () => {
    for (const [config, expected] of [
      [
        { "tkg-edge:fleetFile": "other.yaml" },
        /^warning Pulumi\.a\.yaml \[a\]: "other\.yaml": tkg-edge:fleetFile: fleet\.yaml/,
      ],
      [{ "tkg-edge:fleetFile": undefined }, /^warning Pulumi\.a\.yaml \[a\]: no tkg-edge:fleetFile: /],
      [{ "tkg-edge:fleetSite": "b" }, /^warning Pulumi\.a\.yaml \[a\]: "fleet\.yaml", site "b": /],
    ] as const) {
      assert.match(withStack(config).join("\n"), expected);
    }
    assert.deepEqual(withStack({ "tkg-edge:fleetFile": "./fleet.yaml" }), []);
  });
});
