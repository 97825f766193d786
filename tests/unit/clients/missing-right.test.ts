import assert from "node:assert/strict";
import { isMissingRight, reviewOf, withRemedy } from "../../../src/clients/missing-right.js";

const refusals = [
  'Error from server (Forbidden): clusters.cluster.x-k8s.io is forbidden: User "system:serviceaccount:edge:a" cannot list resource "clusters" in API group "cluster.x-k8s.io" at the cluster scope',
  'secrets "a" is forbidden: User "pipeline" cannot create resource "secrets" in API group "" in the namespace "edge"',
];

describe("a refusal for want of a right", () => {
  it("is completed by where to get the right", () => {
    for (const words of refusals) {
      assert.ok(isMissingRight(words));
      const text = withRemedy(words);
      assert.ok(text.startsWith(words), text);
      assert.match(text, /\. Expected: a login with this right\. "tkg-edge permissions" prints the roles/);
    }
  });

  it("is not what admission refuses, or anything else", () => {
    for (const words of [
      'admission webhook "x" denied the request: clusters "a" is forbidden: spec is immutable',
      "Error from server (NotFound): secrets a not found",
      "Unable to connect to the server: Forbidden",
    ]) {
      assert.ok(!isMissingRight(words), words);
      assert.equal(withRemedy(words), words);
    }
  });

  it("is asked for by a review of which nothing is stored", () => {
    assert.deepEqual(reviewOf({ verb: "list", group: "", resource: "secrets", namespace: "edge" }), {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectAccessReview",
      spec: {
        resourceAttributes: {
          verb: "list",
          group: "",
          resource: "secrets",
          namespace: "edge",
          name: undefined,
        },
      },
    });
  });
});
