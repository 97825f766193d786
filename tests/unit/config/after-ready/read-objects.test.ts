/** What a manifest has to be before it is applied, and where it is wrong. */
import assert from "node:assert/strict";
import { readObjects, repeatedObjects } from "../../../../src/config/after-ready/read-objects.js";
import { objectKey } from "../../../../src/config/after-ready/workload-object.js";

const configMap = (name: string, more = "") =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${more}`;

const problemsOf = (text: string) => readObjects(text, "shop.yaml").problems;

describe("objects in a manifest", () => {
  it("are read from several documents, JSON and lists, each with its place", () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${configMap("b").replaceAll("\n", "\n  ")}`;
    const { objects, problems } = readObjects(`${configMap("a")}---\n---\n${list}`, "shop.yaml");
    assert.deepEqual(problems, []);
    assert.deepEqual(
      objects.map(({ name, place }) => [name, place]),
      [
        ["a", "shop.yaml:1:1"],
        ["b", "shop.yaml:10:3"],
      ],
    );
    assert.equal(readObjects(JSON.stringify({ ...objects[0]?.fields }), "a.json").objects[0]?.name, "a");
  });

  it("are named independent of the version of their API, and of a namespace that is the default one", () => {
    const keyOf = (text: string) => {
      const [object] = readObjects(text, "x").objects;
      return objectKey(object ?? assert.fail());
    };
    assert.equal(keyOf(configMap("a")), "ConfigMap/a");
    assert.equal(keyOf(configMap("a", "  namespace: default\n")), "ConfigMap/a");
    const deployment = (version: string) =>
      `apiVersion: apps/${version}\nkind: Deployment\nmetadata: {name: web, namespace: shop}\n`;
    assert.equal(keyOf(deployment("v1")), "apps/Deployment/shop/web");
    assert.equal(keyOf(deployment("v1beta1")), keyOf(deployment("v1")));
  });

  it("leave out the status, which the cluster writes", () => {
    const [object] = readObjects(configMap("a", "status: {ready: true}\n"), "x").objects;
    assert.equal(object?.fields.status, undefined);
  });

  it("are read from the lists that an API server prints, whose items have no kind", () => {
    const list = "apiVersion: v1\nkind: ConfigMapList\nitems:\n- metadata: {name: a}\n";
    const [object] = readObjects(list, "x").objects;
    assert.deepEqual([object?.apiVersion, object?.kind, object?.name], ["v1", "ConfigMap", "a"]);
    assert.equal(object?.fields.kind, "ConfigMap");
  });

  it("may have what tools write for nothing, and names that their kinds allow", () => {
    for (const text of [
      configMap("a", "  creationTimestamp: null\n  ownerReferences: []\n  labels:\ndata: {a: }\n"),
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: 'system:Node_reader'}\n",
      "apiVersion: example.com/v1\nkind: Shop\nmetadata: {name: a_b}\ndata: {port: 80}\n",
      configMap("a", "data: &same {a: !!str 5, b: &x text, c: *x}\nbinaryData:\n"),
    ]) {
      assert.deepEqual(problemsOf(text), [], text);
    }
  });

  it("are empty where only comments are written, and not in an empty list", () => {
    assert.deepEqual(
      ["", "# later\n---\n", "apiVersion: v1\nkind: List\nitems: []\n", configMap("a"), "data: {\n"].map(
        (text) => readObjects(text, "x").isEmpty,
      ),
      [true, true, false, false, false],
    );
  });

  const wrong: readonly [string, string, string, RegExp][] = [
    ["no name", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  labels: {}\n", "3:1|4:3", /no metadata\.name/],
    [
      "a generated name",
      "apiVersion: v1\nkind: Pod\nmetadata:\n  generateName: a-\n",
      "4:17",
      /metadata\.generateName/,
    ],
    ["no metadata", "apiVersion: v1\nkind: Pod\n", "1:1", /metadata\.name/],
    ["a number for a name", configMap("17"), "4:9", /a name/],
    ["no apiVersion", "kind: Pod\nmetadata: {name: a}\n", "1:1", /apiVersion/],
    ["no kind", "apiVersion: v1\nmetadata: {name: a}\n", "1:1", /kind/],
    ["no object", "- 1\n", "1:1", /a Kubernetes object/],
    ["a namespace that is none", configMap("a", "  namespace: [b]\n"), "5:14", /name of a namespace/],
    [
      "fields of the cluster that it was read from",
      configMap("a", "  uid: 5f6b\n"),
      "5:8",
      /remove the field/,
    ],
    [
      "a time of that cluster",
      configMap("a", '  creationTimestamp: "2024-01-02"\n'),
      "5:22",
      /remove the field/,
    ],
    [
      "owners, which the new cluster does not have",
      configMap("a", "  ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: b, uid: c}]\n"),
      "5:20",
      /deletes the object/,
    ],
    ["a name that its kind cannot have", configMap("Shop_1"), "4:9", /lower-case/],
    [
      "a namespace that its name cannot be",
      configMap("a", "  namespace: a.b\n"),
      "5:14",
      /name of a namespace/,
    ],
    ["a label that is no text", configMap("a", "  labels: {size: 3}\n"), "5:18", /quote numbers/],
    ["an annotation that is no text", configMap("a", "  annotations: {on: true}\n"), "5:21", /quote numbers/],
    ["labels that are none", configMap("a", "  labels: [a]\n"), "5:11", /mapping/],
    ["a number in a ConfigMap", configMap("a", "data:\n  port: 80\n"), "6:9", /quote numbers/],
    [
      "a number in an item of a list",
      "kind: ConfigMapList\napiVersion: v1\nitems:\n- metadata: {name: a}\n  data: {a: 1}\n",
      "5:13",
      /quote numbers/,
    ],
    [
      "a tag of another program",
      configMap("a", "data: {a: !vault x}\n"),
      "5:11|5:18",
      /which YAML takes for a tag/,
    ],
    [
      "a file of SOPS",
      configMap("a", "data: {a: b}\nsops: {kms: [], mac: 'ENC[x]', version: 3.8.1}\n"),
      "6:7",
      /still encrypted/,
    ],
    [
      "a kustomization",
      "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n",
      "1:1",
      /list its folder/,
    ],
    ["a condition of YAML 1.1", configMap("a", "immutable: yes\n"), "5:12", /true or false/],
    ["an octal number", configMap("a", "mode: 0644\n"), "5:7", /decimal/],
    ["a line that is no YAML", configMap("a", "data: {\n"), "", /./],
  ];
  for (const [what, text, at, text2] of wrong) {
    it(`are refused with file and line for ${what}`, () => {
      const [problem] = problemsOf(text);
      assert.ok(problem, "no problem");
      assert.match(problem.path, new RegExp(`^shop\\.yaml:(${at === "" ? ".*" : at})$`));
      assert.match(`${problem.found ?? ""} ${problem.expected}`, text2);
    });
  }

  it("are refused where one is there twice, with both places", () => {
    const { objects } = readObjects(
      `${configMap("a")}---\n${configMap("a", "  namespace: default\n")}`,
      "shop.yaml",
    );
    const [problem] = repeatedObjects(objects);
    assert.ok(problem);
    assert.equal(problem.path, "shop.yaml:6:1");
    assert.match(problem.found ?? "", /first is at shop\.yaml:1:1/);
  });
});

