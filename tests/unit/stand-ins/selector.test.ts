import assert from "node:assert/strict";
import fc from "fast-check";
import { Selector } from "../../../sandbox/stand-ins/runtime/selector.js";

const labels = {
  tiny: "",
  "os-version": "3",
  "os-name": "photon",
  "image-type": "ova",
  "tkr.tanzu.vmware.com/tiny": "",
};

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
    ["os-version>2", true],
    ["os-version < 3", false],
    ["os-version>10", false],
    ["os-name>2", false],
    ["missing<2", false],
    ["tiny in ()", true],
    ["tiny in (a,)", true],
    ["in in (in)", false],
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

  // Each as k8s.io/apimachinery 0.27 answers it.
  const wrong: readonly (readonly [string, string])[] = [
    ["a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ["a,", "found '', expected: identifier after ','"],
    ["=", "found '=', expected: !, identifier, or 'end of string'"],
    ["!", "unable to parse requirement: found '', expected: identifier"],
    ["!a=b", "found '=', expected: ',' or 'end of string'"],
    ["a=b=c", "found '=', expected: ',' or 'end of string'"],
    ["a in b", "unable to parse requirement: found 'b' expected: '('"],
    ["a in (b", "unable to parse requirement: found '', expected: ',' or ')'"],
    ["a in (=)", "unable to parse requirement: found '=', expected: ',', ')' or identifier"],
    [
      "os-version>two",
      "unable to parse requirement: values[0]: Invalid value: \"two\": for 'Gt', 'Lt' operators, the value must be an integer",
    ],
    [
      "os-name=-x",
      'unable to parse requirement: values[0][os-name]: Invalid value: "-x": a valid label must be an empty string or consist of ' +
        "alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or " +
        "'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
    ],
    ["/x", 'unable to parse requirement: <nil>: Invalid value: "/x": prefix part must be non-empty'],
  ];
  for (const [text, expected] of wrong) {
    it(`"${text}" is refused in Kubernetes' words`, () => {
      assert.throws(() => Selector.parse(text), { message: expected });
    });
  }

  it("required and forbidden keys add to a selector without changing it", () => {
    const selector = Selector.parse("tiny");
    assert.equal(selector.requiring({ absent: ["os-name"] }).matches(labels), false);
    assert.equal(selector.requiring({ present: ["os-name"] }).matches(labels), true);
    assert.equal(selector.toString(), "tiny");
  });

  it("what it prints reads back to the same selector", () => {
    const key = fc.stringMatching(/^([a-z]{1,4}\/)?[a-z]([a-z.-]{0,8}[a-z])?$/);
    const value = fc.stringMatching(/^[a-z0-9]{1,6}$/);
    const requirement = fc.oneof(
      key,
      key.map((name) => `!${name}`),
      fc.tuple(key, fc.constantFrom("=", "!=", "=="), value).map((parts) => parts.join("")),
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
