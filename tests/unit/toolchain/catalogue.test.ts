import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { catalogue } from "../../../sandbox/toolchain/catalogue.js";
import { toolchainFolder } from "../../../sandbox/toolchain/locations.js";
import { pinnedModules } from "../../../sandbox/toolchain/manifest-modules.js";
import { manifestModules, toolNames } from "../../../sandbox/toolchain/tool-names.js";
import { fits } from "../../../sandbox/toolchain/version-rule.js";

function goMod(module: string): string {
  return readFileSync(join(toolchainFolder, module, "go.mod"), "utf8");
}

describe("the catalogue of tools", () => {
  for (const name of toolNames) {
    const { build, probe, plugin, version, instead } = catalogue[name];

    it(`names what to install instead of ${name}`, () => {
      assert.ok(instead.length > 20, instead);
    });

    if (build !== undefined) {
      it(`has the module of ${name}, with its checksums`, () => {
        assert.ok(existsSync(join(toolchainFolder, build.module, "go.sum")));
        if (build.package.startsWith("./"))
          assert.ok(existsSync(join(toolchainFolder, build.module, build.package)));
      });
      // A plugin's own version is in its module's pseudo-version, or is presented (docs/adr/0005).
      if (plugin === undefined) {
        it(`states of ${name} the version that go.mod pins`, () => {
          assert.match(goMod(build.module), new RegExp(` v${version.replaceAll(".", "\\.")}(\\s|$)`, "m"));
        });
      }
    }

    if (probe !== undefined) {
      it(`would take its own version of ${name} from PATH`, () => {
        assert.ok(fits(probe.rule, version));
      });
    }
  }

  for (const name of manifestModules) {
    it(`pins the module ${name} in go.mod and go.sum`, () => {
      const { folder, module, version } = pinnedModules[name];
      assert.ok(goMod(folder).includes(`${module} ${version}`));
      const sums = readFileSync(join(toolchainFolder, folder, "go.sum"), "utf8");
      assert.ok(sums.includes(`${module} ${version} h1:`));
    });
  }
});
