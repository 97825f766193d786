import assert from "node:assert/strict";
import fc from "fast-check";
import { load } from "js-yaml";
import { mergedKubeconfig, readClusterAccess, renamed } from "../../../src/cli/edge/kubeconfig-merge.js";

const kubeconfigOf = (server: string, authority = "QQ==", name = "shop"): string =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server, "certificate-authority-data": authority } }],
    users: [{ name: `${name}-admin`, user: { "client-key-data": "S0VZ" } }],
    contexts: [{ name: `${name}-admin@${name}`, context: { cluster: name, user: `${name}-admin` } }],
    "current-context": `${name}-admin@${name}`,
  });
const access = (server = "https://127.0.0.9:6443", authority?: string) =>
  readClusterAccess(kubeconfigOf(server, authority)) ?? assert.fail();
interface Entry {
  readonly name: string;
}
type Read = Readonly<Record<"clusters" | "users" | "contexts", readonly Entry[]>>;
const read = (text: string) => load(text) as Read;

const own = `# mine
apiVersion: v1
kind: Config
clusters:
- name: home # the one at home
  cluster: {server: "https://127.0.0.8:6443"}
users: []
contexts: null
current-context: home
`;

describe("merging a kubeconfig into another", () => {
  it("adds the entries, and keeps comments, other entries and the current context", () => {
    const merged = mergedKubeconfig(own, "config", access());
    assert.match(merged, /^# mine\n/);
    assert.match(merged, /home # the one at home/);
    const { clusters, users, contexts, ...others } = read(merged);
    assert.deepEqual(
      clusters.map(({ name }) => name),
      ["home", "shop"],
    );
    assert.deepEqual(users, [{ name: "shop-admin", user: { "client-key-data": "S0VZ" } }]);
    assert.deepEqual(contexts, [
      { name: "shop-admin@shop", context: { cluster: "shop", user: "shop-admin" } },
    ]);
    assert.deepEqual(others, { apiVersion: "v1", kind: "Config", "current-context": "home" });
  });

  it("makes a new file, whose current context it is", () => {
    assert.deepEqual(
      load(mergedKubeconfig("", "config", access())),
      load(kubeconfigOf("https://127.0.0.9:6443")),
    );
  });

  it("replaces what it has of the cluster after a rebuild", () => {
    const before = mergedKubeconfig(own, "config", access());
    const after = mergedKubeconfig(before, "config", access(undefined, "Qg=="));
    assert.equal(read(after).clusters.length, 2);
    assert.match(after, /Qg==/);
    assert.doesNotMatch(after, /QQ==/);
  });

  it("refuses to replace what is of another cluster, unless it is given another name", () => {
    const before = mergedKubeconfig(own, "config", access());
    const other = access("https://127.0.0.10:6443");
    assert.throws(() => mergedKubeconfig(before, "config", other), {
      name: "UserError",
      message:
        /cluster shop, user shop-admin, context shop-admin@shop already, of a cluster at https:\/\/127\.0\.0\.9:6443.*--name NAME/,
    });
    const merged = read(mergedKubeconfig(before, "config", renamed(other, "north-shop")));
    assert.deepEqual(
      merged.contexts.map(({ name }) => name),
      ["shop-admin@shop", "north-shop-admin@north-shop"],
    );
    const user = "users: [{name: shop-admin, user: {}}]\n";
    assert.throws(
      () => mergedKubeconfig(user, "config", access()),
      /user shop-admin already, of something else/,
    );
  });

  it("refuses what is no kubeconfig", () => {
    assert.throws(
      () => mergedKubeconfig("clusters: {}\nusers: a\n", "config", access()),
      /lists: clusters, users/,
    );
    assert.throws(
      () => mergedKubeconfig("- a\n", "config", access()),
      /expected one YAML document, a mapping/,
    );
    assert.throws(() => mergedKubeconfig("a: [\n", "config", access()), /config, line 2: expected /);
    for (const text of [
      "",
      "a: 1",
      "[]",
      '{"clusters": []}',
      kubeconfigOf("x").replace('"users"', '"user"'),
    ]) {
      assert.equal(readClusterAccess(text), undefined, text);
    }
  });

  it("changes nothing else, and nothing at all the second time, whatever is there", () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/);
    const entries = fc.uniqueArray(name, { maxLength: 4 });
    fc.assert(
      fc.property(entries, entries, entries, fc.boolean(), (clusters, users, contexts, asJson) => {
        const tree = {
          clusters: clusters.map((one) => ({ name: `c-${one}`, cluster: { server: one } })),
          users: users.map((one) => ({ name: `u-${one}`, user: { token: one } })),
          contexts: contexts.map((one) => ({ name: `x-${one}`, context: { cluster: one, user: one } })),
          preferences: {},
        };
        const text = JSON.stringify(tree, undefined, asJson ? 2 : 0);
        const merged = mergedKubeconfig(text, "config", access());
        const after = read(merged);
        for (const kind of ["clusters", "users", "contexts"] as const) {
          assert.deepEqual(after[kind].slice(0, -1), tree[kind]);
        }
        assert.equal(mergedKubeconfig(merged, "config", access()), merged);
      }),
      { numRuns: 25 },
    );
  });
});
