import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { removeTkr } from "../../../src/commands/remove-tkr.js";

const version = "v1.25.7+vmware.1-tiny.2-tkg.1";
const name = "v1.25.7---vmware.1-tiny.2-tkg.1";
const tkr: LiveObject = {
  apiVersion: "run.tanzu.vmware.com/v1alpha3",
  kind: "TanzuKubernetesRelease",
  metadata: { name, uid: "old", resourceVersion: "7", labels: { tiny: "" } },
  spec: { osImages: [{ name: "photon" }] },
  status: { conditions: [{ type: "Ready", status: "True" }] },
};
const image: LiveObject = {
  apiVersion: "run.tanzu.vmware.com/v1alpha3",
  kind: "OSImage",
  metadata: { name: "photon", uid: "old" },
  spec: { os: { name: "photon" } },
};
const user: LiveObject = { kind: "Cluster", metadata: { name: "edge-1", namespace: "default" } };

/** A management cluster on which these Clusters use the TKr at the first read, and at the second. */
function cluster(first: readonly LiveObject[], second: readonly LiveObject[], refusal?: string) {
  const reads = [first, second];
  const done: string[] = [];
  const created: object[] = [];
  return {
    done,
    created,
    list: () => Promise.resolve(reads.shift() ?? []),
    get: () => Promise.resolve(tkr),
    getAll: () => Promise.resolve([image]),
    delete: (kind: string, names: readonly string[]) => {
      done.push(`delete ${kind.split(".")[0] ?? ""} ${names.join()}`);
      return Promise.resolve();
    },
    create: (object: object) => {
      created.push(object);
      return refusal === undefined ? Promise.resolve() : Promise.reject(new Error(refusal));
    },
  };
}

describe("the removal of a TKr", () => {
  it("removes it with its OS images while no Cluster uses it", async () => {
    const management = cluster([], []);
    assert.deepEqual(await removeTkr(management, version), [name, "photon"]);
    assert.deepEqual(management.done, [`delete tanzukubernetesreleases ${name}`, "delete osimages photon"]);
    assert.deepEqual(management.created, []);
  });

  it("is refused before anything is removed while a Cluster uses it", async () => {
    const management = cluster([user], []);
    await assert.rejects(
      removeTkr(management, version),
      /still used by the Cluster default\/edge-1; nothing/,
    );
    assert.deepEqual(management.done, []);
  });

  it("is taken back for a Cluster that was admitted meanwhile, which is named", async () => {
    const management = cluster([], [user]);
    await assert.rejects(
      removeTkr(management, version),
      /used by the Cluster default\/edge-1, created while the TKr was removed\. The TKr and its OS images were put back/,
    );
    const { apiVersion, kind, spec } = tkr;
    assert.deepEqual(
      JSON.parse(JSON.stringify(management.created)),
      [
        { apiVersion, kind: "OSImage", metadata: { name: "photon" }, spec: image.spec },
        { apiVersion, kind, metadata: { name, labels: { tiny: "" } }, spec },
      ],
      "neither identity nor status of what was deleted",
    );
  });

  it("shows how to continue where it cannot be taken back", async () => {
    await assert.rejects(
      removeTkr(cluster([], [user], "Forbidden"), version),
      /could not be put back \(Forbidden\)\.\nRun "pulumi up" of this stack/,
    );
  });
});
