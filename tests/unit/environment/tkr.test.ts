/** The TKr of a site and its OS images: the environment is changed once, and every reader finds the same. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { readTkr } from "../../../src/environment/facts/tkr.js";
import { stillMissing, usability } from "../../../src/environment/judgements/tkr.js";
import {
  bootstrapTemplate,
  gated,
  osImage,
  preflighted,
  previewed,
  running,
  site,
  tkr,
  whole,
} from "./surfaces.js";

const { tkrVersion: version } = site;
const name = tkr.metadata.name;
const own = running(site.controlPlaneEndpoint);

/** What a site needs, with the objects of a kind replaced. */
const replaced = (kind: string, ...by: readonly LiveObject[]): readonly LiveObject[] => [
  ...whole.filter((object) => object.kind !== kind),
  ...by,
];
const unready = (reason: string): LiveObject => ({
  ...tkr,
  status: {
    conditions: [
      { type: "Compatible", status: "False", reason },
      { type: "Ready", status: "True" },
    ],
  },
});
const deactivated = { ...tkr, metadata: { ...tkr.metadata, labels: { deactivated: "" } } };
const second: LiveObject = { ...osImage, metadata: { name: "photon-2" } };
const withTwo: LiveObject = {
  ...tkr,
  spec: { ...tkr.spec, osImages: [{ name: "photon" }, { name: "photon-2" }] },
};
const labelled = (label: string): LiveObject => ({
  ...osImage,
  metadata: { ...osImage.metadata, labels: { [label]: "" } },
});
const leaving: LiveObject = {
  ...osImage,
  metadata: { ...osImage.metadata, deletionTimestamp: "2024-01-01T00:00:00Z" },
};
const ofCloud: LiveObject = { ...osImage, spec: { ...osImage.spec, image: { type: "ami" } } };
const ubuntu: LiveObject = { ...osImage, spec: { os: { name: "ubuntu", version: "2004" } } };

interface Row {
  readonly what: string;
  readonly objects: readonly LiveObject[];
  readonly check: "tkr" | "os-image";
  readonly proof: "TKr" | "template";
  readonly path: string;
  readonly seen: RegExp;
  /** Whether it refuses a preview of a site that runs as well: TKG refuses every change of its Cluster. */
  readonly holdsUpRunning: boolean;
}

const ofTkr = { check: "tkr", proof: "TKr", path: "tkg-edge:site.tkrVersion" } as const;
const ofImage = { check: "os-image", proof: "template", path: "tkg-edge:site.os" } as const;
const rows: readonly Row[] = [
  {
    what: "a TKr that is not there",
    objects: replaced("TanzuKubernetesRelease"),
    ...ofTkr,
    seen: /^"v1\.25\.7\S+", which the management cluster does not have$/,
    holdsUpRunning: true,
  },
  {
    what: "a TKr that is not compatible",
    objects: replaced("TanzuKubernetesRelease", unready("MissingVersion")),
    ...ofTkr,
    seen: /cannot be resolved; still missing: TanzuKubernetesRelease \S+ to be Compatible \(Compatible=False MissingVersion\)$/,
    holdsUpRunning: false,
  },
  {
    what: "a TKr that is deactivated",
    objects: replaced("TanzuKubernetesRelease", deactivated),
    ...ofTkr,
    seen: /is deactivated \(label deactivated\): no cluster can be resolved from it$/,
    holdsUpRunning: false,
  },
  {
    what: "a TKr without its ClusterBootstrapTemplate",
    objects: replaced("ClusterBootstrapTemplate"),
    ...ofTkr,
    seen: /has no ClusterBootstrapTemplate tkg-system\//,
    holdsUpRunning: false,
  },
  {
    what: "a TKr whose OS images are of another system",
    objects: replaced("OSImage", ubuntu),
    ...ofImage,
    seen: /^"photon", for which TKr \S+ has 0 OS images: none$/,
    holdsUpRunning: true,
  },
  {
    what: "a TKr two of whose OS images fit",
    objects: [...replaced("TanzuKubernetesRelease", withTwo), second],
    ...ofImage,
    seen: /^"photon", for which TKr \S+ has 2 OS images: photon \(photon 3\), photon-2 \(photon 3\)$/,
    holdsUpRunning: true,
  },
  ...[
    [labelled("deactivated"), "label deactivated"] as const,
    [labelled("incompatible"), "label incompatible"] as const,
    [labelled("invalid"), "label invalid"] as const,
    [leaving, "being deleted"] as const,
    [ofCloud, "of type ami"] as const,
  ].map(([image, why]) => ({
    what: `a TKr whose OS image is out of use (${why})`,
    objects: replaced("OSImage", image),
    ...ofImage,
    seen: /^"photon", for which TKr \S+ has 0 OS images: none$/,
    holdsUpRunning: false,
  })),
];

