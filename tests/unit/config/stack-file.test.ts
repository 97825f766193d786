import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConnectionFile } from "../../../src/config/connection-file.js";
import type { Problem } from "../../../src/config/problem.js";
import { readStackFile } from "../../../src/config/stack-file.js";

const lines = (problems: readonly Problem[]) =>
  problems.map(({ path, found = "", expected }) => `${path}: ${found}: ${expected}`).join("\n");

describe("a stack file and a connection file", () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-stack-file-"));
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  const stack = (text: string) => {
    writeFileSync(join(directory, "Pulumi.x.yaml"), text);
    return readStackFile(directory, "x");
  };
  const connection = (text: string) => {
    writeFileSync(join(directory, "c.yaml"), text);
    const read = readConnectionFile("c.yaml", directory);
    return "problems" in read ? lines(read.problems) : read.value;
  };

  const refused: [string, string, RegExp][] = [
    [
      "a line that cannot be read",
      "config:\n  tkg-edge:site: {name: @x}\n",
      /^Pulumi\.x\.yaml:2:25: .*begins with @/,
    ],
    [
      "an anchor that refers to itself",
      "config: &a\n  b: *a\n",
      /^Pulumi\.x\.yaml:2:\d+: .*does not refer to itself/,
    ],
    ["several documents", "config: {a: 1}\n---\nconfig: {}\n", /several YAML documents/],
    ["a list", "- config\n", /no mapping `config`/],
  ];
  for (const [what, text, expected] of refused) {
    it(`are refused with ${what}`, () => {
      const { problems, readable } = stack(text);
      assert.equal(problems.length, 1, lines(problems));
      assert.match(lines(problems), expected);
      assert.equal(readable, false);
    });
  }

  const odd: [string, string, RegExp][] = [
    ["leading zeros", "machine: {numCPUs: 010}", /^tkg-edge:site\.machine\.numCPUs: .*leading zeros/],
    ["a date", "labels: {since: 2024-01-31}", /^tkg-edge:site\.labels\.since: .*date/],
    ["yes", "labels: {edge: yes}", /^tkg-edge:site\.labels\.edge: .*true for other readers/],
    ["an anchor to which nothing refers", "name: &shop", /^tkg-edge:site\.name: .*begins with &/],
    [
      "a value that is cut short",
      "placement: {network: 'x', folder: /dc/vm #2\n    }",
      /^tkg-edge:site\.placement\.folder: .*before a #/,
    ],
  ];
  for (const [what, text, expected] of odd) {
    it(`report a value that is parsed differently from how it appears: ${what}`, () => {
      const { problems } = stack(`config:\n  tkg-edge:site:\n    ${text}\n`);
      assert.match(lines(problems), expected);
    });
  }

  it("leave encrypted values and keys of others alone", () => {
    const text =
      "config:\n  other:key: yes\n  tkg-edge:vcenterPassword: {secure: v1:abc}\nencryptionsalt: v1:010\n";
    const { problems, raw } = stack(text);
    assert.deepEqual(problems, []);
    assert.deepEqual([...raw.secretsSet], ["vcenterPassword"]);
  });

  it("know the line of a key", () => {
    const { locate } = stack("config:\n  tkg-edge:site:\n    network:\n      podCidrs: [a, b]\n");
    const path = (problem: string) => locate({ path: problem, expected: "" }).path;
    assert.equal(
      path("tkg-edge:site.network.podCidrs[1]"),
      "Pulumi.x.yaml:4:21 tkg-edge:site.network.podCidrs[1]",
    );
    assert.equal(path("tkg-edge:site.name"), "Pulumi.x.yaml:3:5 tkg-edge:site.name");
    assert.equal(path("elsewhere"), "elsewhere");
  });

  it("are read in JSON and in YAML with anchors", () => {
    assert.deepEqual(connection('{"vcenter": {"server": "vc"}}'), { vcenter: { server: "vc" } });
    assert.deepEqual(connection("x: &x {server: vc}\nvcenter: *x"), {
      x: { server: "vc" },
      vcenter: { server: "vc" },
    });
  });

  const badConnections: [string, string, RegExp][] = [
    [
      "a line that cannot be read",
      "vcenter: {server: `x}",
      /tkg-edge:connectionFile: "c\.yaml:1:19": .*begins with `/,
    ],
    [
      "a value that is cut short",
      "managementCluster:\n  context: admin #2",
      /^c\.yaml:2:12 managementCluster\.context: .*before a #/,
    ],
    ["a list", "[1]", /a mapping with the keys of tkg-edge:connection/],
    ["two documents", "a: 1\n---\nb: 1", /several YAML documents/],
  ];
  for (const [what, text, expected] of badConnections) {
    it(`are refused as a connection file with ${what}`, () => {
      const read = connection(text);
      assert.ok(typeof read === "string", "the file was accepted");
      assert.match(read, expected);
    });
  }
});
