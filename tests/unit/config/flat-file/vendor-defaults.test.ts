/** The vendor's own default file, read key by key: nothing in it may be unknown. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { downloadModule } from "../../../../sandbox/toolchain/manifest-modules.js";
import { ruleOf } from "../../../../src/config/flat-file/keys.js";
import { readFlatFile } from "../../../../src/config/flat-file/sections.js";

describe("the vendor's default configuration file", function () {
  // Where the module is not in the cache yet it is downloaded once.
  this.timeout(120_000);
  let entries: readonly (readonly [string, string])[] = [];

  before(async () => {
    const text = readFileSync(
      join(await downloadModule("tanzu-framework"), "providers", "config_default.yaml"),
      "utf8",
    );
    entries = text.split("\n").flatMap((line) => {
      const [, key, value] = /^([A-Z][A-Z0-9_]*):\s*(.*)$/.exec(line) ?? [];
      return key === undefined ? [] : [[key, (value ?? "").replace(/^"(.*)"$/, "$1")] as const];
    });
  });

  it("has the keys of every platform", () => {
    assert.ok(entries.length > 350, `${entries.length} keys`);
    for (const prefix of ["VSPHERE_", "AWS_", "AZURE_", "OCI_", "AVI_", "ANTREA_", "LDAP_"]) {
      assert.ok(
        entries.some(([key]) => key.startsWith(prefix)),
        prefix,
      );
    }
  });

  it("has no key that is neither mapped, nor ignored with a reason, nor refused with one", () => {
    assert.deepEqual(
      entries.filter(([key]) => ruleOf(key) === undefined).map(([key]) => key),
      [],
    );
  });

  it("has no value that is refused, but for the one version that names no tiny TKr", () => {
    const values = entries.filter(([, value]) => value !== "");
    assert.ok(values.length > 150, `${values.length} values`);
    const { problems } = readFlatFile(values.map(([key, value]) => `${key}: "${value}"`).join("\n"), "f");
    assert.deepEqual(
      problems.map(({ path }) => path.replace(/^f:\d+(:\d+)? /, "")),
      ["KUBERNETES_VERSION"],
    );
  });

  it("is reported key by key where it has no effect", () => {
    const ignored = entries.filter(([key]) => ruleOf(key)?.kind === "ignored");
    const { notes } = readFlatFile(ignored.map(([key]) => `${key}: x`).join("\n"), "f");
    assert.equal(notes.length, ignored.length);
    for (const [index, [key]] of ignored.entries()) {
      assert.match(notes[index] ?? "", new RegExp(`^f:${index + 1} ${key} is ignored: .{10}`));
    }
  });
});
