import assert from "node:assert/strict";
import { certificateProblem } from "../../../src/config/certificate-field.js";
import { exampleCa, expiredCa } from "../example-ca.js";

/** The example CA is valid from 2020 to 2120, the expired one from 2010 to 2020. */
describe("the validity of a CA", () => {
  const cases: readonly [string, string, string, RegExp | undefined][] = [
    ["in its time", exampleCa, "2026-11-22", undefined],
    [
      "before it",
      exampleCa,
      "2019-12-31",
      /CN=tkg-edge example CA is valid from Jan +1 00:00:00 2020 GMT only/,
    ],
    ["after it", exampleCa, "2121-01-01", /CN=tkg-edge example CA expired on/],
    ["of the second of two", chain(exampleCa, expiredCa), "2026-11-22", /CN=expired example CA expired on/],
  ];
  for (const [when, ca, now, expected] of cases) {
    it(when, () => {
      const problem = certificateProblem(ca, new Date(now));
      if (expected === undefined) assert.equal(problem, undefined);
      else assert.match(problem ?? "", expected);
    });
  }
});

function chain(...certificates: readonly string[]): string {
  const pem = certificates.map((certificate) => Buffer.from(certificate, "base64").toString("latin1"));
  return Buffer.from(pem.join("\n"), "latin1").toString("base64");
}
