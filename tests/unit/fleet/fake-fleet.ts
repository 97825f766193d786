/** The systems of a fleet without any of them: its management clusters by their contexts, and its vCenters. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { Facts } from "../../../src/environment/facts/facts.js";
import type { CertificateFacts } from "../../../src/environment/facts/vcenter-certificate.js";
import { pageStack } from "../example-site.js";
import { FakeManagement, type FakeTroubles } from "../fake-management.js";
import { lives, osImageObject, specWith, tkrObject, type Changes } from "./plan/live-site.js";

const kubeSystem: LiveObject = { kind: "Namespace", metadata: { name: "kube-system", uid: "uid-of-mgmt" } };
const namespace: LiveObject = { kind: "Namespace", metadata: { name: "default" } };
const systems: readonly LiveObject[] = [kubeSystem, namespace, tkrObject, osImageObject];

/** A site of the fleet with its objects, as its stack left them. */
export function liveObjectsOf(name: string, endpoint: string, changes: Changes = {}): readonly LiveObject[] {
  const { live, beside } = lives(
    specWith({ name, controlPlaneEndpoint: endpoint, protect: false, ...changes }),
  );
  return [live, ...beside].map((object) => ({
    ...object,
    metadata: {
      ...object.metadata,
      uid: `${object.kind ?? ""}-${name}`,
      annotations: { ...object.metadata.annotations, "tkg-edge/made-by": `tkg-edge/${name}` },
    },
  }));
}

const { site: page } = pageStack;
export const { connection } = pageStack;

/** Of a fleet file, for running sites. */
export const defaults = {
  connection,
  site: {
    ...{ ...page, name: undefined, controlPlaneEndpoint: undefined },
    ...{
      tkrVersion: pageStack.management.tkr.version,
      className: "tkg-vsphere-default-v1.0.0",
      protect: false,
    },
  },
};

/** A site of a fleet file. */
export const site = (controlPlaneEndpoint: string, more: object = {}) => ({
  site: { controlPlaneEndpoint },
  ...more,
});

export class FakeFleet {
  /** By their contexts. */
  readonly clusters = new Map<string, FakeManagement>();
  /** vCenters that do not answer. */
  readonly dead = new Set<string>();

  cluster(context: string, objects: readonly LiveObject[], troubles: FakeTroubles = {}): void {
    this.clusters.set(context, new FakeManagement([...systems, ...objects], troubles));
  }

  facts(): Facts {
    return new Facts({
      managementCluster: ({ context }) => this.clusters.get(context) ?? assert.fail(context),
      certificate: ({ server }) => Promise.resolve(this.#certificateOf(server)),
      knock: () => Promise.resolve("silent"),
    });
  }

  #certificateOf(server: string): CertificateFacts {
    if (this.dead.has(server)) {
      return {
        failure: { path: "tkg-edge:connection.vcenter.server", text: "a vCenter that answers" },
        words: "refused",
      };
    }
    const validTo = new Date(Date.now() + 1e10);
    const certificate = { thumbprint: "", subject: "", issuer: "", validFrom: new Date(0), validTo };
    return { certificate, fault: undefined };
  }
}
