/** The requests to a registry that come before imgpkg's, behind proxies and with certificates of every kind. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readServerCertificate } from "../../../src/clients/server-certificate.js";
import { explainPull } from "../../../src/clients/tkr-bundle.js";
import { vendorRegistry, type RegistryConnection } from "../../../src/config/connection.js";
import type { Problem } from "../../../src/config/problem.js";
import { Facts } from "../../../src/environment/facts/facts.js";
import { problemOf } from "../../../src/environment/finding.js";
import { checkRegistry } from "../../../src/environment/questions/registry.js";
import { checkCertificate } from "../../../src/environment/questions/vcenter.js";
import { httpProxy, socksProxy, type Proxy } from "../proxies.js";
import { authority, tlsServer, type Authority, type TlsServer } from "../tls-servers.js";

const variables = ["HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "HTTP_PROXY", "http_proxy"];
const password = "secret-of-the-proxy";

/** What is wrong with the registry of a stack. */
async function registryProblem(bundle: string, registry?: RegistryConnection): Promise<Problem | undefined> {
  const facts = new Facts().registry({ caFile: registry?.caFile });
  const finding = await checkRegistry(
    facts,
    { repository: bundle, versions: ["v1.25.7+vmware.1-tiny.2-tkg.1"] },
    registry?.caFile,
  );
  return finding.severity === "failure" ? problemOf(finding) : undefined;
}

describe("a registry behind a proxy", () => {
  let directory: string;
  let own: Authority;
  let server: TlsServer;
  const proxies: Proxy[] = [];
  const before: Record<string, string | undefined> = {};

  const open = async (proxy: Promise<Proxy>): Promise<Proxy> => {
    proxies.push(await proxy);
    return proxy;
  };

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-registry-"));
    own = await authority(directory, "own");
    server = await tlsServer(own);
    for (const name of variables) {
      before[name] = process.env[name];
      Reflect.deleteProperty(process.env, name);
    }
  });
  afterEach(async () => {
    for (const proxy of proxies.splice(0)) proxy.close();
    for (const [name, value] of Object.entries(before)) if (value !== undefined) process.env[name] = value;
    for (const name of variables) if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
    await server.close();
    rmSync(directory, { recursive: true });
  });

  // Names of this domain never resolve: only the proxy leads there.
  const repository = "registry.test:5000/tkg/bundle";

  it("is reached as imgpkg reaches it, with the proxy's login", async () => {
    const proxy = await open(httpProxy(server.server));
    process.env.HTTPS_PROXY = `http://edge:${password}@${proxy.address}`;
    const { thumbprint } = await readServerCertificate("registry.test:5000");
    assert.equal(thumbprint, server.thumbprint);
    assert.deepEqual(proxy.requests, [`edge:${password}@registry.test:5000`]);
  });

  it("is reached through a SOCKS proxy, which looks up the name", async () => {
    const proxy = await open(socksProxy(server.server));
    process.env.https_proxy = `socks5://${proxy.address}`;
    assert.equal((await readServerCertificate("registry.test:5000")).thumbprint, server.thumbprint);
    assert.deepEqual(proxy.requests, ["registry.test:5000"]);
  });

  it("is reached directly by NO_PROXY, which the failure then names", async () => {
    const proxy = await open(httpProxy(server.server));
    process.env.HTTPS_PROXY = proxy.address;
    process.env.NO_PROXY = "other.example, .test:5000";
    const problem = await registryProblem(repository);
    assert.deepEqual(proxy.requests, []);
    assert.match(problem?.path ?? "", /^tkg-edge:connection\.registry\.host/);
    assert.match(
      problem?.expected ?? "",
      /there is no host of that name.*It is reached directly, by NO_PROXY/,
    );
  });

  const refusals: readonly (readonly [string, RegExp])[] = [
    ["407 Proxy Authentication Required", /wants a login; give it in HTTPS_PROXY/],
    ["403 Forbidden", /refuses a connection to registry\.test:5000; allow it there/],
    ["502 Bad Gateway", /refuses a connection to registry\.test:5000/],
  ];
  for (const [line, expected] of refusals) {
    it(`blames the proxy that answers ${line}, without its password`, async () => {
      const proxy = await open(httpProxy(server.server, line));
      process.env.HTTPS_PROXY = `http://edge:${password}@${proxy.address}`;
      const problem = await registryProblem(repository);
      assert.equal(problem?.path, "HTTPS_PROXY");
      assert.match(problem.expected, expected);
      assert.match(problem.expected, new RegExp(`through the proxy http://${proxy.address} of HTTPS_PROXY`));
      assert.doesNotMatch(JSON.stringify(problem), new RegExp(password));
    });
  }

  it("blames the proxy that does not answer", async () => {
    for (const scheme of ["http", "https", "socks5"]) {
      process.env.HTTPS_PROXY = `${scheme}://127.0.0.1:1`;
      const problem = await registryProblem(repository);
      assert.equal(problem?.path, "HTTPS_PROXY");
      assert.match(problem.expected, /cannot be used.*ECONNREFUSED/);
    }
  });

  it("is not asked for where the variable is no proxy's address", async () => {
    process.env.HTTPS_PROXY = "ftp://127.0.0.1:1";
    const problem = await registryProblem(repository);
    assert.equal(problem?.path, "HTTPS_PROXY");
  });

  it("is as vCenter: its certificate is read through the proxy as well, before anything is sent", async () => {
    const proxy = await open(httpProxy(server.server));
    process.env.HTTPS_PROXY = proxy.address;
    const vcenter = {
      server: "vcenter.test",
      username: "edge",
      thumbprint: server.thumbprint,
      insecure: false,
    };
    assert.notEqual((await checkCertificate(new Facts(), vcenter)).severity, "failure");
    assert.deepEqual(proxy.requests, ["vcenter.test:443"]);
    assert.equal(server.received(), "");
  });
});

