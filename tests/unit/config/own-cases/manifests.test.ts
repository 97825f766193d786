/**
 * Fields of manifests, credentials and what kubectl prints: of each kind cases of our own.
 * Whatever stands there is mapped, or reported as left out with the reason, or refused.
 */
import assert from "node:assert/strict";
import { readObjectSpec } from "../../../../src/config/object-spec/read-object-spec.js";
import { at, readChanged, topology, type Change } from "../object-spec/changed-manifest.js";
import { asYaml, manifest, put } from "../object-spec/manifest.js";
import { readWith, withSecret } from "./readers.js";

const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("fields of a manifest that a reader could lose", () => {
  const cases: readonly (readonly [string, Change, RegExp])[] = [
    [
      "an availability gate",
      at("cluster", "spec/availabilityGates", [{ conditionType: "X" }]),
      /availabilityGates.*conditionType "X"/,
    ],
    [
      "a strategy of the control plane",
      topology("controlPlane/strategy", { rollingUpdate: { maxSurge: 0 } }),
      /maxSurge 0/,
    ],
    [
      "a failure domain of workers",
      topology("workers/machineDeployments", [{ class: "w", name: "a", failureDomain: "z1" }]),
      /failureDomain "z1"/,
    ],
    [
      "a machine pool",
      topology("workers/machinePools", [{ class: "p", name: "pool" }]),
      /machinePools.*name "pool"/,
    ],
    ["a generated name", at("cluster", "metadata/generateName", "shop-"), /generateName "shop-"/],
    [
      "an unmanaged CNI",
      at("bootstrap", "metadata/annotations/tkg.tanzu.vmware.com~unmanaged-cni", ""),
      /unmanaged-cni/,
    ],
    ["a pause of the bootstrap", at("bootstrap", "spec/paused", true), /paused true/],
    ["a label of the bootstrap", at("bootstrap", "metadata/labels/team", "retail"), /labels\.team "retail"/],
    ["a label of the Secret", at("secret", "metadata/labels/team", "retail"), /labels\.team "retail"/],
    ["IPv6 networks", at("cluster", "spec/clusterNetwork/pods/dualStack", true), /dualStack true/],
    [
      "the type of the Secret",
      at("secret", "type", "kubernetes.io/basic-auth"),
      /type "kubernetes\.io\/basic-auth"/,
    ],
  ];
  for (const [what, change, expected] of cases) {
    it(`is reported: ${what}`, () => {
      const { problems, notes } = readChanged(change);
      assert.match(
        [...problems.map(({ path, found = "" }) => `${path}: ${found}`), ...notes].join("\n"),
        expected,
      );
    });
  }
});

describe("credentials that are not those of the Cluster, or have another form", () => {
  const refused: readonly (readonly [string, string, RegExp])[] = [
    ["a user as a number", "stringData: {username: 42, password: Hidden1}", /username: .*quotes .*a number/],
    ["a user as a list", "stringData: {username: [u], password: Hidden1}", /username: .*quotes .*a list/],
    [
      "a password in base64 with a line feed",
      `data: {username: ${base64("u")}, password: ${base64("Hidden\r\n")}}`,
      /password: .*line feed/,
    ],
    [
      "a password of bytes",
      `data: {username: ${base64("u")}, password: /w==}`,
      /password: .*base64 of a text/,
    ],
    [
      "a password as base64 of a URL",
      `data: {username: ${base64("u")}, password: SGlkZGVu_-}`,
      /password: .*base64 of a text/,
    ],
    ["keys of another product", "stringData: {user: u, pass: Hidden1}", /username and password/],
    [
      "a wrapped password that is cut",
      "stringData: {username: u, password: <encoded:SGlkZGVu}",
      /password: /,
    ],
    [
      "a user that is a placeholder",
      "stringData: {username: <user>, password: Hidden1}",
      /username: .*placeholders/,
    ],
    ["nothing for a user", "stringData: {username: ~, password: Hidden1}", /username: .*quotes .*nothing/],
  ];
  for (const [what, body, expected] of refused) {
    it(`are refused and not shown: ${what}`, () => {
      const { problems } = readWith("manifest", withSecret(body));
      assert.ok(problems.length > 0, "no problem");
      assert.match(problems.join("\n"), expected);
      assert.doesNotMatch(problems.join("\n"), /Hidden/);
    });
  }

  const elsewhere: readonly (readonly [string, string])[] = [
    ["a namespace with another case", "{name: shop-3, namespace: Retail}"],
    ["a longer name", "{name: shop-31, namespace: retail}"],
    ["a name of the cluster's kubeconfig", "{name: shop-3-kubeconfig, namespace: retail}"],
    ["a generated name", "{generateName: shop-3, namespace: retail}"],
    ["no metadata of its own", "{}"],
  ];
  for (const [what, metadata] of elsewhere) {
    it(`are not those of a Secret with ${what}`, () => {
      const { password, notes, problems } = readWith(
        "manifest",
        withSecret("stringData: {password: Hidden1}", metadata),
      );
      assert.equal(password, undefined);
      assert.doesNotMatch([...notes, ...problems].join("\n"), /Hidden1/);
      assert.match([...notes, ...problems].join("\n"), /Secret/);
    });
  }
});

