import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withoutSecrets } from "../../../sandbox/collect.js";
import { clearDirectory } from "../../../sandbox/directory.js";
import { shellQuote } from "../../../sandbox/environment.js";
import { apiPath } from "../../../sandbox/install.js";
import { writeSandboxFile } from "../../../sandbox/layout.js";
import { createPki, thumbprint } from "../../../sandbox/pki.js";
import { defaultSettings } from "../../../sandbox/settings.js";
import { withStorageVersionOnly } from "../../../sandbox/vendor-objects.js";

let parent: string;
let directory: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "tkg-edge-files-"));
  directory = join(parent, ".sandbox");
});
afterEach(() => {
  rmSync(parent, { recursive: true });
});

describe("clearDirectory", () => {
  const ignore = (): void => undefined;
  const dead = {
    profile: "light" as const,
    block: "127.66.9",
    settings: defaultSettings,
    vcenterThumbprint: "",
    starter: { pid: 1, startTicks: "0" },
    ready: true,
    processes: ["etcd"],
    startedAt: "",
  };

  it("moves a dead sandbox aside, reports where, and keeps only the last one", async () => {
    const lines: string[] = [];
    mkdirSync(join(parent, ".sandbox.old-2020-01-01T00-00-00-000Z"));
    mkdirSync(directory);
    writeSandboxFile(directory, dead);
    await clearDirectory(directory, (line) => lines.push(line));
    const left = readdirSync(parent);
    assert.equal(left.length, 1);
    assert.match(left[0]!, /^\.sandbox\.old-20[2-9]\d/);
    assert.match(
      lines.join(),
      new RegExp(`Pulumi state included, are in .*${left[0]!.replaceAll(".", "\\.")}`),
    );
  });

  it("touches no directory that holds something else", async () => {
    mkdirSync(directory);
    writeFileSync(join(directory, "thesis.tex"), "");
    await assert.rejects(clearDirectory(directory, ignore), /is not empty and holds no sandbox/);
    assert.deepEqual(readdirSync(directory), ["thesis.tex"]);
  });

  it("takes an absent and an empty directory as they are", async () => {
    await clearDirectory(directory, ignore);
    mkdirSync(directory);
    await clearDirectory(directory, ignore);
    assert.deepEqual(readdirSync(parent), [".sandbox"]);
  });
});

describe("the PKI", () => {
  it("issues certificates of one CA for the requested addresses and services, and keeps keys private", async () => {
    const pki = await createPki(directory, "127.66.3", ["packaging-api.tkg-system.svc"]);
    const authority = new X509Certificate(readFileSync(pki.ca));
    const read = (file: string): X509Certificate => new X509Certificate(readFileSync(file));
    assert.equal(read(pki.vcenter.certificate).verify(authority.publicKey), true);
    assert.equal(read(pki.vcenter.certificate).checkIP("127.66.3.5"), "127.66.3.5");
    assert.equal(
      read(pki.webhooks.certificate).checkHost("packaging-api.tkg-system.svc"),
      "packaging-api.tkg-system.svc",
    );
    // A client of the cluster must not be able to pass for the aggregator.
    assert.equal(read(pki.frontProxyClient.certificate).verify(authority.publicKey), false);
    const keys = readdirSync(join(directory, "pki")).filter((name) => name.endsWith(".key"));
    assert.equal(keys.length, 10);
    for (const key of keys) assert.equal(statSync(join(directory, "pki", key)).mode & 0o777, 0o600, key);
    assert.match(thumbprint(pki.vcenter.certificate), /^([0-9A-F]{2}:){19}[0-9A-F]{2}$/);
  });
});

describe("withoutSecrets", () => {
  it("keeps the keys of a Secret and drops its values", () => {
    const list = {
      kind: "SecretList",
      items: [
        { metadata: { name: "s", managedFields: [{}] }, data: { password: "QWRtaW4hMjM=" }, type: "Opaque" },
      ],
    };
    assert.deepEqual(withoutSecrets(list), {
      kind: "SecretList",
      items: [{ metadata: { name: "s" }, data: { password: "(removed)" }, type: "Opaque" }],
    });
  });

  it("keeps the data of ConfigMaps", () => {
    const list = { kind: "ConfigMapList", items: [{ data: { tkrVersions: "[]" } }] };
    assert.deepEqual(withoutSecrets(list), list);
  });
});

describe("small things", () => {
  it("a shell reads a quoted word back as it was", () => {
    const text = `it's "a" $HOME \`b\` \\ !`;
    assert.equal(execFileSync("sh", ["-c", `printf %s ${shellQuote(text)}`], { encoding: "utf8" }), text);
  });

  it("API paths of the kinds that a sandbox creates", () => {
    const path = (apiVersion: string, kind: string, namespace?: string): string =>
      apiPath({ apiVersion, kind, metadata: { name: "x", ...(namespace && { namespace }) } }, true);
    assert.equal(path("v1", "Namespace"), "/api/v1/namespaces/x");
    assert.equal(
      path("cluster.x-k8s.io/v1beta1", "ClusterClass", "tkg-system"),
      "/apis/cluster.x-k8s.io/v1beta1/namespaces/tkg-system/clusterclasses/x",
    );
    assert.equal(
      path("infrastructure.cluster.x-k8s.io/v1beta1", "VSphereClusterIdentity"),
      "/apis/infrastructure.cluster.x-k8s.io/v1beta1/vsphereclusteridentities/x",
    );
  });

  it("a definition keeps its storage version only, and loses its conversion webhook", () => {
    const adapted = withStorageVersionOnly({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "x", annotations: { "cert-manager.io/inject-ca-from": "a/b", kept: "" } },
      spec: {
        group: "g",
        conversion: { strategy: "Webhook" },
        versions: [
          { name: "v1alpha3", storage: false },
          { name: "v1beta1", storage: true },
        ],
      },
    });
    assert.deepEqual(adapted.metadata.annotations, { kept: "" });
    assert.deepEqual(adapted.spec, { group: "g", versions: [{ name: "v1beta1", storage: true }] });
  });
});
