/** Which class a site has that names none, by what there is of it: live, in the state, on the management cluster. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { newestVendorClass } from "../../../src/config/vendor-class.js";
import { keptClass, newClass, type RecordedClass } from "../../../src/environment/judgements/site-class.js";

const vendor = (version: string): string => `tkg-vsphere-default-v${version}`;
const [oldest, middle, newest] = [vendor("1.0.0"), vendor("1.1.0"), vendor("1.2.0")];

/** @param built class in the annotation @param has class in the spec */
const live = (built: string | undefined, has = oldest): LiveObject => ({
  kind: "Cluster",
  metadata: {
    name: "workload-snc",
    ...(built !== undefined && {
      annotations: { "tkg-edge/rebuild-inputs": JSON.stringify({ v: 1, className: built }) },
    }),
  },
  spec: { topology: { class: has } },
});
const annotated = (text: string): LiveObject => ({
  ...live(undefined),
  metadata: { name: "workload-snc", annotations: { "tkg-edge/rebuild-inputs": text } },
});

describe("the class that a site keeps", () => {
  const rows: [string, LiveObject | undefined, RecordedClass, string | undefined][] = [
    ["what its Cluster was built from", live(oldest), {}, oldest],
    ["the same where others moved the Cluster to another class", live(oldest, newest), {}, oldest],
    ["the same where an unfinished rebuild had another class", live(oldest), { gate: newest }, oldest],
    [
      "the record where another client changed the annotation, and no rebuild is under way",
      live(newest),
      { cluster: oldest, gate: oldest, isSettled: true },
      oldest,
    ],
    [
      "what its Cluster was built from, where a rebuild is under way",
      live(middle),
      { cluster: oldest, gate: newest },
      middle,
    ],
    ["the record where the annotation was removed", live(undefined, newest), { cluster: oldest }, oldest],
    ["the record where the annotation cannot be read", annotated("{"), { cluster: middle }, middle],
    ["the record where the annotation is of another form", annotated('{"v":2}'), { cluster: middle }, middle],
    [
      "that of the Cluster itself where nothing is recorded, as one that others made",
      live(undefined),
      {},
      oldest,
    ],
    [
      "a copy made by a user, if its Cluster has that",
      live(undefined, "copy-of-a-class"),
      {},
      "copy-of-a-class",
    ],
    [
      "what was announced, where the Cluster is gone in the middle of a rebuild",
      undefined,
      { gate: newest, cluster: oldest },
      newest,
    ],
    [
      "what the Cluster was built from, where the gate's record cannot be read",
      undefined,
      { cluster: oldest },
      oldest,
    ],
    ["none, where the site begins its first Cluster", undefined, {}, undefined],
    ["none, of a Cluster without a topology", { ...live(undefined), spec: {} }, {}, undefined],
  ];
  for (const [what, cluster, recorded, expected] of rows) {
    it(`is ${what}`, () => {
      assert.equal(keptClass(cluster, recorded), expected);
    });
  }
});

describe("the class of a Cluster that does not exist yet", () => {
  const rows: [string, string | undefined, readonly string[] | undefined, string | undefined][] = [
    ["what the management stack offers", middle, [oldest, middle, newest], middle],
    ["the newest of the vendor's in its namespace", undefined, [oldest, newest, middle], newest],
    [
      "the newest by version, not by spelling",
      undefined,
      [vendor("1.9.0"), vendor("1.10.0")],
      vendor("1.10.0"),
    ],
    ["no copy of a class", undefined, [oldest, `${newest}-fips`, `my-${newest}`, "v9.9.9"], oldest],
    ["none, where there are only copies", undefined, [`${newest}-fips`], undefined],
    ["none, where the classes are not known", undefined, undefined, undefined],
  ];
  for (const [what, offered, classes, expected] of rows) {
    it(`is ${what}`, () => {
      assert.equal(newClass(offered, classes)?.name, expected);
    });
  }

  it("does not depend on the order in which the classes are listed", () => {
    const version = fc.tuple(fc.nat(20), fc.nat(20), fc.nat(20)).map((parts) => vendor(parts.join(".")));
    fc.assert(
      fc.property(fc.array(version, { minLength: 1 }), (names) => {
        assert.equal(newestVendorClass(names), newestVendorClass(names.toReversed()));
      }),
    );
  });
});
