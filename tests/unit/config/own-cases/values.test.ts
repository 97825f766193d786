/**
 * Values that YAML or a shell parses differently from how they appear, placeholders, and lines that cannot be
 * read: of each kind cases of our own, over every reader and over keys of every sort.
 */
import assert from "node:assert/strict";
import { readWith, withSecret, type Reader } from "./readers.js";

type Refused = readonly [what: string, reader: Reader, text: string, expected: RegExp];
type Kept = readonly [what: string, reader: Reader, text: string, password: string];

const site = (lines: string) => `config:\n  tkg-edge:site:\n${lines.replace(/^/gm, "    ")}\n`;
const secret = (password: string) =>
  withSecret(`stringData: {username: u@x}\ndata: {}`).replace(
    "{username: u@x}",
    `{username: u@x, password: ${password}}`,
  );

function areRefused(cases: readonly Refused[]): void {
  for (const [what, reader, text, expected] of cases) {
    it(`are one problem with its place: ${what} (${reader})`, () => {
      const { problems, password } = readWith(reader, text);
      assert.equal(problems.length, 1, problems.join("\n") || "no problem");
      assert.match(problems[0] ?? "", expected);
      assert.doesNotMatch(problems.join("\n"), /Hidden/);
      assert.equal(password, undefined);
    });
  }
}

describe("values that are parsed differently from how they appear", () => {
  areRefused([
    [
      "a user with an alias",
      "flat",
      "VSPHERE_USERNAME: *edge\n",
      /^f:1:\d+ VSPHERE_USERNAME: .*begins with \*/,
    ],
    [
      "a server with a tag",
      "flat",
      "CLUSTER_NAME: a\nVSPHERE_SERVER: !vc x\n",
      /^f:2:\d+ VSPHERE_SERVER: .*begins with !/,
    ],
    [
      "a network whose name is cut short",
      "flat",
      "VSPHERE_NETWORK: /dc0/network/VM #2\n",
      /^f:1:\d+ VSPHERE_NETWORK: .*ends before a #/,
    ],
    [
      "a password with an escape, exported",
      "flat",
      'export VSPHERE_PASSWORD=$"Hidden"\n',
      /^f:1\b.* VSPHERE_PASSWORD: /,
    ],
    [
      "a proxy's user with an anchor",
      "flat",
      "TKG_HTTP_PROXY: &http://p:3128\n",
      /^f:1:\d+ TKG_HTTP_PROXY: .*begins with &/,
    ],
    ["a password as a number with a point", "manifest", secret("0.50"), /password: .*quotes .*a number/],
    ["a password as infinity", "manifest", secret(".inf"), /password: .*quotes .*a number/],
    [
      "a password that a no-break space ends",
      "manifest",
      secret("'Hidden\u00a0'"),
      /password: .*cannot be seen/,
    ],
    ["a name that is off", "stack", site("name: off"), /site\.name: .*false for other readers/],
    [
      "a path that a comment cuts",
      "stack",
      site("placement: {datastore: /dc0/datastore/a #b\n}"),
      /datastore: .*ends before a #/,
    ],
    [
      "a label that is a number in another base",
      "stack",
      site("labels: {rack: 0x1F}"),
      /site\.labels\.rack: .*another base/,
    ],
    [
      "a context with an anchor",
      "connection",
      "managementCluster: {context: &admin}\n",
      /^c\.yaml:1:\d+ managementCluster\.context: .*begins with &/,
    ],
    [
      "a user that another reader takes for true",
      "connection",
      "vcenter: {username: on}\n",
      /^c\.yaml:1:\d+ vcenter\.username: .*true for other readers/,
    ],
    [
      "a server in typographic quotes",
      "connection",
      "vcenter: {server: \u201cvc\u201d}\n",
      /^c\.yaml:1:\d+ vcenter\.server: .*typographic quotes/,
    ],
  ]);

  const kept: readonly Kept[] = [
    ["zeros before a number", "flat", "VSPHERE_PASSWORD: 007\n", "007"],
    ["a # in the middle, for a shell", "flat", "export VSPHERE_PASSWORD=ab#cd\n", "ab#cd"],
    ["an & in JSON", "flat", '{"VSPHERE_PASSWORD": "&x *y !z #w"}', "&x *y !z #w"],
    ["a block without a line end", "flat", "VSPHERE_PASSWORD: |-\n  a: b # c\n", "a: b # c"],
    ["a backslash in single quotes", "flat", "VSPHERE_PASSWORD: 'a\\tb'\n", "a\\tb"],
    ["two blanks at the end, in quotes", "flat", "VSPHERE_PASSWORD: 'ab  '\n", "ab  "],
    ["an underscore in a number", "flat", "VSPHERE_PASSWORD: 1_000\n", "1_000"],
    ["a quote in quotes", "flat", `export VSPHERE_PASSWORD='it'"'"'s'\n`, "it's"],
    ["a # in quotes", "manifest", secret("'a #b'"), "a #b"],
    [
      "letters of other scripts",
      "manifest",
      secret("'p\u00e4ssw\u00f6rt-\u5bc6'"),
      "p\u00e4ssw\u00f6rt-\u5bc6",
    ],
  ];
  for (const [what, reader, text, expected] of kept) {
    it(`keep a password as it is written: ${what} (${reader})`, () => {
      const { problems, password } = readWith(reader, text);
      assert.deepEqual(problems, []);
      assert.equal(password, expected);
    });
  }
});

