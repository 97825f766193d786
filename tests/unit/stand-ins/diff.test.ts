import assert from "node:assert/strict";
import fc from "fast-check";
import { renderAnswer } from "../../../sandbox/stand-ins/runtime/admission-server.js";
import { jsonPatch, mergePatch } from "../../../sandbox/stand-ins/runtime/diff.js";
import { isRecord, sameJson, type FreeObject } from "../../../sandbox/stand-ins/runtime/objects.js";

/** Applies the operations that jsonPatch makes. */
function applyJsonPatch(document: unknown, patch: ReturnType<typeof jsonPatch>): unknown {
  let root = structuredClone(document);
  for (const { op, path, value } of patch) {
    const keys = path
      .split("/")
      .slice(1)
      .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
    const last = keys.pop();
    if (last === undefined) {
      root = value;
      continue;
    }
    const parent = keys.reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], root);
    if (op === "remove") Reflect.deleteProperty(parent as object, last);
    else
      Object.defineProperty(parent as object, last, {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
  }
  return root;
}

/** RFC 7386. */
function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const result: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(result, key);
    else result[key] = applyMergePatch(result[key], value);
  }
  return result;
}

const key = fc.stringMatching(/^[a-z~/]{1,3}$/);
const leaf = fc.oneof(
  fc.integer(),
  fc.boolean(),
  fc.string({ maxLength: 3 }),
  fc.array(fc.integer(), { maxLength: 3 }),
);
const { tree } = fc.letrec<{ tree: Record<string, unknown>; value: unknown }>((tie) => ({
  tree: fc.dictionary(key, tie("value"), { maxKeys: 4 }),
  value: fc.oneof({ depthSize: "small" }, leaf, tie("tree")),
}));

describe("patches", () => {
  it("a JSON patch turns the one object into the other", () => {
    fc.assert(
      fc.property(tree, tree, (before, after) => {
        assert.ok(sameJson(applyJsonPatch(before, jsonPatch(before, after)), after));
      }),
    );
  });

  it("a merge patch turns the one object into the other, and is absent when they are equal", () => {
    fc.assert(
      fc.property(tree, tree, (before, after) => {
        const patch = mergePatch(before, after);
        assert.equal(patch === undefined, sameJson(before, after));
        assert.ok(sameJson(applyMergePatch(before, patch ?? {}), after));
      }),
    );
  });

  it("an undefined field is an absent one", () => {
    assert.deepEqual(mergePatch({ a: 1, b: undefined }, { a: undefined, c: undefined }), { a: null });
    assert.deepEqual(jsonPatch({ a: 1 }, { a: undefined }), [{ op: "remove", path: "/a" }]);
  });
});

describe("admission answers", () => {
  const object = { kind: "Cluster", metadata: { name: "a" } } as unknown as FreeObject;

  it("a denial carries its text as the status's reason, with 403", () => {
    assert.deepEqual(renderAnswer({ object }, { kind: "deny", text: "no" }), {
      allowed: false,
      status: { code: 403, reason: "no" },
    });
  });

  it("a change is answered with a patch, no change without one", () => {
    const changed = renderAnswer({ object }, { kind: "mutate", object: { ...object, spec: { "a/b": 1 } } });
    const { patch } = changed as { patch: string };
    assert.deepEqual(JSON.parse(Buffer.from(patch, "base64").toString()), [
      { op: "add", path: "/spec", value: { "a/b": 1 } },
    ]);
    assert.deepEqual(renderAnswer({ object }, { kind: "mutate", object: { ...object } }), { allowed: true });
  });
});
