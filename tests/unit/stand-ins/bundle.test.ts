import assert from "node:assert/strict";
import type { FreeObject } from "../../../sandbox/stand-ins/runtime/objects.js";
import { parseObjects, placeObject, resolveImages } from "../../../sandbox/stand-ins/tkg/bundle.js";
import { tkrBundle } from "../../../sandbox/test-data/bundle-content.js";
import { tinyTkrs } from "../../../sandbox/test-data/tiny-tkrs.js";

const installer = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "tkr-v1", namespace: "tkg-system", uid: "u" },
};

describe("TKr bundles", () => {
  it("objects come from every file but those under a dot, one from each; what cannot be read is named", () => {
    const { objects, unreadable } = parseObjects(
      new Map([
        [".imgpkg/images.yml", "kind: ImagesLock"],
        ["config/a.yaml", "# A, and one that nobody reads\n---\nkind: A\n---\nkind: B\n"],
        ["config/b.yaml", "kind: C\n---\n{ never read"],
        ["config/bad.yaml", "{"],
        ["config/none.yaml", "text"],
        ["config/comment.yaml", "# nothing else\n"],
        ["config/empty.yaml", ""],
      ]),
    );
    assert.deepEqual(
      objects.map(({ kind }) => kind),
      ["A", "C"],
    );
    assert.deepEqual(
      unreadable.map(({ path, fatal }) => [path, fatal]),
      [
        ["config/bad.yaml", false],
        ["config/none.yaml", false],
        ["config/comment.yaml", true],
        ["config/empty.yaml", true],
      ],
    );
  });

  it("the sandbox's own bundles hold one object in each file", () => {
    for (const tkr of tinyTkrs) {
      const files = new Map(Object.entries(tkrBundle(tkr)));
      const { objects, unreadable } = parseObjects(files);
      assert.deepEqual(unreadable, []);
      assert.equal(objects.length, files.size - 1, tkr.version);
    }
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
