/** What is reported of a management cluster that does not answer: the cause, and not the one that comes to mind first. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dump } from "js-yaml";
import { problemOf } from "../../../src/environment/finding.js";
import { explainUnanswered } from "../../../src/environment/questions/management-reachable.js";

const refused =
  "The connection to the server 127.0.0.8:6443 was refused - did you specify the right host or port?";
const frozen =
  "Unable to connect to the server: context deadline exceeded (Client.Timeout exceeded while awaiting headers)";

describe("a management cluster that does not answer", () => {
  let directory: string;

  before(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-unreachable-"));
    mkdirSync(join(directory, ".sandbox"));
    const contexts = ["mgmt-admin@mgmt", "other"].map((name) => ({ name, context: { cluster: "mgmt" } }));
    const clusters = [{ name: "mgmt", cluster: { server: "https://127.0.0.8:6443" } }];
    for (const folder of ["", ".sandbox"]) {
      writeFileSync(join(directory, folder, "kubeconfig"), dump({ contexts, clusters }));
    }
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  const report = (answer: string, file = "kubeconfig", context = "mgmt-admin@mgmt"): string => {
    const address = { kubeconfig: join(directory, file), context };
    const { path, expected } = problemOf(explainUnanswered(address, new Error(answer)));
    assert.equal(path, "tkg-edge:connection.managementCluster");
    assert.ok(expected.endsWith(`(${answer})`), expected);
    return expected;
  };
  const sandbox = (answer: string, context?: string): string =>
    report(answer, ".sandbox/kubeconfig", context);
  const down = /^the sandbox is not running: make sandbox-up \(/;

  it("is a sandbox that is not running when its kubeconfig is absent or its address refuses", () => {
    assert.match(report("error: stat: no such file or directory", ".sandbox/absent"), down);
    assert.match(sandbox(refused), down);
  });

  it("is not a sandbox that is not running when it is something else", () => {
    const others = [
      frozen,
      "error: You must be logged in to the server (Unauthorized)",
      "x509: expired",
      "EOF",
    ];
    for (const answer of others) assert.doesNotMatch(sandbox(answer), down);
    assert.doesNotMatch(sandbox('error: context "mgmt" does not exist', "mgmt"), down);
    assert.doesNotMatch(report(refused), down);
  });

  it("names the contexts that there are, and the one that was meant", () => {
    for (const text of [
      sandbox('error: context "mgmt-admin@mgm" does not exist', "mgmt-admin@mgm"),
      report('error: context "mgmt-admin@mgm" does not exist', "kubeconfig", "mgmt-admin@mgm"),
      report(
        "Error in configuration: context was not found for specified context: mgmt-admin@mgm",
        "kubeconfig",
        "mgmt-admin@mgm",
      ),
    ]) {
      assert.match(text, /a context of that file: mgmt-admin@mgmt, other; did you mean "mgmt-admin@mgmt"\?/);
    }
    assert.doesNotMatch(report('error: context "prod" does not exist', "kubeconfig", "prod"), /did you mean/);
  });

  it("that accepts connections and never answers is reported as such, with its address", () => {
    assert.match(report(frozen), /an answer from https:\/\/127\.0\.0\.8:6443 within 60 s/);
    assert.match(sandbox(frozen), /A frozen sandbox is restarted/);
    for (const answer of [
      "Unable to connect to the server: net/http: TLS handshake timeout",
      "Unable to connect to the server: dial tcp 192.0.2.1:6443: i/o timeout",
    ]) {
      assert.match(report(answer), /within 60 s/);
    }
  });

  it("whose kubeconfig is missing is not taken for a cluster that is gone", () => {
    const text = report("error: stat x: no such file or directory", "absent");
    assert.match(text, /exists on this machine\. A missing file is not a management cluster that is gone/);
    assert.match(text, /PULUMI_K8S_DELETE_UNREACHABLE=true would now drop running clusters/);
  });

  for (const [what, answer, says] of [
    [
      "no rights",
      'Error from server (Forbidden): namespaces is forbidden: User "x" cannot list',
      /a login with the rights that tkg-edge permissions prints/,
    ],
    [
      "an expired login",
      "error: You must be logged in to the server (Unauthorized)",
      /renew the certificate, token/,
    ],
    [
      "another CA",
      "Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority",
      /certificate-authority/,
    ],
    ["no TKG", `error: the server doesn't have a resource type "clusters"`, /a TKG management cluster/],
    [
      "anything else",
      "Error from server (TooManyRequests): too many requests",
      /a management cluster that answers/,
    ],
  ] as const) {
    it(`reports ${what}`, () => {
      assert.match(report(answer), says);
    });
  }
});
