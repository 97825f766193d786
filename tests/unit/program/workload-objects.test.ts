/** The manifests of a site, found below the project and read before anything is planned. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { droppedClusters } from "../../../src/program/dropped-cluster.js";
import { outsideWorkloadCluster } from "../../../src/program/exported-state.js";
import type { StateResource } from "../../../src/program/own-state.js";
import { recordedCluster } from "../../../src/program/recorded-cluster.js";
import { readWorkloadObjects, recordedTypes } from "../../../src/program/workload-objects.js";

const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;

describe("the manifests of a site", () => {
  let project: string;
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  };
  const read = (...manifests: string[]) =>
    readWorkloadObjects({ afterReady: { manifests, commandTimeoutSeconds: 1800 } }, project);
  const namesOf = async (...manifests: string[]) => (await read(...manifests)).map(({ name }) => name);

  before("make a project", () => {
    project = mkdtempSync(join(tmpdir(), "tkg-edge-manifests-"));
    write("one.yaml", configMap("one"));
    write("folder/b.yml", configMap("b"));
    write("folder/a.json", JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } }));
    write("folder/notes.txt", "not YAML: [");
    write("folder/below/c.yaml", configMap("c"));
    write("empty/notes.txt", "");
    write("nothing.yaml", "");
    write("nothing/later.yaml", "# later\n---\n");
    write("folder/later.yaml", "# later\n");
  });
  after("remove it", () => {
    rmSync(project, { recursive: true, force: true });
  });

  it("are the files of the list and of its folders, in their order", async () => {
    assert.deepEqual(await namesOf("one.yaml", "folder", join(project, "folder/below/c.yaml")), [
      ...["one", "a", "b", "c"],
    ]);
  });

  it("are none of a site without the key, and none of a stack without a site", async () => {
    assert.deepEqual(await readWorkloadObjects(undefined, project), []);
    assert.deepEqual(await readWorkloadObjects({ afterReady: undefined }, project), []);
  });

  const wrong: readonly [string, string, RegExp][] = [
    ["a path without a file", "gone.yaml", /no such file or folder/],
    ["a folder without manifests", "empty", /a folder without manifests/],
    ["a file that was emptied", "nothing.yaml", /"nothing\.yaml": no object/],
    ["a folder of such files", "nothing", /"nothing": no object/],
    ["a pipe", "pipe", /a pipe or device/],
    ["a link to a device", "device", /a pipe or device/],
    ["a file of another kind", "large.yaml", /more than 8192 KiB/],
  ];
  before("make what is no manifest", () => {
    execFileSync("mkfifo", [join(project, "pipe")]);
    symlinkSync("/dev/zero", join(project, "device"));
    write("large.yaml", "#".repeat(8 * 1024 * 1024 + 1));
  });
  for (const [what, path, expected] of wrong) {
    it(`are refused for ${what}, by config key`, async () => {
      await assert.rejects(read("one.yaml", path), (error: Error) => {
        assert.match(error.message, expected);
        assert.match(error.message, /tkg-edge:site\.afterReady\.manifests\[1\]/);
        return true;
      });
    });
  }

  it("are refused for aliases that multiply", async () => {
    const rows = [
      "a: &a [x,x,x,x,x,x,x,x,x]",
      ..."bcdefg".split("").map((to, index) => {
        const from = "abcdef"[index] ?? "";
        return `${to}: &${to} [${`*${from},`.repeat(9)}]`;
      }),
    ];
    write("aliases.yaml", `${configMap("one")}data:\n  ${rows.join("\n  ")}\n`);
    await assert.rejects(read("aliases.yaml"), /aliases\.yaml:\d+:\d+[^]*fewer aliases/);
  });

  it("are refused where two files have the same object, with both places", async () => {
    await assert.rejects(read("one.yaml", "one.yaml"), /one\.yaml:1:1[^]*the first is at one\.yaml:1:1/);
  });
});

describe("resources on the workload cluster", () => {
  const urn = (type: string, name: string) => `urn:pulumi:site::tkg-edge::${type}::${name}`;
  const chain = "tkg-edge:index:SingleNodeCluster$tkg-edge:index:WorkloadObjects$";
  const metadata = { name: "one", namespace: "default", uid: "5f6b" };
  const state: readonly StateResource[] = [
    {
      urn: urn(`${chain}pulumi:providers:kubernetes`, "edge-objects-provider"),
      type: "pulumi:providers:kubernetes",
      outputs: { clusterIdentifier: "uid of the workload Cluster", kubeconfig: "secret" },
    },
    {
      urn: urn(`${chain}kubernetes:core/v1:ConfigMap`, "edge-objects/ConfigMap/one"),
      type: "kubernetes:core/v1:ConfigMap",
      outputs: { apiVersion: "v1", kind: "ConfigMap", metadata },
    },
  ];

  it("are not taken for the management cluster and its objects", () => {
    assert.deepEqual(recordedCluster(outsideWorkloadCluster(state)), { clusters: [], objects: [] });
  });

  it("are no Cluster of this stack, even if Cluster API runs there", () => {
    const type = "kubernetes:cluster.x-k8s.io/v1beta1:Cluster";
    const outputs = { apiVersion: "cluster.x-k8s.io/v1beta1", kind: "Cluster", metadata };
    const there = { urn: urn(`${chain}${type}`, "edge-objects/Cluster/default/one"), type, outputs };
    const own = { urn: urn(`tkg-edge:index:SingleNodeCluster$${type}`, "edge-cluster"), type, outputs };
    const dropped = droppedClusters(undefined, outsideWorkloadCluster([...state, there, own]), undefined);
    assert.deepEqual(
      dropped.map((cluster) => cluster.urn),
      [own.urn],
    );
  });

  it("are known by name and type, so that an object can move to another version of its API", () => {
    assert.equal(recordedTypes(state).get("edge-objects/ConfigMap/one"), "kubernetes:core/v1:ConfigMap");
  });
});
