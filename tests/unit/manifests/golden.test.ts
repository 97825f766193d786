/**
 * The manifests of the page's stack for every known TKG release, byte by byte. A difference reaches every cluster in the
 * field: look at it, then write the files anew with TKG_EDGE_WRITE_GOLDEN=1.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tkgReleases } from "../../../config/tkg-releases.js";
import { kubernetesVersion } from "../../../config/tkr-version.js";
import { stepsOf } from "../../../manifests/apply-order.js";
import { toYaml } from "../../../manifests/to-yaml.js";
import { checkout } from "../checkout.js";
import { pageStack, parseExample } from "../example-site.js";

const choices = { password: "(not shown)", packageOf: () => undefined };

function renderedFor(tkrVersion: string, className: string): string {
  const spec = parseExample({
    template: undefined,
    management: { tkr: { version: tkrVersion }, clusterClass: { name: className } },
    site: { ...pageStack.site, className },
  });
  return toYaml([], stepsOf(spec, choices));
}

describe("golden manifests", () => {
  for (const { tkg, tkrVersion, className } of tkgReleases) {
    it(`TKG ${tkg}`, () => {
      const file = join(checkout, "tests", "unit", "manifests", "golden", `${tkg}.yaml`);
      const text = renderedFor(tkrVersion, className);
      if (process.env.TKG_EDGE_WRITE_GOLDEN === "1") writeFileSync(file, text);
      assert.equal(text, readFileSync(file, "utf8"));
    });
  }

  it("differ between releases in versions and nothing else", () => {
    const neutral = tkgReleases.map(({ tkrVersion, className }) =>
      renderedFor(tkrVersion, className)
        .replaceAll(tkrVersion.replace("+", "---"), "NAME")
        .replaceAll(tkrVersion.replace("+", "_"), "TAG")
        .replaceAll(tkrVersion.slice(1), "TKR")
        .replaceAll(kubernetesVersion(tkrVersion), "KUBERNETES"),
    );
    assert.equal(neutral[1], neutral[0]);
    assert.equal(neutral[2], neutral[0]);
  });

  it("have the page's bare form without the cloud provider's configuration", () => {
    const spec = parseExample({ site: { ...pageStack.site, cpi: { excludeEndpoint: false } } });
    const kinds = stepsOf(spec, choices).flatMap(({ object }) => (object ? [object.kind] : []));
    assert.deepEqual(kinds, ["ConfigMap", "Secret", "Cluster"]);
  });
});
