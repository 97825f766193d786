import assert from "node:assert/strict";
import { classWarnings, warnings } from "../../../src/config/warnings.js";
import { pageStack, parseExample } from "../example-site.js";

const { vcenter, ...connection } = pageStack.connection;
const site = (changes: Record<string, unknown>) => ({ site: { ...pageStack.site, ...changes } });

describe("warnings", () => {
  it("are none for the example in the vendor page", () => {
    assert.deepEqual(warnings(parseExample()), []);
  });

  const cases: [string, Parameters<typeof parseExample>[0], RegExp[]][] = [
    [
      "a release that was never tried, with the class of the tried ones",
      {
        ...site({ className: "tkg-vsphere-default-v1.0.0" }),
        template: undefined,
        management: { tkr: { version: "v1.26.5+vmware.1-tiny.2-tkg.1" } },
      },
      [
        /TKr v1\.26\.5\+vmware\.1-tiny\.2-tkg\.1 belongs to TKG 2\.3\.0, known from public facts alone;.*tried: 2\.2\.0, 2\.1\.1, 2\.1\.0/,
        /newer releases ship another/,
      ],
    ],
    [
      "a TKr that no public list names",
      {
        ...site({ className: "own" }),
        template: undefined,
        management: { tkr: { version: "v1.27.1+vmware.1-tiny.1-tkg.1" } },
      },
      [/belongs to an unknown TKG release; this version of tkg-edge was not tried with it/],
    ],
    [
      "a class that the TKr's release does not ship",
      site({ className: "tkg-vsphere-default-v1.1.0" }),
      [/TKG 2\.2\.0, .* ships tkg-vsphere-default-v1\.0\.0/],
    ],
    [
      "an OVA whose name has another version",
      { template: { ...pageStack.template, ova: "ova/ubuntu-2004-kube-v1.24.10+vmware.1-tiny.1.ova" } },
      [
        /named for v1\.24\.10\+vmware\.1-tiny\.1, .* wants v1\.25\.7/,
        /named for ubuntu, and template\.os is photon/,
      ],
    ],
    [
      "a vCenter that nobody verifies",
      { connection: { ...connection, vcenter: { ...vcenter, thumbprint: undefined, insecure: true } } },
      [/certificate is not verified/],
    ],
    [
      "a vCenter that the cluster's own components cannot verify",
      { connection: { ...connection, vcenter: { ...vcenter, thumbprint: undefined, caFile: "ca.pem" } } },
      [/add the SHA-1 thumbprint/],
    ],
    [
      "a registry that nobody verifies",
      site({ imageRepositoryTlsVerify: false }),
      [/from any server that answers/],
    ],
  ];
  for (const [what, changes, expected] of cases) {
    it(`are given for ${what}`, () => {
      const given = warnings(parseExample(changes));
      assert.equal(given.length, expected.length, given.join("\n"));
      for (const [index, pattern] of expected.entries()) assert.match(given[index] ?? "", pattern);
    });
  }

  it("about a class that is not configured are left until it is known", () => {
    const management = { tkr: { version: "v1.26.5+vmware.1-tiny.2-tkg.1" } };
    const spec = parseExample({ ...site({}), template: undefined, management });
    assert.equal(warnings(spec).length, 1);
    assert.match(classWarnings(spec).join(), /newer releases ship another/);
  });
});
