/** The stacks of a release are read by today's program as they were: nothing that they leave out has another meaning now. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { stackSchema, type SchemaNode } from "../../../src/config/documentation/stack-schema.js";
import type { SiteSpec } from "../../../src/config/stack-spec.js";
import { cluster } from "../../../src/manifests/cluster.js";
import {
  rebuildDigest,
  rebuildInputs,
  rebuildInputsAnnotation,
  rebuildReasons,
} from "../../../src/manifests/rebuild.js";
import { rolledChanges, rolledInputs, rolledInputsAnnotation } from "../../../src/manifests/rolled.js";
import { findSiteClass } from "../../../src/preflight/site-class.js";
import { atRecordedVersion } from "../../../src/program/built-version.js";
import { recordedClass } from "../../../src/program/recorded-class.js";
import {
  releasedFile,
  releasedKinds,
  releasedSpec,
  releasedStack,
  releases,
} from "../../upgrade/releases.js";

/** Dotted keys of a schema with what they are by default. */
function keysOf(node: SchemaNode, path = ""): (readonly [string, unknown])[] {
  const below = Object.entries(node.properties ?? {}).flatMap(([key, child]) =>
    keysOf(child, path === "" ? key : `${path}.${key}`),
  );
  return [[path, node.default] as const, ...below];
}

for (const version of releases) {
  describe(`stacks of ${version}`, () => {
    it("find every key and its default unchanged: what a running cluster left out would change otherwise", async () => {
      const text = (await releasedFile(version, "schema/stack.schema.json")).toString("utf8");
      const before = keysOf(JSON.parse(text) as SchemaNode);
      const now = new Map(keysOf(stackSchema()));
      assert.ok(before.length > 100, `${before.length} keys`);
      for (const [key, byDefault] of before) {
        assert.ok(now.has(key), `${key} is gone`);
        assert.deepEqual(now.get(key), byDefault, `default of ${key}`);
      }
    });

    const sites = releasedKinds(version).filter(
      (kind) => releasedStack(version, kind).settings.site !== undefined,
    );
    it("are of each kind", () => {
      assert.deepEqual(sites, ["adopted", "calico", "dev", "identity", "site", "standard"]);
    });

    for (const kind of sites) {
      it(`keep their class without naming it, whatever class is offered to new sites: ${kind}`, async () => {
        const spec = releasedSpec(version, kind);
        const { objects, state } = releasedStack(version, kind);
        const live = objects.find((object) => object.kind === "Cluster") as unknown as LiveObject;
        const records = state.deployment.resources.map(({ urn, inputs = {} }) => ({ urn, outputs: inputs }));
        const unmarked = { ...live, metadata: { ...live.metadata, annotations: {} } };
        const open = { ...spec, openClasses: { site: { offered: "tkg-vsphere-default-v9.9.9" } } };
        const unlisted = { clusterClasses: () => Promise.reject(new Error("no class is listed")) };
        const recorded = (site: SiteSpec) => Promise.resolve(recordedClass(records, site));
        for (const before of [live, unmarked, undefined]) {
          const { spec: found, notice } = await findSiteClass(open, unlisted, before, recorded);
          assert.deepEqual(found.site, spec.site);
          assert.equal(notice, undefined);
        }
      });

      it(`are rebuilt for another version as before, until site.versionChange is set, which changes nothing: ${kind}`, () => {
        const { site, connection } = releasedSpec(version, kind);
        assert.ok(site && connection.vcenter);
        const { vcenter } = connection;
        const vcenterServer = vcenter.server;
        const { objects, state: exported } = releasedStack(version, kind);
        const live = objects.find((object) => object.kind === "Cluster") as unknown as LiveObject;
        const state = exported.deployment.resources.map(({ urn, type, inputs = {} }) => ({
          urn,
          type,
          outputs: inputs,
        }));
        const digestOf = (of: SiteSpec) => rebuildDigest(rebuildInputs(of, vcenterServer));
        const at = (changes: Partial<SiteSpec>) =>
          atRecordedVersion({ site: { ...site, ...changes }, vcenterServer, live, state }, false);
        assert.equal(at({}).versionChange, "rebuild");
        for (const versionChange of [undefined, "rebuild", "roll"] as const) {
          const same = at({ versionChange });
          assert.equal(digestOf(same), digestOf(site));
          assert.equal(same.builtFrom, undefined);
          const { metadata } = cluster(same, vcenter);
          assert.deepEqual(metadata, cluster(site, vcenter).metadata);
        }
        const other = { tkrVersion: "v1.25.99+vmware.1-tkg.1" };
        assert.equal(digestOf(at(other)), digestOf({ ...site, ...other }));
        const isRolled = digestOf(at({ ...other, versionChange: "roll" })) === digestOf(site);
        assert.equal(isRolled, site.kind === "standard");
      });

      it(`have the same Cluster and annotations, and no notice: ${kind}`, () => {
        const { site, connection } = releasedSpec(version, kind);
        assert.ok(site && connection.vcenter);
        const live = releasedStack(version, kind).objects.find((object) => object.kind === "Cluster");
        const { annotations } = live?.metadata as { readonly annotations: Readonly<Record<string, string>> };
        const { metadata, spec } = cluster(site, connection.vcenter);
        const today = metadata.annotations;
        const { resources } = releasedStack(version, kind).state.deployment;
        const stored = resources.find(({ type }) => type === "kubernetes:cluster.x-k8s.io/v1beta1:Cluster");
        assert.deepEqual(spec, stored?.inputs?.spec);
        for (const name of [rebuildInputsAnnotation, rolledInputsAnnotation])
          assert.equal(today[name], annotations[name], name);
        const inputs = rebuildInputs(site, connection.vcenter.server);
        assert.deepEqual(rebuildReasons(annotations[rebuildInputsAnnotation], inputs), []);
        assert.deepEqual(rolledChanges(annotations[rolledInputsAnnotation], rolledInputs(site)), []);
      });
    }
  });
}
