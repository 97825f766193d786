import assert from "node:assert/strict";
import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalogue } from "../../../sandbox/toolchain/catalogue.js";
import type { GoBuild } from "../../../sandbox/toolchain/catalogue.js";
import { buildKey } from "../../../sandbox/toolchain/go-build.js";
import { toolchainFolder } from "../../../sandbox/toolchain/locations.js";

function buildOf(name: keyof typeof catalogue): GoBuild {
  const { build } = catalogue[name];
  assert.ok(build);
  return build;
}

describe("the key of a built tool", () => {
  let root = "";
  before(() => {
    root = mkdtempSync(join(tmpdir(), "tkg-edge-keys-"));
    for (const module of ["vmware", "cluster-api", "netaddr", "webhook-address", "provider-vsphere"]) {
      cpSync(join(toolchainFolder, module), join(root, module), { recursive: true });
    }
  });
  after(() => {
    rmSync(root, { recursive: true, force: true });
  });
  const key = (name: keyof typeof catalogue, build = buildOf(name), go = "1.26.8"): string =>
    buildKey(name, build, go, root);

  it("is the same for the same sources, wherever they are", () => {
    assert.equal(key("vcsim"), buildKey("vcsim", buildOf("vcsim"), "1.26.8"));
    assert.match(key("vcsim"), /^[0-9a-f]{64}$/);
  });

  const changes: [what: string, changed: () => string, name: keyof typeof catalogue][] = [
    ["the version of Go", () => key("vcsim", buildOf("vcsim"), "1.27.0"), "vcsim"],
    ["a linker variable", () => key("govc", { ...buildOf("govc"), variables: { x: "y" } }), "govc"],
    ["the package", () => key("vcsim", { ...buildOf("vcsim"), package: "./govc" }), "vcsim"],
  ];
  for (const [what, changed, name] of changes) {
    it(`changes with ${what}`, () => {
      assert.notEqual(changed(), key(name));
    });
  }

  const edits: [file: string, name: keyof typeof catalogue, other: keyof typeof catalogue][] = [
    ["vmware/vcsim/main.go", "vcsim", "govc"],
    ["provider-vsphere/provider.go", "pulumi-resource-vsphere", "govc"],
    ["netaddr/netaddr.go", "cluster-api", "govc"],
    ["cluster-api/go.sum", "kubeadm-bootstrap", "govc"],
  ];
  for (const [file, name, other] of edits) {
    it(`changes with ${file} for ${name}, and not for ${other}`, () => {
      const before = [key(name), key(other)];
      appendFileSync(join(root, file), "\n// edited\n");
      assert.notEqual(key(name), before[0]);
      assert.equal(key(other), before[1]);
    });
  }

  it("changes when a file is added", () => {
    const before = key("vcsim");
    writeFileSync(join(root, "vmware", "vcsim", "added.go"), "package main\n");
    assert.notEqual(key("vcsim"), before);
  });

  it("does not change with prose", () => {
    const before = key("pulumi-resource-vsphere");
    writeFileSync(join(root, "provider-vsphere", "README.md"), "words\n");
    assert.equal(key("pulumi-resource-vsphere"), before);
  });
});
