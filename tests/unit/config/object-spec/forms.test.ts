/** The forms in which objects come: Lists, JSON, several clusters, indented, with quoted keys. */
import assert from "node:assert/strict";
import { isObjectSpec, readObjectSpec } from "../../../../src/config/object-spec/read-object-spec.js";
import { asYaml, manifest, put } from "./manifest.js";

const made = manifest();
const plain = asYaml(made.cluster, made.secret);
const wanted = readObjectSpec(plain, "m");
const list = {
  apiVersion: "v1",
  kind: "List",
  metadata: { resourceVersion: "" },
  items: [made.cluster, made.secret],
};
const indented = (text: string) => text.replace(/^(?=.)/gm, "    ").replace(/^ {4}---$/gm, "---");
const other = manifest();
for (const object of [other.cluster, other.secret]) put(object, "metadata/name", "shop-4");
const two = asYaml(made.cluster, made.secret, other.cluster, other.secret);

describe("objects of a cluster", () => {
  const read: [string, string][] = [
    ["a List in YAML", asYaml(list)],
    ["a List in JSON", JSON.stringify(list, undefined, 4)],
    ["JSON in one line", JSON.stringify(list)],
    ["JSON with tabs", JSON.stringify(list, undefined, "\t")],
    [
      "a ClusterList and a Secret",
      asYaml({ ...list, kind: "ClusterList", items: [made.cluster] }, made.secret),
    ],
    ["a List in a List", asYaml({ ...list, items: [list] })],
    ["indented documents", indented(plain)],
    ["quoted keys", plain.replace(/^( *)([a-zA-Z]+):/gm, '$1"$2":')],
    ["single-quoted keys", plain.replace(/^( *)([a-zA-Z]+):/gm, "$1'$2':")],
    ["flow mappings", `${JSON.stringify(made.cluster)}\n---\n${JSON.stringify(made.secret)}\n`],
    ["the Secret first", asYaml(made.secret, made.cluster)],
    ["comments and empty documents", `# head\n---\n---\n${plain}\n---\n# end\n`],
    ["line ends of Windows", plain.replaceAll("\n", "\r\n").replaceAll("\r\n", "\n")],
    ["a here-document of a shell", `${plain}EOF\n`],
    [
      "an anchor for what stands twice",
      plain
        .replace("namespace: retail", "namespace: &ns retail")
        .replace(/(kind: Secret[^]*)namespace: retail/, "$1namespace: retail")
        .replace("name: shop-3", "name: shop-3") + "---\n# end\n",
    ],
  ];
  for (const [what, text] of read) {
    it(`are read from ${what}`, () => {
      assert.ok(isObjectSpec(text));
      const result = readObjectSpec(text, "m");
      if (what.startsWith("an anchor")) {
        assert.match(result.problems[0]?.expected ?? "", /begins with &/);
        return;
      }
      assert.deepEqual(result.problems, []);
      assert.deepEqual(result.site, wanted.site);
      assert.deepEqual(result.connection, wanted.connection);
      assert.equal(result.vcenterPassword, wanted.vcenterPassword);
    });
  }

  const flat = ["KEY: value", "export A='kind: x'", "# kind: Cluster\nA: 1", "CLUSTER_KIND: x"];
  for (const text of flat) {
    it(`are distinguished from a flat file: ${JSON.stringify(text)}`, () => {
      assert.equal(isObjectSpec(text), false);
    });
  }

  it("of several clusters are those that the user names", () => {
    const unnamed = readObjectSpec(two, "m").problems;
    assert.equal(unnamed.length, 1);
    assert.match(unnamed[0]?.found ?? "", /2 objects of kind Cluster: retail\/shop-3, retail\/shop-4/);
    assert.match(unnamed[0]?.expected ?? "", /--name NAME/);
    for (const name of ["shop-4", "retail/shop-4"]) {
      const result = readObjectSpec(two, "m", { name });
      assert.deepEqual(result.problems, []);
      assert.equal(result.site.name, "shop-4");
      assert.match(result.notes.join("\n"), /Cluster retail\/shop-3 is left out: it is another cluster's/);
    }
    assert.match(
      readObjectSpec(two, "m", { name: "shop-5" }).problems[0]?.found ?? "",
      /shop-3, retail\/shop-4/,
    );
  });

  it("of one name in two namespaces are distinguished", () => {
    const twin = manifest();
    for (const object of [twin.cluster, twin.secret]) put(object, "metadata/namespace", "depot");
    put(twin.secret, "stringData/password", "Depot-Pw");
    const text = asYaml(made.cluster, made.secret, twin.cluster, twin.secret);
    assert.equal(readObjectSpec(text, "m", { name: "shop-3" }).problems.length, 1);
    assert.equal(readObjectSpec(text, "m", { name: "depot/shop-3" }).vcenterPassword, "Depot-Pw");
  });

  const unreadable: [string, string, RegExp][] = [
    [
      "a document that is none",
      `${plain}---\nValidating configuration\n`,
      /objects of Kubernetes, each with apiVersion and kind/,
    ],
    [
      "a line that cannot be read in the Cluster",
      plain.replace("replicas: 1", "replicas: 1: 1"),
      /m:\d+:\d+/,
    ],
    ["no Cluster", asYaml(made.secret), /exactly one/],
    ["an alias that refers to itself", `${plain}---\nkind: X\nx: &x [*x]\n`, /does not refer to itself/],
  ];
  for (const [what, text, expected] of unreadable) {
    it(`lead to one problem with ${what}`, () => {
      const { problems } = readObjectSpec(text, "m");
      assert.equal(problems.length, 1, JSON.stringify(problems));
      assert.match(`${problems[0]?.path ?? ""} ${problems[0]?.expected ?? ""}`, expected);
    });
  }
});