describe("a Secret in a manifest", () => {
  const secret = (values: string) => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n${values}\n`;
  const encoded = (text: string) => Buffer.from(text).toString("base64");

  const wrong: readonly [string, string, RegExp][] = [
    ["a placeholder", 'stringData: {token: "<token>"}', /placeholder/],
    ["an unexpanded variable", "stringData: {token: '${TOKEN}'}", /variable/],
    ["a value of SOPS", "stringData: {token: 'ENC[AES256_GCM,data:x]'}", /SOPS/],
    ["a placeholder in base64", `data: {token: ${encoded("change-me")}}`, /placeholder/],
    ["no base64", "data: {token: 's3cret value'}", /base64/],
    ["a number", "stringData: {token: 17}", /quote numbers/],
    ["no mapping", "stringData: [a]", /mapping/],
  ];
  for (const [what, values, expected] of wrong) {
    it(`is refused with ${what}, and the value is not shown`, () => {
      const [problem] = problemsOf(secret(values));
      assert.ok(problem, "no problem");
      assert.match(problem.path, /^shop\.yaml:5:/);
      const words = `${problem.found ?? ""} ${problem.expected}`;
      assert.match(words, expected);
      assert.doesNotMatch(words, /s3cret|change-me|AES256|TOKEN/);
    });
  }

  it("may have values of any kind", () => {
    assert.deepEqual(problemsOf(secret(`data: {a: ${encoded("pa$$word")}, b: ""}`)), []);
    assert.deepEqual(problemsOf(secret("stringData: {a: 'pa$$word'}")), []);
  });

  it("is the only object whose templates are refused: others may contain some on purpose", () => {
    assert.deepEqual(
      problemsOf(configMap("a", "data: {a: '${HOST}', b: '{{ .Values.x }}', c: '$(POD)'}\n")),
      [],
    );
  });
});
