import assert from "node:assert/strict";
import fc from "fast-check";
import { Selector } from "../../../sandbox/stand-ins/runtime/selector.js";

const labels = { tiny: "", "os-name": "photon", "image-type": "ova", "tkr.tanzu.vmware.com/tiny": "" };

describe("label selectors", () => {
  const cases: readonly (readonly [string, boolean])[] = [
    ["", true],
    ["tiny", true],
    ["!tiny", false],
    ["missing", false],
    ["!missing", true],
    ["tkr.tanzu.vmware.com/tiny", true],
    ["!tkr.tanzu.vmware.com/tiny", false],
    ["os-name=photon", true],
    ["os-name==ubuntu", false],
    ["os-name!=ubuntu", true],
    ["missing!=anything", true],
    ["os-name in (photon, ubuntu)", true],
    ["os-name notin (photon,ubuntu)", false],
    ["missing notin (a)", true],
    ["tiny=", true],
    [" image-type = ova , os-name=photon ", true],
    ["image-type=ova,os-name=ubuntu", false],
  ];
  for (const [text, expected] of cases) {
    it(`"${text}" ${expected ? "matches" : "does not match"}`, () => {
      assert.equal(Selector.parse(text).matches(labels), expected);
    });
  }

  it("prints as Kubernetes does: sorted by key, sets sorted", () => {
    assert.equal(Selector.parse("os-name=photon,image-type=ova").toString(), "image-type=ova,os-name=photon");
    assert.equal(Selector.parse("c notin (z, a), !b, a").toString(), "a,!b,c notin (a,z)");
  });

  it("names what it cannot read", () => {
    for (const text of ["a b", "a in b", "=", "a=b=c", "!"]) {
      assert.throws(() => Selector.parse(text), /unable to parse requirement/, text);
    }
  });

  it("required and forbidden keys add to a selector without changing it", () => {
    const selector = Selector.parse("tiny");
    assert.equal(selector.requiring({ absent: ["os-name"] }).matches(labels), false);
    assert.equal(selector.requiring({ present: ["os-name"] }).matches(labels), true);
    assert.equal(selector.toString(), "tiny");
  });

  it("what it prints reads back to the same selector", () => {
    const key = fc.stringMatching(/^[a-z]([a-z./-]{0,8}[a-z])?$/);
    const value = fc.stringMatching(/^[a-z0-9]{1,6}$/);
    const requirement = fc.oneof(
      key,
      key.map((name) => `!${name}`),
      fc.tuple(key, fc.constantFrom("=", "!="), value).map((parts) => parts.join("")),
      fc
        .tuple(key, fc.constantFrom("in", "notin"), fc.array(value, { minLength: 1, maxLength: 3 }))
        .map(([name, operator, values]) => `${name} ${operator} (${values.join(",")})`),
    );
    fc.assert(
      fc.property(fc.array(requirement, { maxLength: 4 }), (requirements) => {
        const printed = Selector.parse(requirements.join(",")).toString();
        assert.equal(Selector.parse(printed).toString(), printed);
      }),
    );
  });
});
