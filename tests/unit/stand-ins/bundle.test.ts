import assert from "node:assert/strict";
import type { FreeObject } from "../../../sandbox/stand-ins/runtime/objects.js";
import { parseObjects, placeObject, resolveImages } from "../../../sandbox/stand-ins/tkg/bundle.js";

const installer = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "tkr-v1", namespace: "tkg-system", uid: "u" },
};

describe("TKr bundles", () => {
  it("objects come from every file but those under a dot; what cannot be read is named", () => {
    const { objects, unreadable } = parseObjects(
      new Map([
        [".imgpkg/images.yml", "kind: ImagesLock"],
        ["config/a.yaml", "kind: A\n---\nkind: B\n"],
        ["config/bad.yaml", "{"],
        ["config/none.yaml", "text"],
      ]),
    );
    assert.deepEqual(
      objects.map(({ kind }) => kind),
      ["A", "B"],
    );
    assert.deepEqual(
      unreadable.map(({ path }) => path),
      ["config/bad.yaml", "config/none.yaml"],
    );
  });

  it("TKr and OS image are left as they are, everything else is placed and owned", () => {
    const object = (kind: string) =>
      ({ apiVersion: "v1", kind, metadata: { name: "n" } }) as unknown as FreeObject;
    for (const kind of ["TanzuKubernetesRelease", "OSImage"]) {
      assert.deepEqual(placeObject(object(kind), installer), object(kind));
    }
    assert.deepEqual(placeObject(object("Secret"), installer).metadata, {
      name: "n",
      namespace: "tkg-system",
      ownerReferences: [{ apiVersion: "v1", kind: "ConfigMap", name: "tkr-v1", uid: "u" }],
    });
  });

  it("images are replaced by the lock file's, those of other registries by the bundle's own repository", () => {
    const lock = `
images:
- image: reg:5000/tkg/b@sha256:aa
  annotations: {kbld.carvel.dev/id: example.com/one:1}
- image: elsewhere.com/x@sha256:bb
  annotations: {kbld.carvel.dev/id: example.com/two:2}
- image: reg:5000/tkg/b@sha256:cc
`;
    const files = new Map([
      [".imgpkg/images.yml", lock],
      ["packages/p.yaml", "image: example.com/one:1\nother: example.com/two:2\n"],
    ]);
    assert.equal(
      resolveImages(files, "reg:5000/tkg/b:v1").get("packages/p.yaml"),
      "image: reg:5000/tkg/b@sha256:aa\nother: reg:5000/tkg/b@sha256:bb\n",
    );
  });
});
