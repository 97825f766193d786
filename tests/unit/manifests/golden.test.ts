/**
 * The manifests of the vendor page's stack for every known TKG release, byte by byte. A difference reaches every cluster in the
 * field: review it, then rewrite the files with TKG_EDGE_WRITE_GOLDEN=1.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { triedTinyTkrs } from "../../../src/config/tkg-releases.js";
import { kubernetesVersion } from "../../../src/config/tkr-version.js";
import { stepsOf } from "../../../src/manifests/apply-order.js";
import { toYaml } from "../../../src/manifests/to-yaml.js";
import { checkout } from "../checkout.js";
import { pageStack, parseExample } from "../example-site.js";

const choices = { password: "(not shown)", packageOf: () => undefined };

/** Compares with a file, or writes it with TKG_EDGE_WRITE_GOLDEN=1. */
function assertGolden(name: string, text: string): void {
  const file = join(checkout, "tests", "unit", "manifests", "golden", `${name}.yaml`);
  if (process.env.TKG_EDGE_WRITE_GOLDEN === "1") writeFileSync(file, text);
  assert.equal(text, readFileSync(file, "utf8"));
}

/** The manifests of a site alone, whose TKr and template are there already. */
function renderedSite(changes: Readonly<Record<string, unknown>>): string {
  const spec = parseExample({
    management: undefined,
    template: undefined,
    site: { ...pageStack.site, tkrVersion: pageStack.management.tkr.version, ...changes },
  });
  return toYaml([], stepsOf(spec, choices));
}

function renderedFor(tkrVersion: string, className: string): string {
  const spec = parseExample({
    template: undefined,
    management: { tkr: { version: tkrVersion }, clusterClass: { name: className } },
    site: { ...pageStack.site, className },
  });
  return toYaml([], stepsOf(spec, choices));
}

describe("golden manifests", () => {
  for (const { tkrVersion, release } of triedTinyTkrs) {
    it(`TKG ${release.tkg}`, () => {
      assertGolden(release.tkg, renderedFor(tkrVersion, release.clusterClass.value));
    });
  }

  it("a standard cluster on one node (the first half of the vendor page)", () => {
    assertGolden(
      "standard",
      renderedSite({ kind: "standard", tkrVersion: "v1.25.7+vmware.2-tkg.1", os: "ubuntu" }),
    );
  });

  it("Calico and a shared vCenter identity", () => {
    assertGolden(
      "calico-shared-identity",
      renderedSite({ cni: "calico", identityRef: { name: "shared-vcenter" } }),
    );
  });

  it("a standard cluster requests no tiny TKr, and a minimal one does", () => {
    const standard = renderedSite({ kind: "standard", tkrVersion: "v1.25.7+vmware.2-tkg.1" });
    const minimal = renderedSite({});
    assert.doesNotMatch(standard, /resolve-tkr|tiny/);
    assert.match(minimal, /run\.tanzu\.vmware\.com\/resolve-tkr: tkr\.tanzu\.vmware\.com\/tiny/);
    for (const text of [standard, minimal]) {
      assert.match(text, /replicas: 1\n/);
      assert.match(text, /name: controlPlaneTaint\n +value: false\n/);
      assert.doesNotMatch(text, /workers|machineDeployments/);
    }
  });

  it("differ between releases in versions and nothing else", () => {
    const neutral = triedTinyTkrs.map(({ tkrVersion, release }) =>
      renderedFor(tkrVersion, release.clusterClass.value)
        .replaceAll(tkrVersion.replace("+", "---"), "NAME")
        .replaceAll(tkrVersion.replace("+", "_"), "TAG")
        .replaceAll(tkrVersion.slice(1), "TKR")
        .replaceAll(kubernetesVersion(tkrVersion), "KUBERNETES"),
    );
    assert.equal(neutral[1], neutral[0]);
    assert.equal(neutral[2], neutral[0]);
  });

  it("have the vendor page's bare form without the cloud provider's configuration", () => {
    const spec = parseExample({ site: { ...pageStack.site, cpi: { excludeEndpoint: false } } });
    const kinds = stepsOf(spec, choices).flatMap(({ object }) => (object ? [object.kind] : []));
    assert.deepEqual(kinds, ["ConfigMap", "Secret", "Cluster"]);
  });
});