describe("the TKr of a site", () => {
  for (const { what, objects, check, proof, path, seen, holdsUpRunning } of rows) {
    it(`${what} is the same finding of preview, preflight and gate`, async () => {
      const [problem, ...more] = await previewed({ objects });
      assert.deepEqual(more, []);
      assert.equal(problem?.path, path);
      assert.match(problem.found ?? "", seen);
      for (const here of [objects, [...objects, own]]) {
        const [finding] = await preflighted({ objects: here }, check);
        assert.deepEqual([finding?.severity, finding?.path, finding?.seen], ["failure", path, problem.found]);
        assert.ok(problem.expected.startsWith(finding?.expected ?? "(nothing)"), problem.expected);
      }
      const inTheWay = await gated({ objects: [...objects, own] }, proof);
      assert.ok(inTheWay?.includes(problem.found ?? "(nothing)"), inTheWay);
      const ofRunning = await previewed({ objects: [...objects, own] });
      assert.deepEqual(ofRunning.length > 0, holdsUpRunning);
    });
  }

  it("as it should be is found so by all of them", async () => {
    assert.deepEqual(await previewed({ objects: whole }), []);
    for (const check of ["tkr", "os-image"]) {
      assert.equal((await preflighted({ objects: whole }, check))[0]?.severity, "ok");
    }
    assert.equal(await gated({ objects: [...whole, own] }, "TKr"), undefined);
  });

  it("two of whose OS images fit is right where one of them is out of use", async () => {
    for (const label of ["deactivated", "incompatible", "invalid"]) {
      const other = { ...second, metadata: { ...second.metadata, labels: { [label]: "" } } };
      const objects = [...replaced("TanzuKubernetesRelease", withTwo), other];
      assert.deepEqual(await previewed({ objects }), []);
      assert.equal((await preflighted({ objects }, "os-image"))[0]?.severity, "ok");
    }
  });

  it("shows why an OS image is out of use", async () => {
    const [found] = await previewed({ objects: replaced("OSImage", labelled("deactivated")) });
    assert.match(
      found?.expected ?? "",
      /its OS images are photon \(photon 3, out of use: label deactivated\)/,
    );
  });

  it("one of whose other OS images is gone is a warning, since no cluster of this site needs it", async () => {
    const objects = replaced("TanzuKubernetesRelease", withTwo);
    assert.deepEqual(await previewed({ objects }), []);
    const [finding] = await preflighted({ objects }, "tkr");
    assert.equal(finding?.severity, "warning");
    assert.match(finding.seen, /there is no OSImage photon-2, which TKr \S+ names/);
    assert.equal(await gated({ objects: [...objects, own] }, "TKr"), undefined);
  });

  it("has the notice of drift and the wait judge by the same facts", () => {
    const facts = readTkr(unready("x"));
    assert.deepEqual(
      usability(facts).map(({ seen }) => seen),
      [`TanzuKubernetesRelease ${name} is not Compatible`],
    );
    const waits = (seen: Parameters<typeof stillMissing>[1]) => stillMissing(version, seen)?.what;
    const good = readTkr(tkr);
    assert.equal(waits({ tkr: undefined, hasBootstrapTemplate: false }), `TanzuKubernetesRelease ${name}`);
    assert.equal(
      waits({ tkr: facts, hasBootstrapTemplate: true }),
      `TanzuKubernetesRelease ${name} to be Compatible`,
    );
    assert.equal(
      waits({ tkr: good, hasBootstrapTemplate: false }),
      `ClusterBootstrapTemplate tkg-system/${bootstrapTemplate.metadata.name}`,
    );
    assert.equal(waits({ tkr: good, hasBootstrapTemplate: true, images: [] }), "OSImage photon");
    assert.equal(
      waits({ tkr: readTkr({ ...tkr, spec: {} }), hasBootstrapTemplate: true, images: [] }),
      "OSImage (any)",
    );
    assert.equal(waits({ tkr: good, hasBootstrapTemplate: true, images: ["photon"] }), undefined);
  });

  it("of an unexpected form is what can be read of it", () => {
    const odd = readTkr({
      metadata: { name },
      spec: { osImages: "x", bootstrapPackages: [1, { name: "a" }, {}] },
    });
    assert.deepEqual([odd.osImages, odd.packages, odd.version], [[], ["a"], version]);
  });
});
