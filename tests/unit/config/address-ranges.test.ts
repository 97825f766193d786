/** Sets of addresses, compared with the same sets written out one by one. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { addressRange, countAddresses, type AddressRange } from "../../../src/config/address-ranges.js";
import { addressNumber } from "../../../src/config/network-fields.js";

const at = (address: string) => addressNumber(address);

describe("a range of addresses", () => {
  const rows: [string, AddressRange | undefined][] = [
    ["10.0.0.10", { first: at("10.0.0.10"), last: at("10.0.0.10") }],
    ["10.0.0.250-10.0.1.5", { first: at("10.0.0.250"), last: at("10.0.1.5") }],
    ["10.0.0.20/28", { first: at("10.0.0.16"), last: at("10.0.0.31") }],
    ["0.0.0.0/0", { first: 0, last: 2 ** 32 - 1 }],
    ["10.0.0.19-10.0.0.10", undefined],
    ["10.0.0.1-10.0.0.2-10.0.0.3", undefined],
    ["10.0.0.0/33", undefined],
    ["10.0.0.0/24/24", undefined],
    ["10.0.0", undefined],
    ["fd00::10-fd00::20", undefined],
    ["", undefined],
  ];
  for (const [text, expected] of rows) {
    it(`is ${expected ? "" : "not "}"${text}"`, () => {
      assert.deepEqual(addressRange(text), expected);
    });
  }
});

describe("the number of addresses in ranges", () => {
  const range = fc
    .tuple(fc.nat(40), fc.nat(10))
    .map(([first, more]): AddressRange => ({ first, last: first + more }));
  const listed = (ranges: readonly AddressRange[]) =>
    ranges.flatMap(({ first, last }) =>
      Array.from({ length: last - first + 1 }, (_, index) => first + index),
    );

  it("counts each once, without those that are taken", () => {
    fc.assert(
      fc.property(fc.array(range), fc.array(range), (ranges, taken) => {
        const without = new Set(listed(taken));
        const left = new Set(listed(ranges).filter((address) => !without.has(address)));
        assert.equal(countAddresses(ranges, taken), left.size);
      }),
    );
  });

  it("is known of a whole /8 without listing it", () => {
    const whole = addressRange("10.0.0.0/8") ?? assert.fail();
    assert.equal(countAddresses([whole], []), 2 ** 24);
  });
});