describe("what kubectl prints", () => {
  const { cluster, secret, bootstrap } = manifest();
  const wanted = readObjectSpec(asYaml(cluster, secret, bootstrap), "m");
  const list = (items: readonly unknown[], kind = "List") => ({
    apiVersion: "v1",
    kind,
    items,
    metadata: {},
  });
  const live = (object: Readonly<Record<string, unknown>>) => {
    const copy = structuredClone(object);
    put(copy, "metadata/uid", "5f0c");
    put(copy, "metadata/managedFields", [{ manager: "kubectl", fieldsV1: { "f:spec": { "f:x": {} } } }]);
    put(copy, "metadata/ownerReferences", [{ kind: "Cluster", name: "shop-3" }]);
    put(
      copy,
      "metadata/annotations/kubectl.kubernetes.io~last-applied-configuration",
      '{"data":{"password":"Hidden1"}}',
    );
    return copy;
  };
  const all = [cluster, secret, bootstrap];
  const clusters = { ...list([cluster], "ClusterList"), apiVersion: "cluster.x-k8s.io/v1beta1" };
  const forms: readonly (readonly [string, string])[] = [
    ["a List with a status", asYaml({ ...list(all), status: {} })],
    ["a List without metadata", JSON.stringify({ apiVersion: "v1", kind: "List", items: all })],
    ["objects with owners and managed fields", asYaml(list(all.map(live)))],
    ["JSON on one line with a line end", `${JSON.stringify(list(all))}\n`],
    ["JSON documents one behind the other", all.map((object) => JSON.stringify(object)).join("\n---\n")],
    ["a ClusterList and a SecretList", asYaml(clusters, list([secret], "SecretList"), bootstrap)],
    ["an empty List before the objects", asYaml(list([]), ...all)],
    ["a byte order mark", `\uFEFF${asYaml(list(all))}`],
    ["line ends of Windows", asYaml(list(all)).replaceAll("\n", "\r\n")],
    ["an end mark behind each document", all.map((object) => `${asYaml(object)}...\n`).join("---\n")],
  ];
  for (const [what, text] of forms) {
    it(`is read: ${what}`, () => {
      const { site, connection, vcenterPassword, problems, notes } = readObjectSpec(text, "m");
      assert.deepEqual(problems, []);
      assert.deepEqual({ site, connection }, { site: wanted.site, connection: wanted.connection });
      assert.equal(vcenterPassword, wanted.vcenterPassword);
      assert.doesNotMatch(notes.join("\n"), /Hidden1/);
    });
  }

  const refused: readonly (readonly [string, string, RegExp])[] = [
    ["a table", "NAME     PHASE\nshop-3   Provisioned\n", /.+/],
    [
      "a List whose items are no list",
      "apiVersion: v1\nkind: List\nitems: {a: 1}\n",
      /0 objects of kind Cluster|List/,
    ],
    ["an empty List", "apiVersion: v1\nkind: List\nitems: []\n", /0 objects of kind Cluster/],
    ["JSON that ends early", JSON.stringify(list(all)).slice(0, -20), /m:1:\d+/],
    [
      "an error of the server",
      "kind: Status\napiVersion: v1\nstatus: Failure\nmessage: not found\n",
      /0 objects of kind Cluster/,
    ],
  ];
  for (const [what, text, expected] of refused) {
    it(`is refused: ${what}`, () => {
      const { problems } = readObjectSpec(text, "m");
      assert.ok(problems.length > 0);
      assert.match(
        problems.map(({ path, found = "", expected: e }) => `${path}: ${found}: ${e}`).join("\n"),
        expected,
      );
    });
  }
});
