/** The preview by which `tkg-edge adopt` proves that nothing changes, also of a stack file that exists already. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { put } from "../config/object-spec/manifest.js";
import { importedUrn, page, preview, useAdopt } from "./adopt-command.js";

describe("the proof of tkg-edge adopt", () => {
  const { bench, run } = useAdopt();

  it("is no proof where the preview changes, creates or replaces, or does not report what it takes over", async () => {
    const urn = (type: string) => `urn:pulumi:s::p::tkg-edge:index:SingleNodeCluster$${type}::x`;
    const anchor = {
      op: "create",
      urn: urn("command:local:Command"),
      newState: { type: "command:local:Command" },
    };
    const cluster = "kubernetes:cluster.x-k8s.io/v1beta1:Cluster";
    const rows: readonly [string, RegExp | undefined][] = [
      [preview([], [anchor]), undefined],
      // As the engine plans an import whose fields differ from those of the program.
      [preview([], [{ op: "update", urn: importedUrn }]), undefined],
      [
        preview(["    Cluster spec.a: 1 -> 2"], [{ op: "update", urn: importedUrn }]),
        /Cluster spec\.a: 1 -> 2/,
      ],
      [preview([], [{ op: "update", urn: urn(cluster) }]), /update of .*Cluster x/],
      [preview(["    Cluster spec.topology.variables.0: 1 -> 2"]), /variables\.0: 1 -> 2/],
      [
        preview([], [{ op: "create", urn: urn(cluster), newState: { type: cluster } }]),
        /create of .*Cluster x/,
      ],
      [preview([], [{ op: "replace", urn: urn("command:local:Command") }]), /replace of/],
      [JSON.stringify({ steps: [], diagnostics: [] }), /does not report that it takes the cluster over/],
      ["no JSON", /the preview of stack s fails: it prints no JSON: no JSON/],
    ];
    for (const [text, expected] of rows) {
      bench.printed = text;
      const { result, err } = await run(page(), "retail/shop-3", { force: true });
      if (expected) assert.match(err, expected);
      assert.equal(result === "changes nothing", expected === undefined, text);
    }
    bench.fails = JSON.stringify({
      diagnostics: [{ severity: "error", message: "tkg-edge:site.os is wrong" }],
    });
    const { err } = await run(page(), "retail/shop-3", { force: true });
    assert.match(err, /the preview of stack s fails: tkg-edge:site\.os is wrong/);
  });
  it("keeps a stack file that describes the cluster, and proves it again; any other file is refused", async () => {
    await run(page(), "retail/shop-3");
    const file = join(bench.directory, "Pulumi.s.yaml");
    const edited = `${readFileSync(file, "utf8")}# mine\n`.replace(
      "config:\n",
      "config:\n  tkg-edge:vcenterPassword:\n    secure: v1:abc=\n",
    );
    writeFileSync(file, edited);
    const again = await run(page(), "retail/shop-3");
    assert.equal(again.result, "changes nothing", again.err);
    assert.match(
      again.out,
      /Pulumi\.s\.yaml describes retail\/shop-3 already and is kept \(--force replaces it\)/,
    );
    assert.equal(readFileSync(file, "utf8"), edited);
    const renamed = page((cluster) => {
      put(cluster, "metadata/name", "shop-4");
    });
    const rows: readonly [readonly LiveObject[], string, object][] = [
      [renamed, "retail/shop-4", {}],
      // The same names on another management cluster are another cluster.
      [page(), "retail/shop-3", { context: "other" }],
    ];
    for (const [objects, cluster, given] of rows) {
      const { result, err } = await run(objects, cluster, given);
      assert.equal(result, "refused");
      assert.match(err, /Pulumi\.s\.yaml\n +read: +a file that is there already[^]*--force/);
      assert.equal(readFileSync(file, "utf8"), edited);
    }
    const forced = await run(page().slice(0, 2), "retail/shop-3", {
      ...{ force: true, connectionFile: "connection.yaml" },
    });
    assert.match(forced.err, /connection\.yaml/);
    writeFileSync(
      join(bench.directory, "connection.yaml"),
      "vcenter:\n  username: administrator@vsphere.local\n",
    );
    const kept = await run(page().slice(0, 2), "retail/shop-3", {
      ...{ force: true, connectionFile: "connection.yaml" },
    });
    assert.equal(kept.result, "changes nothing", kept.err);
    assert.match(kept.out, /kept tkg-edge:vcenterPassword of the stack/);
    assert.match(readFileSync(file, "utf8"), /secure: v1:abc=[^]*# mine/);
  });

  it("keeps a stack without its password, and is unproved until that is set", async () => {
    await run(page(), "retail/shop-3");
    const calledBefore = bench.calls.length;
    const { result, err } = await run(page(), "retail/shop-3");
    assert.equal(result, "unproved", err);
    assert.deepEqual(
      bench.calls.slice(calledBefore).map(({ args }) => args[1]),
      ["export"],
    );
  });

  it("of a cluster that the stack's state holds, takes a plan without changes for the proof", async () => {
    const objects = page((cluster) => {
      put(cluster, "metadata/uid", "5f0c");
    });
    const cluster = {
      urn: "urn:pulumi:s::tkg-edge::kubernetes:cluster.x-k8s.io/v1beta1:Cluster::shop-3",
      type: "kubernetes:cluster.x-k8s.io/v1beta1:Cluster",
      outputs: { metadata: { uid: "5f0c", name: "shop-3", namespace: "retail" } },
    };
    bench.state = JSON.stringify({ version: 3, deployment: { resources: [cluster] } });
    bench.printed = JSON.stringify({ steps: [{ op: "same", urn: cluster.urn }], diagnostics: [] });
    const same = await run(objects, "retail/shop-3");
    assert.equal(same.result, "changes nothing", same.err);
    assert.match(same.out, /the cluster is this stack's, and nothing changes/);
    bench.printed = JSON.stringify({ steps: [{ op: "update", urn: cluster.urn }], diagnostics: [] });
    const changed = await run(objects, "retail/shop-3", { force: true });
    assert.equal(changed.result, "changes");
    assert.match(changed.err, /update of .*Cluster shop-3/);
  });
});
