/** What a later release adds to a site, with a default, is no change of a cluster that an earlier one made. */
import assert from "node:assert/strict";
import fc from "fast-check";
import * as z from "zod";
import { inputEffects, type Effect } from "../../../src/config/change-effects.js";
import { siteKeys, valueAt, type SiteKeys } from "../../../src/config/site-keys.js";
import { siteSchema } from "../../../src/config/site.js";
import type { SiteSpec } from "../../../src/config/stack-spec.js";
import {
  canonicalRebuildInputs,
  rebuildDigest,
  rebuildInputsOf,
  rebuildReasons,
} from "../../../src/manifests/rebuild.js";
import { canonicalRolledInputs, rolledChanges, rolledInputs } from "../../../src/manifests/rolled.js";
import { exampleSite, pageStack } from "../example-site.js";

const connection = { vcenter: { server: "10.185.12.154" } };

/** A key that this release does not have. */
interface NewKey {
  /** Part of a site that the key is added to; undefined for the site itself. */
  readonly parent: "machine" | "node" | "network" | "cpi" | "placement" | "variables" | undefined;
  readonly effect: Effect;
  readonly byDefault: boolean | number | string | string[];
}

const addedName = "added";
const keyOf = ({ parent }: NewKey) => (parent === undefined ? addedName : `${parent}.${addedName}`);

function schemaOf({ parent, byDefault }: NewKey): z.ZodType {
  const field = z.union([z.boolean(), z.number(), z.string(), z.array(z.string())]).default(byDefault);
  if (parent === undefined) return siteSchema.extend({ [addedName]: field });
  const part = siteSchema.shape[parent];
  const object = part instanceof z.ZodPrefault ? part.unwrap() : part;
  assert.ok(object instanceof z.ZodObject);
  const extended: z.ZodType = object.extend({ [addedName]: field });
  return siteSchema.extend({
    [parent]: part instanceof z.ZodPrefault ? z.prefault(extended, {}) : extended,
  });
}

/** The release that has the new key. */
const laterKeys = (added: NewKey): SiteKeys => ({
  schema: schemaOf(added),
  effects: [...inputEffects, { key: keyOf(added), effect: added.effect, because: "it is new" }],
});

const value = fc.oneof(
  fc.boolean(),
  fc.integer({ min: 0, max: 99 }),
  fc.string({ maxLength: 90 }),
  fc.array(fc.string({ maxLength: 20 }), { maxLength: 3 }),
);

const newKey: fc.Arbitrary<NewKey> = fc.record({
  parent: fc.constantFrom("machine", "node", "network", "cpi", "placement", "variables", undefined),
  effect: fc.constantFrom<Effect>("rebuild", "rolled", "in place", "nothing"),
  byDefault: value,
});

/** Sites with more or fewer keys. */
const changes = fc.record(
  {
    auditLogging: fc.boolean(),
    cni: fc.constantFrom("antrea", "calico"),
    machine: fc.record({ numCPUs: fc.integer({ min: 2, max: 64 }) }),
    node: fc.record({ labels: fc.constantFrom({}, { site: "edge-1" }) }),
    rebuild: fc.record({ generation: fc.integer({ min: 0, max: 3 }) }),
    variables: fc.record(
      { apiServerPort: fc.integer({ min: 1, max: 65535 }), kubeVipLoadBalancerProvider: fc.boolean() },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

/** What a site comes to for a release: everything that the notices and the replacement rest on. */
function judged(site: SiteSpec, keys: SiteKeys) {
  const rebuild = rebuildInputsOf({ site, connection }, keys);
  return { rebuild, digest: rebuildDigest(rebuild), rolled: rolledInputs(site, keys) };
}

function laterSite(site: SiteSpec, set: object, added: NewKey): SiteSpec {
  const parsed = schemaOf(added).parse(merged({ ...pageStack.site, ...set }));
  return { ...site, ...(parsed as object) };
}

const merged = (site: Record<string, unknown>) => ({ ...site, tkrVersion: pageStack.management.tkr.version });

describe("a new key of a site that has its default", function () {
  this.timeout(60_000);

  it("changes no digest, no annotation and no comparison with one, and causes no notice", () => {
    fc.assert(
      fc.property(changes, newKey, (set, added) => {
        const { site } = exampleSite(set);
        const later = laterSite(site, set, added);
        assert.deepEqual(valueAt(later, keyOf(added).split(".")), added.byDefault);
        const before = judged(site, siteKeys);
        const after = judged(later, laterKeys(added));
        assert.equal(after.digest, before.digest);
        assert.equal(canonicalRolledInputs(after.rolled), canonicalRolledInputs(before.rolled));
        assert.deepEqual(rebuildReasons(canonicalRebuildInputs(before.rebuild), after.rebuild), []);
        assert.deepEqual(rolledChanges(canonicalRolledInputs(before.rolled), after.rolled), []);
      }),
    );
  });

  it("is reported as what its effect is once it is set to something else", () => {
    fc.assert(
      fc.property(changes, newKey, value, (set, added, other) => {
        fc.pre(JSON.stringify(other) !== JSON.stringify(added.byDefault));
        fc.pre(String(other) !== String(added.byDefault) && String(other) !== "");
        const { site } = exampleSite(set);
        const parent = added.parent === undefined ? undefined : (valueAt(site, [added.parent]) as object);
        const later = {
          ...site,
          ...(added.parent === undefined
            ? { [addedName]: other }
            : { [added.parent]: { ...parent, [addedName]: other } }),
        };
        const before = judged(site, siteKeys);
        const after = judged(later, laterKeys(added));
        const inputs = (found: readonly { readonly input: string }[] | undefined) =>
          found?.map(({ input }) => input);
        const expected = (effect: Effect) => (added.effect === effect ? [keyOf(added)] : []);
        const reasons = rebuildReasons(canonicalRebuildInputs(before.rebuild), after.rebuild);
        assert.deepEqual(inputs(reasons), expected("rebuild"));
        const rolled = rolledChanges(canonicalRolledInputs(before.rolled), after.rolled);
        assert.deepEqual(inputs(rolled), expected("rolled"));
      }),
    );
  });
});
