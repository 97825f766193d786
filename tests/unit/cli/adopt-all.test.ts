/** `tkg-edge adopt --all`: a stack for each cluster, and a table of what became of them. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { adoptAll, named } from "../../../src/cli/edge/adopt-all.js";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { Facts } from "../../../src/environment/facts/facts.js";
import { FakeManagement } from "../fake-management.js";
import { clusterNamed, options, secretOf, useAdopt } from "./adopt-command.js";

describe("tkg-edge adopt --all", () => {
  const { bench, pulumi } = useAdopt();

  const management = clusterNamed("mgmt", "tkg-system", {
    labels: { "cluster-role.tkg.tanzu.vmware.com/management": "" },
  });
  const all = async (objects: readonly LiveObject[], given: object = {}) => {
    let [out, err] = ["", ""];
    const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
    const facts = new Facts({ managementCluster: () => new FakeManagement(objects) });
    const done = await adoptAll(
      { ...options, directory: bench.directory, ...given },
      terminal,
      pulumi,
      facts,
    );
    return { done, table: out.slice(out.indexOf("CLUSTER ")), err };
  };

  it("writes a stack of each workload cluster, goes on after one that is refused, and names each in a table", async () => {
    const marked = (by: string) => ({ annotations: { "tkg-edge/made-by": by } });
    const objects = [
      ...["east", "south"].flatMap((name) => [clusterNamed(name, "retail"), secretOf(name, "retail")]),
      clusterNamed("west", "retail"),
      clusterNamed("old", "retail", marked("tkg-edge/site-0001")),
      clusterNamed("going", "retail", { deletionTimestamp: "2026-01-01T00:00:00Z" }),
      management,
    ];
    bench.failing = "south";
    const { done, table, err } = await all(objects);
    assert.equal(done, false, err);
    assert.deepEqual(
      table
        .trimEnd()
        .split("\n")
        .map((line) => line.split(/ {2,}/)),
      [
        ["CLUSTER", "STACK", "RESULT"],
        ["retail/east", "east", "changes nothing"],
        ["retail/south", "south", "the preview fails"],
        ["retail/west", "west", "refused: 2 problems"],
        ["retail/old", "-", "belongs to the stack tkg-edge/site-0001"],
        ["retail/going", "going", "refused: 3 problems"],
      ],
    );
    const files = ["east", "south", "west", "old", "going"].map((stack) =>
      join(bench.directory, `Pulumi.${stack}.yaml`),
    );
    assert.deepEqual(
      files.map((file) => existsSync(file)),
      [true, true, false, false, false],
    );
  });

  it("is done where the others belong to other stacks already", async () => {
    const old = clusterNamed("old", "retail", { annotations: { "tkg-edge/made-by": "tkg-edge/site-0001" } });
    const { done } = await all([old, clusterNamed("east", "retail"), secretOf("east", "retail")]);
    assert.equal(done, true);
  });

  it("gives Clusters of one name, or with a dot, stacks of different names", () => {
    const clusters = [
      ["b-c", "a"],
      ["c", "a-b"],
      ["c", "a"],
      ["a.c", "x"],
      ["east", "retail"],
    ] as const;
    const stacks = named(clusters.map(([name, namespace]) => clusterNamed(name, namespace)));
    assert.deepEqual(
      stacks.map(({ stack }) => stack),
      ["b-c", "a-b.c", "a.c", "x.a.c", "east"],
    );
  });

  it("fails where nothing is selected, and once where the management cluster does not answer", async () => {
    await assert.rejects(
      all([management], { selector: "site=edge" }),
      /no workload Cluster with the labels site=edge/,
    );
    await assert.rejects(all([management]), /has no workload Cluster \(kubectl get clusters/);
    await assert.rejects(all([], { kubeconfig: undefined }), /--kubeconfig and --context/);
  });
});
