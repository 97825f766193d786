import assert from "node:assert/strict";
import { load } from "js-yaml";
import { makeAuthorities } from "../../../../sandbox/stand-ins/capi-light/authorities.js";
import {
  isFalse,
  isTrue,
  summary,
  withConditions,
} from "../../../../sandbox/stand-ins/capi-light/conditions.js";
import type { Cluster } from "../../../../sandbox/stand-ins/capi-light/kinds.js";
import { suffix } from "../../../../sandbox/stand-ins/capi-light/owned-objects.js";
import { endpointOf, identityOf, placementOf } from "../../../../sandbox/stand-ins/capi-light/placement.js";
import { makeKubeconfig } from "../../../../sandbox/stand-ins/capi-light/workload.js";
import { accessOf } from "../../../../sandbox/stand-ins/runtime/api-access.js";

function cluster(variables: Record<string, unknown>): Cluster {
  return {
    apiVersion: "cluster.x-k8s.io/v1beta1",
    kind: "Cluster",
    metadata: { name: "workload-snc", namespace: "default" },
    spec: {
      topology: {
        class: "c",
        version: "v1.25.7+vmware.1-tiny.2",
        variables: Object.entries(variables).map(([name, value]) => ({ name, value })),
      },
    },
  };
}

describe("what a Cluster requests from vCenter", () => {
  const variables = {
    vcenter: { server: "127.66.3.5:8989", datacenter: "/dc0", folder: "/dc0/vm", cloneMode: "fullClone" },
    controlPlane: { machine: { numCPUs: 4, memoryMiB: 4096, diskGiB: 20 } },
    TKR_DATA: { "v1.25.7+vmware.1-tiny.2": { osImageRef: { template: "/dc0/vm/photon" } } },
  };

  it("is read from its variables and the resolved template", () => {
    const placement = placementOf(cluster(variables));
    assert.equal(placement?.template, "/dc0/vm/photon");
    assert.deepEqual([placement.numCpus, placement.memoryMiB, placement.diskGiB], [4, 4096, 20]);
    assert.equal(placement.linkedClone, false);
  });

  it("is nothing while no template is resolved for its version", () => {
    assert.equal(placementOf(cluster({ ...variables, TKR_DATA: {} })), undefined);
    assert.equal(placementOf(cluster({ vcenter: variables.vcenter })), undefined);
  });

  it("uses the Secret of its own name, or the identity it names", () => {
    assert.deepEqual(identityOf(cluster({})), { kind: "Secret", name: "workload-snc" });
    const shared = { kind: "VSphereClusterIdentity", name: "shared" };
    assert.deepEqual(identityOf(cluster({ identityRef: shared })), shared);
  });

  it("has its endpoint at port 6443 unless it sets another", () => {
    assert.deepEqual(endpointOf(cluster({ apiServerEndpoint: "127.66.3.50" })), {
      host: "127.66.3.50",
      port: 6443,
    });
    assert.equal(endpointOf(cluster({ apiServerEndpoint: "127.66.3.50", apiServerPort: 443 }))?.port, 443);
    assert.equal(endpointOf(cluster({ apiServerEndpoint: "" })), undefined);
  });
});

describe("the workload kubeconfig", () => {
  it("names things as Cluster API does, and shows a certificate of the cluster's authority", async () => {
    const { ca } = await makeAuthorities();
    const kubeconfig = await makeKubeconfig("workload-snc", { host: "127.66.3.50", port: 6443 }, ca);
    const { "current-context": context } = load(kubeconfig) as Readonly<Record<string, unknown>>;
    assert.equal(context, "workload-snc-admin@workload-snc");
    const access = accessOf(kubeconfig);
    assert.equal(access.server, "https://127.66.3.50:6443");
    assert.equal(access.ca, ca.certificate);
    assert.match(access.certificate, /BEGIN CERTIFICATE/);
  });
});

describe("conditions", () => {
  it("keep the time of an unchanged one", () => {
    const before = withConditions(undefined, [isTrue("A"), isFalse("B", "R", "m")], "t1");
    const after = withConditions(before, [isTrue("A"), isTrue("B")], "t2");
    assert.deepEqual(
      after.map(({ type, status, lastTransitionTime }) => [type, status, lastTransitionTime]),
      [
        ["A", "True", "t1"],
        ["B", "True", "t2"],
      ],
    );
  });

  it("sum up to the first that does not hold", () => {
    assert.deepEqual(summary([isTrue("A")]), isTrue("Ready"));
    assert.equal(summary([isTrue("A"), isFalse("B", "Waiting", "m")]).reason, "Waiting");
  });
});

describe("the end of a generated name", () => {
  it("is five letters or digits", () => {
    assert.match(suffix(), /^[a-z0-9]{5}$/);
    assert.equal(
      suffix(() => 0),
      "bbbbb",
    );
  });
});