describe("values that nobody has filled in, by reader", () => {
  areRefused([
    ["a network", "flat", "VSPHERE_NETWORK: <network>\n", /^f:1 VSPHERE_NETWORK: .*placeholder/],
    [
      "a key of SSH",
      "flat",
      "VSPHERE_SSH_AUTHORIZED_KEY: {{ ssh_key }}\n",
      /^f:1(:\d+)? VSPHERE_SSH_AUTHORIZED_KEY: /,
    ],
    [
      "a server of DNS",
      "flat",
      "CONTROL_PLANE_NODE_NAMESERVERS: $DNS\n",
      /^f:1 CONTROL_PLANE_NODE_NAMESERVERS: .*not filled in/,
    ],
    [
      "a proxy, exported",
      "flat",
      "export TKG_HTTP_PROXY='((proxy))'\n",
      /^f:1 TKG_HTTP_PROXY: .*not filled in/,
    ],
    [
      "a password in a template of ytt",
      "flat",
      "VSPHERE_PASSWORD: '#@ data.values.password'\n",
      /^f:1 VSPHERE_PASSWORD: .*pulumi config set --secret/,
    ],
    [
      "a password of Windows",
      "manifest",
      secret("'%VSPHERE_PASSWORD%'"),
      /password: .*pulumi config set --secret/,
    ],
    [
      "a password that SOPS encrypted",
      "manifest",
      secret("'ENC[AES256_GCM,data:Hidden]'"),
      /password: .*pulumi config set --secret/,
    ],
    [
      "an encoded placeholder",
      "manifest",
      withSecret(`data: {username: dUB4, password: ${Buffer.from("<password>").toString("base64")}}`),
      /password: .*pulumi config set --secret/,
    ],
    [
      "a server of an environment",
      "connection",
      "vcenter: {server: '${VCENTER}'}\n",
      /placeholder|not filled in/,
    ],
    ["a kubeconfig", "connection", "managementCluster: {kubeconfig: <path>}\n", /placeholder|not filled in/],
  ]);
});

describe("a line that cannot be read", () => {
  const rest = "CLUSTER_NAME: shop-1\nVSPHERE_SERVER: vc.example.com\nVSPHERE_DATACENTER: /dc0\n";
  const broken: readonly (readonly [string, string, RegExp])[] = [
    ["a user with ': '", "VSPHERE_USERNAME: corp: edge", /holds ': '/],
    ["a password that begins with %", "VSPHERE_PASSWORD: %Hidden", /begins with %/],
    ["a network that begins with @", "VSPHERE_NETWORK: @edge", /begins with @/],
    ["a tab before a key", "\tVSPHERE_FOLDER: /dc0/vm", /blanks for indentation/],
    ["an open single quote", "VSPHERE_PASSWORD: 'Hidden", /closing quote/],
    ["text behind a closing quote", `VSPHERE_PASSWORD: "Hid" den`, /VSPHERE_PASSWORD/],
    ["an open bracket", "VSPHERE_PASSWORD: [Hidden", /VSPHERE_PASSWORD/],
    ["a value that begins with a backquote", "VSPHERE_PASSWORD: `Hidden", /begins with `/],
    ["a mark of a list", "VSPHERE_PASSWORD: - Hidden", /quotes/],
    ["a folder that begins with >", "VSPHERE_FOLDER: >dc0", /VSPHERE_FOLDER/],
  ];
  for (const [what, line, expected] of broken) {
    for (const [where, text, at] of [
      ["first", `${line}\n${rest}`, 1],
      ["last", `${rest}${line}\n`, 4],
    ] as const) {
      it(`is one problem, and the others are judged: ${what}, ${where}`, () => {
        const { problems, site: taken, connection } = readWith("flat", text);
        assert.equal(problems.length, 1, problems.join("\n"));
        assert.match(problems[0] ?? "", expected);
        assert.match(problems[0] ?? "", new RegExp(`^f:${at}\\b`));
        assert.doesNotMatch(problems.join("\n"), /Hidden/);
        assert.equal(taken.name, "shop-1");
        assert.equal((connection.vcenter as { server?: string }).server, "vc.example.com");
        assert.deepEqual(taken.placement, { datacenter: "/dc0" });
      });
    }
  }
});
