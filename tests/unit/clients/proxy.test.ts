import assert from "node:assert/strict";
import { isExempt, routeTo } from "../../../src/clients/proxy.js";

/** NO_PROXY, host, port, and whether Go's httpproxy exempts it. */
const rules: readonly (readonly [list: string, host: string, port: number, exempt: boolean])[] = [
  ["registry.test", "registry.test", 443, true],
  ["registry.test", "REGISTRY.TEST", 443, true],
  ["registry.test", "a.registry.test", 443, true],
  ["registry.test", "other-registry.test", 443, false],
  [".registry.test", "a.registry.test", 443, true],
  [".registry.test", "registry.test", 443, false],
  ["*.registry.test", "a.registry.test", 443, true],
  ["*.registry.test", "registry.test", 443, false],
  [" one.test ,  registry.test ", "registry.test", 443, true],
  ["one.test,,registry.test,", "registry.test", 443, true],
  ["registry.test:5000", "registry.test", 5000, true],
  ["registry.test:5000", "registry.test", 443, false],
  ["*", "registry.test", 443, true],
  ["192.0.2.7", "192.0.2.7", 443, true],
  ["192.0.2.7:5000", "192.0.2.7", 5000, true],
  ["192.0.2.7:5000", "192.0.2.7", 443, false],
  ["192.0.2.0/24", "192.0.2.200", 443, true],
  ["192.0.2.0/25", "192.0.2.200", 443, false],
  ["192.0.2.0/33", "192.0.2.200", 443, false],
  ["192.0.2.0/24", "registry.test", 443, false],
  ["0.2.7", "192.0.2.7", 443, false],
  ["2001:db8::/32", "2001:db8::1", 443, true],
  ["[2001:db8::1]:5000", "2001:db8::1", 5000, true],
  ["2001:db8::1", "2001:db8:0::1", 443, true],
  [":5000", "registry.test", 5000, false],
  ["bücher.test", "xn--bcher-kva.test", 443, true],
  ["", "registry.test", 443, false],
];

describe("the way to a server", () => {
  for (const [list, host, port, exempt] of rules) {
    it(`NO_PROXY "${list}" ${exempt ? "exempts" : "does not exempt"} ${host}:${port}`, () => {
      assert.equal(isExempt(host, port, list), exempt);
    });
  }

  const proxy = "http://user:secret-of-the-proxy@proxy.test:3128";
  const way = (environment: Record<string, string>, host = "registry.test") =>
    routeTo(host, 443, environment);

  it("is direct without a proxy, and by HTTP_PROXY and ALL_PROXY alone", () => {
    assert.deepEqual(way({ HTTP_PROXY: proxy, ALL_PROXY: proxy }), { shown: "directly" });
  });

  it("is the proxy's in either spelling, lower case first, and never shows its password", () => {
    assert.equal(way({ HTTPS_PROXY: proxy }).proxy?.hostname, "proxy.test");
    const both = way({ HTTPS_PROXY: proxy, https_proxy: "other.test:8080" });
    assert.equal(both.shown, "through the proxy http://other.test:8080 of https_proxy");
    assert.equal(
      way({ HTTPS_PROXY: proxy }).shown,
      "through the proxy http://proxy.test:3128 of HTTPS_PROXY",
    );
    assert.equal(way({ https_proxy: "", HTTPS_PROXY: proxy }).proxy?.port, "3128");
  });

  it("is direct to loopback, and names the variable that exempts a server", () => {
    for (const host of ["localhost", "127.0.0.1", "127.66.0.4"]) {
      assert.deepEqual(way({ HTTPS_PROXY: proxy }, host), { shown: "directly" });
    }
    assert.deepEqual(way({ HTTPS_PROXY: proxy, no_proxy: ".test" }), { shown: "directly, by no_proxy" });
  });

  it("is refused where the variable holds no proxy's address, without showing it", () => {
    assert.throws(
      () => way({ HTTPS_PROXY: "ftp://user:secret-of-the-proxy@proxy.test" }),
      (error: Error) => {
        assert.match(error.message, /^HTTPS_PROXY is not the address of a proxy; expected \[http:/);
        assert.doesNotMatch(error.message, /secret/);
        return true;
      },
    );
  });
});
