import assert from "node:assert/strict";
import {
  causeOfError,
  failureCause,
  isLocal,
  isOutage,
  type FailureCause,
} from "../../../src/clients/failure-cause.js";

/** Texts of imgpkg, govc, kubectl (Go) and of Node, with whose fault they are. */
const table: readonly (readonly [FailureCause | undefined, string])[] = [
  ["tool-missing", 'imgpkg is not on the PATH; install it (it is part of Carvel) or run "make tools"'],
  [
    "disk-full",
    "imgpkg: Error: Extracting image into directory:\n  write /tmp/x/bundle/a: no space left on device",
  ],
  ["disk-full", "imgpkg: Error: Extracting image:\n  mkdir /tmp/x/bundle:\n    disk quota exceeded"],
  ["disk-full", "ENOSPC: no space left on device, write"],
  [
    "file-missing",
    "imgpkg: Error: Creating temp directory: mkdir /nonexistent/imgpkg-1: no such file or directory",
  ],
  ["file-missing", "error: stat /home/me/mgmt.kubeconfig: no such file or directory"],
  ["file-missing", "ENOENT: no such file or directory, mkdtemp '/nonexistent/tkg-edge-scratch-1'"],
  ["file-missing", "ENOENT: no such file or directory, scandir '/nonexistent'"],
  ["file-forbidden", "imgpkg: Error: mkdir /tmp/x/bundle: permission denied"],
  ["file-forbidden", "error: open /etc/tkg-edge/mgmt.kubeconfig: permission denied"],
  ["file-forbidden", "govc: open /srv/photon.ova: permission denied"],
  ["file-forbidden", "fork/exec /opt/bin/login-helper: permission denied"],
  ["file-forbidden", "EACCES: permission denied, mkdtemp '/tmp/tkg-edge-scratch-1'"],
  ["file-unusable", "imgpkg: Error: mkdir /tmp/x: read-only file system"],
  ["file-unusable", "open /etc/ssl/certs/ca.pem: too many open files"],
  ["connecting-forbidden", "dial tcp 192.0.2.1:443: connect: permission denied"],
  ["connecting-forbidden", "connect EACCES 192.0.2.1:443"],
  [
    "proxy-unreachable",
    'Get "https://registry.test/v2/": proxyconnect tcp: dial tcp 127.0.0.1:3128: connect: connection refused',
  ],
  [
    "proxy-unreachable",
    'Get "https://registry.test/v2/": proxyconnect tcp: dial tcp: lookup proxy.test: no such host',
  ],
  [
    "proxy-unreachable",
    'Get "https://r.test/v2/": proxyconnect tcp: tls: failed to verify certificate: x509: certificate signed by unknown authority',
  ],
  [
    "proxy-unreachable",
    "socks connect tcp 127.0.0.1:1080->r.test:443: dial tcp 127.0.0.1:1080: connect: connection refused",
  ],
  ["proxy-login", 'Get "https://registry.test/v2/":\n  Proxy Authentication Required'],
  [
    "proxy-login",
    "the proxy answers 407 Proxy Authentication Required; registry.test:443 was to be reached through the proxy",
  ],
  ["proxy-refuses", 'Get "https://registry.test/v2/":\n  Forbidden'],
  ["proxy-refuses", 'Post "https://vcenter.test/sdk": Bad Gateway'],
  [
    "certificate-expired",
    "tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-01-01T00:00:00Z is after 2024-01-01T00:00:00Z",
  ],
  [
    "certificate-not-yet-valid",
    "x509: certificate has expired or is not yet valid: current time 2001-01-01T00:00:00Z is before 2024-01-01T00:00:00Z",
  ],
  ["certificate-expired", "CERT_HAS_EXPIRED"],
  ["certificate-not-yet-valid", "CERT_NOT_YET_VALID"],
  ["certificate-of-other-name", "x509: certificate is valid for a.test, not b.test"],
  [
    "certificate-of-other-name",
    "x509: cannot validate certificate for 192.0.2.1 because it doesn't contain any IP SANs",
  ],
  ["certificate-of-other-name", "ERR_TLS_CERT_ALTNAME_INVALID"],
  ["certificate-not-pinned", 'govc: Post "https://v/sdk": host "v:443" thumbprint does not match "AA:BB"'],
  [
    "certificate-untrusted",
    "tls: failed to verify certificate: x509: certificate signed by unknown authority",
  ],
  ["certificate-untrusted", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
  ["certificate-untrusted", "DEPTH_ZERO_SELF_SIGNED_CERT"],
  ["no-tls", "http: server gave HTTP response to HTTPS client"],
  [
    "rate-limited",
    "GET https://r.test/v2/a/manifests/b: TOOMANYREQUESTS: You have reached your pull rate limit",
  ],
  ["rate-limited", "GET https://r.test/v2/: unexpected status code 429 Too Many Requests"],
  ["rate-limited", "it answers https://r.test/v2/ with HTTP 429"],
  ["unknown-host", "dial tcp: lookup registry.test on 127.0.0.53:53: no such host"],
  [
    "unknown-host",
    "dial tcp: lookup registry.test on 127.0.0.53:53: read udp 127.0.0.1:1->127.0.0.53:53: i/o timeout",
  ],
  ["unknown-host", "getaddrinfo ENOTFOUND registry.test"],
  ["unknown-host", "getaddrinfo EAI_AGAIN registry.test"],
  ["refused", "dial tcp 127.66.0.4:5000: connect: connection refused"],
  ["refused", "connect ECONNREFUSED 127.66.0.4:5000"],
  [
    "refused",
    "The connection to the server 192.0.2.1:6443 was refused - did you specify the right host or port?",
  ],
  ["unreachable", "dial tcp 192.0.2.1:443: connect: no route to host"],
  ["no-answer", "dial tcp 192.0.2.1:443: i/o timeout"],
  ["no-answer", "net/http: TLS handshake timeout"],
  ["no-answer", "no answer from r.test:443 within 10 s"],
  ["no-answer", 'Get "https://r.test/v2/":\n  EOF'],
  ["login-refused", "GET https://r.test/v2/a/manifests/b: UNAUTHORIZED: authentication required; [map[]]"],
  ["login-refused", "GET https://r.test/token: unexpected status code 401 Unauthorized"],
  ["login-refused", "error: You must be logged in to the server (Unauthorized)"],
  ["forbidden", 'Error from server (Forbidden): namespaces is forbidden: User "x" cannot list resource'],
  ["forbidden", "GET https://r.test/v2/a/manifests/b: DENIED: requested access to the resource is denied"],
  ["forbidden", "GET https://r.test/v2/: unexpected status code 403 Forbidden: permission denied"],
  ["not-found", "GET https://r.test/v2/a/manifests/b: MANIFEST_UNKNOWN: manifest unknown"],
  ["not-found", "GET https://r.test/v2/a/manifests/b: NAME_UNKNOWN: repository name not known to registry"],
  ["not-found", "GET https://r.test/v2/: unexpected status code 404 Not Found"],
  ["other-platform", "no child with platform linux/amd64 in index r.test/a"],
  ["server-error", "GET https://r.test/v2/: unexpected status code 503 Service Unavailable"],
  ["server-error", "it answers https://r.test/v2/ with HTTP 502"],
  ["broken-off", "unexpected EOF"],
  ["broken-off", "read tcp 127.0.0.1:1->127.0.0.1:2: read: connection reset by peer"],
  // A full disk of the server's is not this machine's, and digests hold any digits.
  [
    "server-error",
    "PUT https://r.test/v2/: unexpected status code 500 Internal Server Error: no space left on device",
  ],
  [
    undefined,
    "Expected bundle image but found plain image: sha256:4010000000000000000000000000000000000000000000000000000000004030",
  ],
  [undefined, "govc: A specified parameter was not correct: spec.location"],
];

describe("whose fault a failed request is", () => {
  for (const [cause, text] of table) {
    it(`${cause ?? "unknown"}: ${text.replaceAll("\n", " ").slice(0, 90)}`, () => {
      assert.equal(failureCause(text), cause);
    });
  }

  it("is read of Node's code too, where the message does not have it", () => {
    const error = Object.assign(new Error("it went wrong"), { code: "ECONNREFUSED" });
    assert.equal(causeOfError(error), "refused");
  });

  it("is local for this machine's own causes, and for no other", () => {
    const local = new Set(table.map(([cause]) => cause).filter((cause) => isLocal(cause)));
    assert.deepEqual([...local].sort(), [
      ...[
        "connecting-forbidden",
        "disk-full",
        "file-forbidden",
        "file-missing",
        "file-unusable",
        "tool-missing",
      ],
    ]);
  });

  it("is an outage where the same request may succeed later, and not where something has to be changed", () => {
    const outages = new Set(table.map(([cause]) => cause).filter((cause) => isOutage(cause)));
    assert.deepEqual([...outages].sort(), [
      ...["broken-off", "no-answer", "proxy-unreachable", "refused", "server-error"],
      ...["unknown-host", "unreachable"],
    ]);
  });
});
