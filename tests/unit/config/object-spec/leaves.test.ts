/**
 * Nothing that a user wrote may vanish: a change or an addition of any one leaf of a manifest changes what
 * comes out or what is reported. And what was rendered comes back as it was.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { loadAll } from "js-yaml";
import { readObjectSpec } from "../../../../src/config/object-spec/read-object-spec.js";
import { parseStack } from "../../../../src/config/parse-stack.js";
import type { StackSpec } from "../../../../src/config/stack-spec.js";
import { isTree, type Tree } from "../../../../src/config/tree.js";
import { directory, leafProperty, render, specs } from "./leaf-property.js";

describe("a manifest of each example", () => {
  const all = specs();

  it("is there for every kind of site", () => {
    assert.ok(all.length >= 6, `${all.length} sites`);
  });

  for (const [name, spec] of all) {
    it(`renders, converts and renders to the same bytes: ${name}`, () => {
      const text = render(spec);
      const { site, connection, problems } = readObjectSpec(text, "m");
      assert.deepEqual(problems, []);
      // A shared identity has no Secret, and so no user.
      const username = spec.connection.vcenter?.username;
      const vcenter = { username, ...(connection.vcenter as object) };
      const raw = { connection: { ...connection, vcenter }, site, secretsSet: new Set<string>() };
      assert.equal(render(parseStack(raw, directory, "again", "manifests")), text);
    });
  }

  it("keeps or reports every leaf, changed or added", () => {
    // `make test-long` changes every leaf in every way.
    fc.assert(leafProperty(), { numRuns: 60, seed: 18 });
  });
});

/** What `kubectl get -o json` prints for a cluster that this program made: admission and controllers have added to it. */
function asLive(spec: StackSpec): string {
  const items = loadAll(render(spec))
    .filter(isTree)
    .map((document) => live(structuredClone(document)));
  return JSON.stringify(
    { apiVersion: "v1", kind: "List", items, metadata: { resourceVersion: "" } },
    undefined,
    4,
  );
}

function live(document: Tree): Tree {
  const metadata = {
    ...(document.metadata as object),
    uid: "5f0c",
    resourceVersion: "812",
    creationTimestamp: "2024-01-31T10:00:00Z",
    generation: 2,
    managedFields: [{ manager: "tkg-edge", operation: "Apply" }],
  };
  if (document.kind === "Secret") {
    const { stringData, ...rest } = document as { stringData: Record<string, string> };
    const data = Object.fromEntries(
      Object.entries(stringData).map(([key, value]) => [key, Buffer.from(value).toString("base64")]),
    );
    return { ...rest, metadata, data, type: "Opaque" };
  }
  if (document.kind !== "Cluster") return { ...document, metadata, status: {} };
  const spec = document.spec as {
    topology: { variables: { name: string; value: Record<string, unknown> }[] };
  };
  const { variables } = spec.topology;
  for (const { name, value } of variables) {
    if (name === "vcenter") value.template = "/dc0/vm/photon";
    if (name === "imageRepository") value.tlsCertificateValidation ??= true;
  }
  const names = variables.map(({ name }) => name);
  const defaults: Readonly<Record<string, unknown>> = {
    network: { ipv6Primary: false },
    vipNetworkInterface: "eth0",
    apiServerPort: 6443,
    kubeVipLoadBalancerProvider: false,
    podSecurityStandard: { deactivated: false, audit: "baseline", exemptions: { namespaces: [] } },
    controlPlaneCertificateRotation: { activate: true, daysBefore: 90 },
    worker: { machine: { numCPUs: 2 } },
    TKR_DATA: { "v1.25.7": { osImageRef: { moid: "vm-1" } } },
  };
  for (const [name, value] of Object.entries(defaults)) {
    if (!names.includes(name)) variables.push({ name, value: value as Record<string, unknown> });
  }
  const { labels, annotations } = document.metadata as { labels: object; annotations: object };
  return {
    ...document,
    metadata: {
      ...metadata,
      labels: { ...labels, "run.tanzu.vmware.com/tkr": "v1.25.7---vmware.1-tiny.2-tkg.1" },
      annotations: {
        ...annotations,
        "tkg-edge/made-by": "tkg-edge/shop",
        "tkg.tanzu.vmware.com/tkg-ip-family": "ipv4",
      },
      finalizers: ["cluster.cluster.x-k8s.io"],
    },
    spec: {
      ...spec,
      controlPlaneEndpoint: { host: "192.0.2.7", port: 6443 },
      controlPlaneRef: { kind: "KubeadmControlPlane", name: "x" },
      infrastructureRef: { kind: "VSphereCluster", name: "x" },
    },
    status: { phase: "Provisioned", conditions: [] },
  };
}

describe("what kubectl prints for a live cluster that this program made", () => {
  for (const [name, spec] of specs()) {
    it(`converts to the site that made it: ${name}`, () => {
      const made = readObjectSpec(render(spec), "m");
      const converted = readObjectSpec(asLive(spec), "m");
      assert.deepEqual(converted.problems, []);
      assert.equal(converted.vcenterPassword, made.vcenterPassword);
      assert.deepEqual(converted.connection, made.connection);
      // The class verifies the repository, which is the default of a site too.
      const { imageRepositoryTlsVerify, ...site } = converted.site;
      assert.ok(imageRepositoryTlsVerify === undefined || typeof imageRepositoryTlsVerify === "boolean");
      const { imageRepositoryTlsVerify: _, ...before } = made.site;
      assert.deepEqual(site, before);
    });
  }
});