describe("a registry that cannot be used", () => {
  let directory: string;
  let own: Authority;
  let other: Authority;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-registry-"));
    [own, other] = await Promise.all([authority(directory, "own"), authority(directory, "other")]);
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  const certificates: readonly (readonly [string, Parameters<typeof tlsServer>[1], string, RegExp])[] = [
    ["expired", { daysLeft: -1 }, "host", /has expired; its operator has to renew it/],
    ["not valid yet", { daysUntil: 1 }, "host", /is not valid yet; is this machine's clock right/],
    ["for another address", { address: "127.0.0.9" }, "host", /is for another name/],
  ];
  for (const [title, certificate, key, expected] of certificates) {
    it(`shows a certificate that is ${title}`, async () => {
      const server = await tlsServer(own, certificate);
      const problem = await registryProblem(`${server.server}/tkg/a`, {
        host: server.server,
        caFile: own.file,
      });
      await server.close();
      assert.match(problem?.path ?? "", new RegExp(`^tkg-edge:connection\\.registry\\.${key}`));
      assert.match(problem?.expected ?? "", expected);
    });
  }

  it("shows a certificate of another CA", async () => {
    const server = await tlsServer(own);
    const problem = await registryProblem(`${server.server}/tkg/a`, {
      host: server.server,
      caFile: other.file,
    });
    await server.close();
    assert.equal(problem?.path, "tkg-edge:connection.registry.caFile");
    assert.match(problem.expected, /is not trusted; name the PEM file of its CA/);
  });

  const reference = `${vendorRegistry}/tkr-repository-vsphere-edge:v1.25.7_vmware.1-tiny.2-tkg.1`;
  for (const words of [
    "dial tcp: lookup x: no such host",
    "MANIFEST_UNKNOWN: manifest unknown",
    "DENIED: no",
  ]) {
    it(`is the vendor's own, which was given up: ${words}`, () => {
      const message = explainPull(reference, `imgpkg: Error: ${words}`);
      assert.match(message, /gave up projects\.registry\.vmware\.com in 2024/);
      assert.match(message, /went to projects\.packages\.broadcom\.com/);
      assert.match(message, /imgpkg copy -b .*tkr-repository-vsphere-edge.*connection\.registry\.host/);
    });
  }

  const local: readonly string[] = [
    "write /tmp/x/bundle/a: no space left on device",
    "mkdir /nonexistent/a: no such file or directory",
    "mkdir /tmp/x: permission denied",
  ];
  for (const words of local) {
    it(`is not blamed for what is local: ${words}`, () => {
      const message = explainPull(reference, `imgpkg: Error: ${words}`);
      assert.match(message, /^this machine: /);
      assert.match(message, /The registry is not at fault/);
      assert.doesNotMatch(message, /registryPassword|cannot be reached/);
      assert.ok(message.endsWith(words));
    });
  }
});
