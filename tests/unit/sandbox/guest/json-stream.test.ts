import assert from "node:assert/strict";
import fc from "fast-check";
import { JsonStream } from "../../../../sandbox/guest/json-stream.js";

describe("a stream of JSON documents", () => {
  it("gives the same documents however it is cut", () => {
    const documents = fc.array(fc.object({ withNullPrototype: false }), { maxLength: 5 });
    fc.assert(
      fc.property(documents, fc.integer({ min: 1, max: 7 }), (given, size) => {
        const wanted = JSON.parse(JSON.stringify(given)) as unknown[];
        const text = wanted.map((document) => `${JSON.stringify(document, null, 2)}\n`).join("");
        const stream = new JsonStream();
        const got: unknown[] = [];
        for (let at = 0; at < text.length; at += size) got.push(...stream.push(text.slice(at, at + size)));
        assert.deepEqual(got, wanted);
      }),
    );
  });

  it("is not misled by brackets and quotes in strings", () => {
    const stream = new JsonStream();
    assert.deepEqual(stream.push('{"a":"}\\"{"}[1,'), [{ a: '}"{' }]);
    assert.deepEqual(stream.push("2]\n"), [[1, 2]]);
  });

  it("reports a damaged document", () => {
    assert.throws(() => new JsonStream().push("{nonsense}"), SyntaxError);
  });
});
