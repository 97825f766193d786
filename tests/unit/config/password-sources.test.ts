import assert from "node:assert/strict";
import { join } from "node:path";
import { checkStack, parseStack } from "../../../src/config/parse-stack.js";
import type { RawStack } from "../../../src/config/stack-spec.js";
import { pageStack } from "../example-site.js";
import { defaults, FleetFolder, line } from "../fleet/fleet-folder.js";

const marker = "Marker-of-a-password";
const { vcenter } = pageStack.connection;
const noSecrets = new Set<string>();

/** Problems of the stack of the vendor page, as `PATH: FOUND: EXPECTED`. */
function problems(raw: Partial<RawStack>, directory = "/nowhere"): string[] {
  const checked = checkStack({ ...pageStack, secretsSet: noSecrets, ...raw }, directory, "test", "up");
  return checked.problems.map(({ path, found = "", expected }) => `${path}: ${found}: ${expected}`);
}

const withSource = (passwordFrom: unknown, more: object = {}): Partial<RawStack> => ({
  connection: { ...pageStack.connection, vcenter: { ...vcenter, passwordFrom }, ...more },
});

describe("the source of a password", () => {
  let folder: FleetFolder;
  beforeEach(() => (folder = new FleetFolder()));
  afterEach(() => {
    folder.remove();
  });

  it("stands in for the password of the stack, and is no part of the connection that is recorded", () => {
    const stored = parseStack({ ...pageStack, secretsSet: new Set(["vcenterPassword"]) }, "/nowhere", "test");
    const raw = { ...pageStack, secretsSet: noSecrets, ...withSource({ environment: "VC_PASSWORD" }) };
    const { passwordSources, ...read } = parseStack(raw, "/nowhere", "test");
    assert.deepEqual(read, stored);
    assert.deepEqual(passwordSources, {
      vcenterPassword: {
        source: { environment: "VC_PASSWORD" },
        key: "tkg-edge:connection.vcenter.passwordFrom",
        connectionFile: undefined,
      },
    });
  });

  const wrong: readonly [string, unknown, RegExp][] = [
    [
      "the password itself",
      marker,
      /passwordFrom: a value that is not shown.*: one of \{environment: NAME\}/,
    ],
    [
      "a password in place of a name",
      { environment: marker },
      /passwordFrom\.environment: a value that is not/,
    ],
    ["an unknown kind", { vault: marker }, /passwordFrom\.vault: a key that is not known here/],
    ["no kind", {}, /passwordFrom: a value that is not shown.*: one of/],
    ["two kinds", { environment: "A", file: "b" }, /passwordFrom: .*: one of \{environment/],
    ["an empty file", { file: " " }, /passwordFrom\.file: .*: the path of a file/],
    ["a command as a text", { command: `echo ${marker}` }, /passwordFrom\.command: .*: a list: a program/],
    [
      "a command without a program",
      { command: [] },
      /passwordFrom\.command: .*: a program and its arguments/,
    ],
    ["an argument that is no text", { command: ["echo", 7] }, /passwordFrom\.command\[1\]: /],
  ];
  for (const [what, source, expected] of wrong) {
    it(`is refused for ${what}, which is not shown`, () => {
      const found = problems(withSource(source));
      assert.ok(
        found.some((text) => expected.test(text)),
        found.join("\n"),
      );
      assert.ok(!found.join("\n").includes(marker));
      assert.ok(!found.some((text) => text.startsWith("tkg-edge:vcenterPassword")), "none is missing");
    });
  }

  it("is one too many beside a password of the stack", () => {
    const both = { secretsSet: new Set(["vcenterPassword"]), ...withSource({ environment: "A" }) };
    assert.deepEqual(
      problems(both).map((text) => text.replace(/: one source.*/, "")),
      [
        "tkg-edge:vcenterPassword: a password in the stack, in addition to connection.vcenter.passwordFrom in the stack file",
      ],
    );
  });

  it("needs a user for a registry, and a bundle of that registry", () => {
    const registry = { host: "r.example.com/tkg", passwordFrom: { environment: "A" } };
    const { management } = pageStack;
    const of = (changed: object, bundle?: string) =>
      problems({
        secretsSet: new Set(["vcenterPassword"]),
        connection: { ...pageStack.connection, registry: { ...registry, ...changed } },
        management: { ...management, tkr: { ...management.tkr, ...(bundle && { bundle }) } },
      });
    assert.match(of({})[0] ?? "", /connection\.registry: .*: a username too: passwordFrom/);
    assert.deepEqual(of({ username: "edge" }), []);
    assert.deepEqual(of({ username: "edge" }, "r.example.com/other/bundle"), []);
    assert.match(
      of({ username: "edge" }, "evil.example.com/bundle").join(),
      /^tkg-edge:management\.tkr\.bundle: a bundle in another registry than connection\.registry\.host/,
    );
  });

  describe("in a fleet", () => {
    const errors = () =>
      folder
        .check()
        .findings.filter(({ severity }) => severity === "error")
        .map(line);
    const site = (connection: object = {}) => ({
      groups: ["north"],
      connection,
      site: { controlPlaneEndpoint: "10.0.0.5" },
    });
    const withoutVcenter = {
      ...defaults,
      connection: { managementCluster: defaults.connection.managementCluster },
    };
    const file = (passwordFrom: object, more: object = {}) => ({
      vcenter: { ...defaults.connection.vcenter, passwordFrom, ...more },
    });
    const fleet = (north: object, own: object = {}) => ({
      "fleet.yaml": {
        defaults: { ...withoutVcenter, connectionFile: "connections/eu.yaml" },
        groups: { north },
        sites: { one: site(own) },
      },
    });

    it("is one value: the nearest layer's wins as a whole", () => {
      folder.write({
        ...fleet({ connection: { vcenter: { passwordFrom: { environment: "NORTH" } } } }),
        "connections/eu.yaml": file({ file: "eu.password" }),
      });
      assert.deepEqual(errors(), []);
      const { layer } = folder.layers().site("one") ?? assert.fail();
      const { connection } = layer.values as { connection: { vcenter: Record<string, unknown> } };
      assert.deepEqual(connection.vcenter.passwordFrom, { environment: "NORTH" });
    });

    it("is a file relative to the file that names it", () => {
      folder.write({ ...fleet({}), "connections/eu.yaml": file({ file: "../secrets/eu" }) });
      const raw = { fleetFile: "fleet.yaml", secretsSet: noSecrets };
      const below = folder.layers().site("one")?.layer ?? assert.fail();
      const spec = parseStack(
        { ...raw, below: { layer: below, problems: [], locate: (same) => same } },
        folder.directory,
        "one",
      );
      const source = spec.passwordSources?.vcenterPassword;
      assert.deepEqual(source?.source, { file: "secrets/eu" });
      assert.equal(source.connectionFile, join(folder.directory, "connections/eu.yaml"));
    });

    for (const [key, value] of Object.entries({
      server: "evil.example.com",
      insecure: true,
      caFile: "evil.pem",
      thumbprint: "AA:1B:2C:3D:4E:5F:60:71:82:93:A4:B5:C6:D7:E8:F9:0A:1B:2C:3D",
    })) {
      it(`does not follow a nearer ${key}`, () => {
        folder.write({
          ...fleet({}, { vcenter: { [key]: value } }),
          "connections/eu.yaml": file({ environment: "EU" }),
        });
        const found = errors().filter((text) => text.includes("passwordFrom"));
        assert.equal(found.length, 1, errors().join("\n"));
        assert.match(
          found[0] ?? "",
          new RegExp(
            `fleet\\.yaml:1:\\d+ tkg-edge:connection\\.vcenter\\.${key} \\[one\\]: a value in site one .*above passwordFrom in ` +
              "connectionFile of defaults \\(connections/eu\\.yaml:1:\\d+\\): passwordFrom beside it",
          ),
        );
      });
    }

    it("follows a nearer layer that repeats the same values", () => {
      const { server, thumbprint } = defaults.connection.vcenter;
      folder.write({
        ...fleet({}, { vcenter: { server, thumbprint } }),
        "connections/eu.yaml": file({ environment: "EU" }),
      });
      assert.deepEqual(errors(), []);
    });

    it("is no command outside of a connection file", () => {
      folder.write({
        ...fleet({ connection: { vcenter: { passwordFrom: { command: ["touch", "ran"] } } } }),
        "connections/eu.yaml": file({ environment: "EU" }),
      });
      assert.match(
        errors().join("\n"),
        /connection\.vcenter\.passwordFrom\.command \[one\]: a command in group north .*: the command in a connection file/,
      );
      folder.write({ ...fleet({}), "connections/eu.yaml": file({ command: ["touch", "ran"] }) });
      assert.deepEqual(errors(), []);
    });
  });
});
