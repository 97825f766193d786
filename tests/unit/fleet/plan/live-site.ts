/** The objects of a site as an `up` of this product leaves them, with what the API and controllers add. */
import type { LiveObject } from "../../../../src/clients/live-object.js";
import type { StackSpec } from "../../../../src/config/stack-spec.js";
import { tkrName } from "../../../../src/config/tkr-version.js";
import { readTkr } from "../../../../src/environment/facts/tkr.js";
import type { SeenSite } from "../../../../src/fleet/plan/seen-site.js";
import { appliedClusterMetadata } from "../../../../src/manifests/applied-cluster.js";
import { ownedBy, forcePatch } from "../../../../src/manifests/applied-metadata.js";
import {
  clusterBootstrap,
  packageConfigs,
  configuredPackages,
} from "../../../../src/manifests/cluster-bootstrap.js";
import { cluster } from "../../../../src/manifests/cluster.js";
import { credentialsSecret } from "../../../../src/manifests/credentials-secret.js";
import { elided, pageStack, parseExample } from "../../example-site.js";

export const stack = "tkg-edge/shop-1";
const toolVersion = "1.2.3";
export const packages = ["calico.tanzu.vmware.com.3.24.1", "vsphere-cpi.tanzu.vmware.com.1.25.1"];

export type Changes = Readonly<Record<string, unknown>>;

/** The stack of the example with some keys of its site, or whole sections, replaced. */
export function specWith(changes: Changes = {}, sections: Changes = {}): StackSpec {
  const site = {
    ...pageStack.site,
    tkrVersion: pageStack.management.tkr.version,
    className: "tkg-vsphere-default-v1.0.0",
  };
  return parseExample({
    management: undefined,
    template: undefined,
    site: { ...site, ...changes },
    ...sections,
  });
}

const proved = ({ site, connection: { vcenter } }: StackSpec) => {
  if (!site || !vcenter) throw new Error("the example has a site and a vCenter");
  return { site, vcenter };
};

/** The image that fits the TKr of the vendor page. */
export const osImageObject: LiveObject = {
  kind: "OSImage",
  metadata: { name: "photon" },
  spec: {
    os: { name: "photon", version: "3", arch: "amd64" },
    image: { ref: { version: `${pageStack.management.tkr.version}-ac20b3` } },
  },
};

/** A TKr that offers the packages. */
export const tkrObject: LiveObject = {
  kind: "TanzuKubernetesRelease",
  metadata: { name: tkrName(pageStack.management.tkr.version) },
  spec: { osImages: [{ name: "photon" }], bootstrapPackages: packages.map((name) => ({ name })) },
  status: { conditions: ["Compatible", "Ready"].map((type) => ({ type, status: "True" })) },
};

/** What lives of a site that was brought up with a configuration, Ready. */
export function lives(spec: StackSpec): { live: LiveObject; beside: readonly LiveObject[] } {
  const { site, vcenter } = proved(spec);
  const manifest = cluster(site, vcenter);
  const { topology } = manifest.spec;
  const added = { name: "TKR_DATA", value: { "v1.25.7": {} } };
  const live: LiveObject = {
    ...{ apiVersion: manifest.apiVersion, kind: "Cluster" },
    metadata: {
      ...appliedClusterMetadata(manifest, site, stack, toolVersion),
      ...{ uid: "uid-of-the-cluster", creationTimestamp: "2026-01-01T00:00:00Z", generation: 2 },
    },
    // The class adds a variable and the API a field; neither is anybody's change.
    spec: {
      ...manifest.spec,
      paused: false,
      topology: { ...topology, variables: [...topology.variables, added] },
    },
    status: { conditions: ["ControlPlaneInitialized", "Ready"].map((type) => ({ type, status: "True" })) },
  };
  const { cni, cpi } = configuredPackages(site);
  const objects = [
    ...(site.identityRef ? [] : [credentialsSecret(site.name, site.namespace)]),
    ...packageConfigs(site),
    ...(cni || cpi ? [clusterBootstrap(site, packages)] : []),
  ];
  const beside = objects.map((object) => ({
    ...object,
    metadata: {
      ...forcePatch(ownedBy(object.metadata, stack), site.adopt),
      uid: `uid-of-the-${object.kind}`,
    },
    ...(object.kind === "Secret" && { data: { username: Buffer.from(elided.username).toString("base64") } }),
  }));
  return { live, beside };
}

/** A site as a plan sees it. @param spec configured; @param others in place of what lives since `before` */
export function seen(spec: StackSpec, before: StackSpec = spec, others: Partial<SeenSite> = {}): SeenSite {
  return {
    ...{ spec, stack, toolVersion, parts: [], elsewhere: [], refusals: [] },
    ...{ secretsUnread: undefined, traces: undefined, classVariables: undefined, tkr: readTkr(tkrObject) },
    ...proved(spec),
    ...lives(before),
    ...others,
  };
}
