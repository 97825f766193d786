/** What of a kubeconfig depends on where the file is, and how it is handed to a client that does not know the place. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dump } from "js-yaml";
import { contextsOf, portableKubeconfig, serverOf } from "../../../src/clients/kubeconfig.js";

type Entry = Readonly<Record<string, unknown>>;

describe("a kubeconfig", () => {
  let directory: string;

  before(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-kubeconfig-"));
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  function written(cluster: Entry, user: Entry): string {
    const file = join(directory, "kubeconfig");
    const tree = {
      apiVersion: "v1",
      kind: "Config",
      "current-context": "another",
      contexts: [
        { name: "another", context: { cluster: "another", user: "another" } },
        { name: "admin@mgmt", context: { cluster: "mgmt", user: "admin", namespace: "default" } },
      ],
      clusters: [
        {
          name: "another",
          cluster: { server: "https://127.0.0.9:6443", "certificate-authority": "other.crt" },
        },
        { name: "mgmt", cluster: { server: "https://127.0.0.8:6443", ...cluster } },
      ],
      users: [
        { name: "another", user: { token: "key-of-another-cluster" } },
        { name: "admin", user },
      ],
    };
    writeFileSync(file, dump(tree));
    return file;
  }

  const portable = (cluster: Entry, user: Entry): string | undefined =>
    portableKubeconfig(written(cluster, user), "admin@mgmt");

  it("that refers to nothing next to it stays a path, so that its keys are not recorded", () => {
    for (const [cluster, user] of [
      [{ "certificate-authority-data": "QQ==" }, { "client-key-data": "QQ==" }],
      [{ "certificate-authority": "/etc/ca.crt" }, { tokenFile: "/run/token" }],
      [{ "insecure-skip-tls-verify": true }, { exec: { command: "aws", args: ["./eks"] } }],
      [{}, { exec: { command: "/usr/bin/login" } }],
      [{ "certificate-authority": "" }, {}],
    ] as const) {
      assert.equal(portable(cluster, user), undefined, JSON.stringify({ cluster, user }));
    }
  });

  for (const [part, field, entry, resolved] of [
    ["cluster", "certificate-authority", { "certificate-authority": "ca.crt" }, "ca.crt"],
    ["user", "client-certificate", { "client-certificate": "pki/me.crt" }, "pki/me.crt"],
    ["user", "client-key", { "client-key": "./me.key" }, "me.key"],
    ["user", "tokenFile", { tokenFile: "../token" }, "../token"],
  ] as const) {
    it(`takes a relative ${field} from its own directory`, () => {
      const text = part === "cluster" ? portable(entry, {}) : portable({}, entry);
      const tree = JSON.parse(text ?? "") as Record<string, Record<string, Record<string, unknown>>[]>;
      assert.equal(tree[`${part}s`]?.[0]?.[part]?.[field], join(directory, resolved));
    });
  }

  it("takes a relative exec command with a slash from its own directory, and leaves its arguments", () => {
    const exec = { command: "bin/login", args: ["./state"], env: null };
    const tree = JSON.parse(portable({}, { exec }) ?? "") as { users: { user: { exec: unknown } }[] };
    assert.deepEqual(tree.users[0]?.user.exec, { ...exec, command: join(directory, "bin/login") });
  });

  it("leaves the entries of other contexts out, and keeps everything of its own", () => {
    const text = portable({ "certificate-authority": "ca.crt", "tls-server-name": "mgmt" }, { token: "own" });
    assert.doesNotMatch(text ?? "", /another/);
    const { contexts, clusters, users } = JSON.parse(text ?? "") as Record<string, unknown>;
    const name = "admin@mgmt";
    assert.deepEqual(contexts, [
      { name, context: { cluster: "cluster", user: "user", namespace: "default" } },
    ]);
    const cluster = {
      server: "https://127.0.0.8:6443",
      "certificate-authority": join(directory, "ca.crt"),
      "tls-server-name": "mgmt",
    };
    assert.deepEqual(clusters, [{ name: "cluster", cluster }]);
    assert.deepEqual(users, [{ name: "user", user: { token: "own" } }]);
  });

  it("names its contexts, and the server of one", () => {
    const file = written({}, {});
    assert.deepEqual(contextsOf(file), ["another", "admin@mgmt"]);
    assert.equal(serverOf(file, "admin@mgmt"), "https://127.0.0.8:6443");
    assert.equal(serverOf(file, "absent"), undefined);
  });

  it("that is absent or no kubeconfig is left to kubectl", () => {
    const file = join(directory, "rubbish");
    writeFileSync(file, "- a\n");
    for (const unreadable of [file, join(directory, "absent")]) {
      assert.equal(portableKubeconfig(unreadable, "x"), undefined);
      assert.deepEqual(contextsOf(unreadable), []);
    }
  });
});
