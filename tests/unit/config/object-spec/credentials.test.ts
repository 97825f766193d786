import assert from "node:assert/strict";
import { readObjectSpec } from "../../../../src/config/object-spec/read-object-spec.js";
import { asYaml, manifest, put } from "./manifest.js";

const base64 = (text: string) => Buffer.from(text).toString("base64");

/** The manifest with the lines of its Secret replaced. */
function read(secret: string, options = {}) {
  const { cluster } = manifest();
  const result = readObjectSpec(`${secret}\n---\n${asYaml(cluster)}`, "m.yaml", options);
  const problems = result.problems.map(({ path, found = "", expected }) => `${path}: ${found}: ${expected}`);
  return { ...result, problems };
}

const secret = (lines: string, metadata = "{name: shop-3, namespace: retail}") =>
  `apiVersion: v1\nkind: Secret\nmetadata: ${metadata}\n${lines}`;
const password = (value: string) =>
  secret(`stringData:\n  username: shop@vsphere.local\n  password: ${value}`);

describe("credentials in a manifest", () => {
  const taken: [string, string, string][] = [
    ["plain", password("Pw-1!"), "Pw-1!"],
    ["in quotes", password("'0012345'"), "0012345"],
    ["with signs", password('"a#b &c *d"'), "a#b &c *d"],
    ["with a dollar in it", password("pa$$w0rd"), "pa$$w0rd"],
    [
      "encoded by Kubernetes",
      secret(`data:\n  username: ${base64("u@x")}\n  password: ${base64("Pw-2")}`),
      "Pw-2",
    ],
    ["wrapped by the Tanzu CLI", password(`<encoded:${base64("Pw-3")}>`), "Pw-3"],
    [
      "twice, of which stringData wins",
      secret(`stringData: {username: u, password: Pw-4}\ndata: {password: ${base64("old")}}`),
      "Pw-4",
    ],
    ["in a block", secret("stringData:\n  username: u\n  password: |-\n    Pw-5"), "Pw-5"],
  ];
  for (const [what, text, expected] of taken) {
    it(`are taken ${what}`, () => {
      const { problems, vcenterPassword } = read(text);
      assert.deepEqual(problems, []);
      assert.equal(vcenterPassword, expected);
    });
  }

  const refused: [string, string, RegExp][] = [
    ["a number", password("0012345"), /^m\.yaml:6:13 .*quotes/],
    ["a number with an exponent", password("1e3"), /quotes.*a number/],
    ["a plain number", password("12345"), /quotes.*a number/],
    ["a boolean", password("true"), /quotes.*true or false/],
    ["yes", password("yes"), /quotes.*true for other readers/],
    ["nothing", password("~"), /quotes.*nothing/],
    ["a date", password("2024-01-31"), /quotes.*date/],
    ["a mapping", password("{a: b}"), /quotes.*a mapping/],
    ["a list", password("[a]"), /quotes.*a list/],
    ["an anchor", password("&Secret99"), /quotes.*begins with &/],
    ["an alias", password("*Secret99"), /quotes.*begins with \*/],
    ["a tag", password("!Secret99 x"), /quotes.*begins with !/],
    ["a comment", password("Secret99 #x"), /quotes.*before a #/],
    ["a spaced comment", password("Secret99 # x"), /quotes.*before a #/],
    ["an escape", password('"Secret\\t99"'), /quotes.*backslash/],
    ["a value with ': '", password("Secret99: x"), /m\.yaml:6:13: .*quotes around a value that holds ': '/],
    ["a value that begins with @", password("@Secret99"), /quotes around a value that begins with @/],
    ["a variable", password("$VSPHERE_PASSWORD"), /an unexpanded variable.*pulumi config set --secret/],
    ["a placeholder", password("<password>"), /a placeholder.*pulumi config set --secret/],
    ["broken base64", secret("data: {username: dQ==, password: 'Secret99!'}"), /base64 of a text/],
    [
      "base64 of a line feed too",
      secret(`data: {username: dQ==, password: ${base64("Secret99\n")}}`),
      /ends in a line feed/,
    ],
    ["a cut wrapper", password("<encoded:Q>"), /<encoded:BASE64> with whole base64/],
  ];
  for (const [what, text, expected] of refused) {
    it(`are refused as ${what}, once and unseen`, () => {
      const { problems, vcenterPassword } = read(text);
      assert.equal(problems.length, 1, problems.join("\n"));
      assert.match(problems[0] ?? "", expected);
      assert.doesNotMatch(problems.join("\n"), /Secret99|12345/);
      assert.equal(vcenterPassword, undefined);
    });
  }

  const others: [string, string][] = [
    [
      "another namespace",
      secret("stringData: {username: w, password: Wrong-Pw}", "{name: shop-3, namespace: elsewhere}"),
    ],
    [
      "no namespace, which is default",
      secret("stringData: {username: w, password: Wrong-Pw}", "{name: shop-3}"),
    ],
    [
      "another name",
      secret("stringData: {username: w, password: Wrong-Pw}", "{name: shop-4, namespace: retail}"),
    ],
  ];
  for (const [what, text] of others) {
    it(`are not those of a Secret with ${what}`, () => {
      const { notes, vcenterPassword, connection, passwordRequired } = read(text);
      assert.equal(vcenterPassword, undefined);
      assert.equal(passwordRequired, true);
      assert.ok(!("username" in (connection.vcenter as object)));
      assert.match(notes.join("\n"), /Secret \S+ is left out: .*name and namespace/);
      assert.doesNotMatch(notes.join("\n"), /Wrong-Pw/);
    });
  }

  it("are those of the right Secret, whichever stands first", () => {
    const wrong = secret(
      "stringData: {username: w, password: Wrong-Pw}",
      "{name: shop-3, namespace: elsewhere}",
    );
    for (const text of [`${wrong}\n---\n${password("Pw-6")}`, `${password("Pw-6")}\n---\n${wrong}`]) {
      assert.equal(read(text).vcenterPassword, "Pw-6");
    }
  });

  it("stay out of a stack that is to have none, whatever stands there", () => {
    for (const value of ["<password>", "0012345", "Pw-7"]) {
      const { vcenterPassword, connection } = read(password(`'${value}'`), { withoutPassword: true });
      assert.equal(vcenterPassword, undefined);
      assert.equal((connection.vcenter as { username?: string }).username, "shop@vsphere.local");
    }
  });

  it("fit a Cluster that has no namespace, which is default", () => {
    const { cluster, secret: own } = manifest();
    put(cluster, "metadata/namespace", undefined);
    put(own, "metadata/namespace", "default");
    assert.equal(
      readObjectSpec(asYaml(own, JSON.parse(JSON.stringify(cluster))), "m").vcenterPassword,
      "Invented-Pw-3",
    );
  });
});
