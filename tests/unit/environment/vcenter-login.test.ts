import assert from "node:assert/strict";
import type { VcenterAddress } from "../../../src/clients/vcenter.js";
import { readLogin } from "../../../src/environment/facts/vcenter-login.js";
import { problemOf } from "../../../src/environment/finding.js";
import { loginUse } from "../../../src/environment/judgements/vcenter-login.js";
import { gated, preflighted, previewed, running, site, whole } from "./surfaces.js";

const vcenter = {
  server: "127.66.0.5:8989",
  username: "administrator@vsphere.local",
  thumbprint: "AA:BB",
  insecure: false,
};

const explainLogin = (at: Omit<VcenterAddress, "password">, stderr: string) =>
  problemOf(loginUse(at, readLogin(at, { ok: false, stdout: "", stderr })));

describe("a vCenter that cannot be logged in to", () => {
  const table: [string, string][] = [
    ["govc: ServerFaultCode: Login failure", "tkg-edge:vcenterPassword"],
    [
      "govc: ServerFaultCode: Cannot complete login due to an incorrect user name or password.",
      "tkg-edge:vcenterPassword",
    ],
    [
      'govc: Post "https://127.66.0.5:8989/sdk": dial tcp 127.66.0.5:8989: connect: connection refused',
      "tkg-edge:connection.vcenter.server",
    ],
    [
      'govc: Post "https://127.66.0.5:8989/sdk": host "127.66.0.5:8989" thumbprint does not match "AA:BB"',
      "tkg-edge:connection.vcenter.thumbprint",
    ],
    [
      'govc: Post "https://127.66.0.5:8989/sdk": tls: failed to verify certificate: x509: certificate signed by unknown authority',
      "tkg-edge:connection.vcenter.thumbprint",
    ],
    // What is local is not vCenter's password, nor its certificate.
    ["govc: open /etc/tkg-edge/vcenter-ca.pem: permission denied", "this machine"],
    ["govc: mkdir /home/edge/.govmomi: no space left on device", "this machine"],
    [
      'govc: Post "https://127.66.0.5:8989/sdk": proxyconnect tcp: dial tcp 127.0.0.1:3128: connect: connection refused',
      "HTTPS_PROXY",
    ],
    ['govc: Post "https://127.66.0.5:8989/sdk": Proxy Authentication Required', "HTTPS_PROXY"],
    [
      'govc: Post "https://127.66.0.5:8989/sdk": x509: certificate has expired or is not yet valid: current time 2026-01-01T00:00:00Z is after 2024-01-01T00:00:00Z',
      "tkg-edge:connection.vcenter.server",
    ],
  ];
  for (const [stderr, path] of table) {
    it(`is explained by ${path}: ${stderr.slice(6, 60)}`, () => {
      const problem = explainLogin(vcenter, stderr);
      assert.equal(problem.path, path);
      assert.ok(problem.expected.includes(stderr.replace("govc: ", "")), "govc's own words are kept");
    });
  }

  it("names the CA file where one is used", () => {
    const problem = explainLogin(
      { ...vcenter, caFile: "ca.pem" },
      "govc: x509: certificate signed by unknown authority",
    );
    assert.equal(problem.path, "tkg-edge:connection.vcenter.caFile");
    assert.equal(problem.found, '"ca.pem"');
  });
});

describe("the login to vCenter", () => {
  const objects = [...whole, running(site.controlPlaneEndpoint)];
  for (const [what, refusal, key] of [
    ["that is refused", "govc: ServerFaultCode: Login failure", "tkg-edge:vcenterPassword"],
    [
      "that nobody answers",
      "govc: Post: dial tcp: connect: connection refused",
      "tkg-edge:connection.vcenter.server",
    ],
  ] as const) {
    it(`${what} is the same finding of preview, preflight and gate`, async () => {
      const environment = { objects, refusal };
      const [problem, ...more] = await previewed(environment);
      assert.deepEqual([problem?.path, more], [key, []]);
      const [finding] = await preflighted(environment, "vcenter-login");
      assert.deepEqual(
        [finding?.severity, finding?.path, finding?.expected],
        ["failure", key, problem?.expected],
      );
      const stopped = (await gated(environment, "vCenter login")) ?? "";
      assert.ok(stopped.includes(problem?.expected ?? "(nothing)") && stopped.includes(key), stopped);
    });
  }

  it("that is accepted is found so by all of them", async () => {
    assert.deepEqual(await previewed({ objects }), []);
    assert.equal((await preflighted({ objects }, "vcenter-login"))[0]?.severity, "ok");
    assert.equal((await preflighted({ objects }, "vcenter-version"))[0]?.seen, "vCenter 8.0.1, build 1");
    assert.equal(await gated({ objects }, "vCenter login"), undefined);
  });
});
