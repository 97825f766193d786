import assert from "node:assert/strict";
import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { WatchedObjects, type Reference } from "../../../src/clients/watched-objects.js";

const edge: Reference = { kind: "Cluster", resource: "clusters.cluster.x-k8s.io", name: "edge" };
const plane: Reference = { kind: "KubeadmControlPlane", resource: "kubeadmcontrolplanes", name: "edge" };

const object = (kind: string, phase: string): LiveObject => ({
  kind,
  metadata: { name: "edge" },
  status: { phase },
});

/** A management cluster whose answers and watch events the tests control. */
class FakeCluster {
  readonly reads: (readonly string[])[] = [];
  readonly watches = new Map<string, PassThrough>();
  ended = 0;
  answer: readonly LiveObject[] = [];

  getAll(references: readonly string[]): Promise<readonly LiveObject[]> {
    this.reads.push(references);
    return Promise.resolve(this.answer);
  }

  watch(resource: string, name: string) {
    const output = new PassThrough();
    this.watches.set(`${resource}/${name}`, output);
    const end = (): void => {
      this.ended += 1;
      output.end();
    };
    return { lines: createInterface(output), end };
  }

  emit({ resource, name }: Reference, type: string, what: LiveObject): void {
    this.watches.get(`${resource}/${name}`)?.write(`${JSON.stringify({ type, object: what })}\n`);
  }
}

const phases = (objects: readonly LiveObject[]) =>
  objects.map(({ kind, status }) => `${kind} ${String(status?.phase)}`);

describe("watched objects", () => {
  let cluster: FakeCluster;
  let watched: WatchedObjects;

  beforeEach(() => {
    cluster = new FakeCluster();
    cluster.answer = [object("Cluster", "Pending")];
    watched = new WatchedObjects(cluster, "default");
  });
  afterEach(() => {
    watched.close();
  });

  it("are read once, and then reported as they change, come and go", async () => {
    assert.deepEqual(phases(await watched.getAll([edge, plane])), ["Cluster Pending"]);
    cluster.emit(edge, "MODIFIED", object("Cluster", "Provisioned"));
    await watched.changed();
    assert.deepEqual(phases(await watched.getAll([edge, plane])), ["Cluster Provisioned"]);
    cluster.emit(plane, "ADDED", object("KubeadmControlPlane", "New"));
    await watched.changed();
    assert.deepEqual(phases(await watched.getAll([edge, plane])), [
      "Cluster Provisioned",
      "KubeadmControlPlane New",
    ]);
    cluster.emit(edge, "DELETED", object("Cluster", "Deleting"));
    await watched.changed();
    assert.deepEqual(phases(await watched.getAll([edge, plane])), ["KubeadmControlPlane New"]);
    assert.deepEqual(cluster.reads, [["clusters.cluster.x-k8s.io/edge", "kubeadmcontrolplanes/edge"]]);
  });

  it("report a change that came before the first read", async () => {
    await watched.getAll([edge]);
    cluster.emit(edge, "MODIFIED", object("Cluster", "Provisioned"));
    await new Promise(setImmediate);
    await watched.changed();
    assert.deepEqual(phases(await watched.getAll([edge])), ["Cluster Provisioned"]);
  });

  for (const [how, line] of [
    ["in the middle of an event", '{"type":"MODI'],
    ["with an error", '{"type":"ERROR","object":{"kind":"Status","metadata":{},"code":410}}\n'],
  ] as const) {
    it(`are read again when a watch has ended ${how}, without a notification`, async () => {
      await watched.getAll([edge]);
      const output = cluster.watches.get(`${edge.resource}/${edge.name}`);
      output?.end(line);
      let woken = false;
      void watched.changed().then(() => (woken = true));
      await new Promise((resolve) => output?.once("close", resolve));
      await new Promise(setImmediate);
      assert.equal(woken, false);
      cluster.answer = [object("Cluster", "Failed")];
      assert.deepEqual(phases(await watched.getAll([edge])), ["Cluster Failed"]);
      assert.equal(cluster.reads.length, 2);
    });
  }

  it("are let go of in the end", async () => {
    await watched.getAll([edge, plane]);
    watched.close();
    assert.equal(cluster.ended, 2);
  });
});
