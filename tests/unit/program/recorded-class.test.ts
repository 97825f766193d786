/** The class of a site in the stack's own state, as this release and 0.1.0 have written it. */
import assert from "node:assert/strict";
import type { SiteSpec } from "../../../src/config/stack-spec.js";
import { cluster } from "../../../src/manifests/cluster.js";
import { rebuildDigest, rebuildInputs } from "../../../src/manifests/rebuild.js";
import { recordedClass } from "../../../src/program/recorded-class.js";
import { exampleSite } from "../example-site.js";
import { gateEnvironment } from "./gate-in-state.js";

const [oldest, newest] = ["tkg-vsphere-default-v1.0.0", "tkg-vsphere-default-v1.2.0"];
const { site, vcenter } = exampleSite({ className: oldest });
const urn = (name: string): string => `urn:pulumi:site::tkg-edge::any:type::${name}`;

const gate = (of: SiteSpec) => ({
  urn: urn(`${site.name}-rebuild-gate`),
  outputs: {
    environment: gateEnvironment(of),
  },
});
const earlierGate = (of: SiteSpec) => ({
  urn: urn(`${site.name}-rebuild-gate`),
  outputs: {
    environment: {
      TKG_EDGE_KUBECONFIG: "k",
      TKG_EDGE_CONTEXT: "c",
      TKG_EDGE_VCENTER_SERVER: vcenter.server,
      TKG_EDGE_VCENTER_USERNAME: vcenter.username,
      TKG_EDGE_VCENTER_THUMBPRINT: vcenter.thumbprint,
      TKG_EDGE_CLUSTER: JSON.stringify(cluster(of, vcenter)),
      TKG_EDGE_TKR_VERSION: of.tkrVersion,
      TKG_EDGE_OS: of.os,
      TKG_EDGE_ENDPOINT: of.controlPlaneEndpoint,
      TKG_EDGE_API_PORT: "6443",
      TKG_EDGE_DATACENTER: of.placement.datacenter,
      TKG_EDGE_OWN_CREDENTIALS: "true",
      TKG_EDGE_BEFORE_REBUILD: "",
      TKG_EDGE_BEFORE_REBUILD_SECONDS: "10",
    },
  },
});
const made = (of: SiteSpec) => {
  const { apiVersion, kind, metadata } = cluster(of, vcenter);
  return { urn: urn(`${site.name}-cluster`), outputs: { apiVersion, kind, metadata } };
};
const moved = { ...site, className: newest };

describe("the recorded class of a site", () => {
  it("is none for a state without its resources", () => {
    const others = [{ ...made(site), urn: urn("another-cluster") }];
    assert.deepEqual(recordedClass(others, site), { cluster: undefined, gate: undefined });
  });

  it("is what the Cluster was built from, and what the gate has announced since", () => {
    assert.deepEqual(recordedClass([gate(moved), made(site)], site), { cluster: oldest, gate: newest });
  });

  it("is settled where the Cluster is the one that the gate let through last", () => {
    const ofGate = (of: SiteSpec) => {
      const { urn: name, outputs } = gate(of);
      const triggers = [rebuildDigest(rebuildInputs(of, vcenter.server))];
      return { urn: name, outputs: { ...outputs, triggers } };
    };
    assert.equal(recordedClass([ofGate(site), made(site)], site).isSettled, true);
    assert.equal(recordedClass([ofGate(moved), made(site)], site).isSettled, undefined);
  });

  it("is read from the gate of a state of 0.1.0", () => {
    assert.deepEqual(recordedClass([earlierGate(moved)], site), { cluster: undefined, gate: newest });
  });

  it("is none of a Cluster in another namespace", () => {
    const elsewhere = { ...site, namespace: "elsewhere" };
    assert.deepEqual(recordedClass([gate(elsewhere), made(elsewhere)], site), {
      cluster: undefined,
      gate: undefined,
    });
  });

  it("is that of the Cluster where the environment of the gate cannot be read", () => {
    const encrypted = {
      urn: urn(`${site.name}-rebuild-gate`),
      outputs: { environment: { ciphertext: "v1:x" } },
    };
    assert.deepEqual(recordedClass([encrypted, made(site)], site), { cluster: oldest, gate: undefined });
  });
});
