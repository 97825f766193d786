/**
 * What a login needs that only reads sites: tkg-edge fleet plan, fleet status, explain, kubeconfig, preflight but for its
 * trial creates, and pulumi preview.
 */
import {
  bootstrapKind,
  bootstrapTemplateKind,
  calicoConfigKind,
  clusterClassKind,
  clusterKind,
  controlPlaneKind,
  cpiConfigKind,
  identityKind,
  machineKind,
  namespaceKind,
  osImageKind,
  packageKind,
  tkrKind,
  vsphereClusterKind,
  vsphereMachineKind,
  vsphereVmKind,
} from "../clients/resource-kinds.js";
import { controllerRights } from "./common-rights.js";
import { addsPackages, configuresCalico, configuresCpi, sharesIdentity } from "./conditions.js";
import { readPools } from "./pool-rights.js";
import type { Right } from "./right.js";

/** @param clusters names of Clusters whose credentials may be read. @default - every Secret of the namespace */
export const readOnlyRights = (clusters: readonly string[] = []): readonly Right[] => [
  {
    scope: "cluster",
    kinds: [namespaceKind, tkrKind],
    verbs: ["get", "list"],
    why: "The management cluster is identified by the UID of its namespace kube-system; the TKr of each site is read",
  },
  {
    scope: "cluster",
    kinds: [
      ...[clusterKind, osImageKind, bootstrapKind, calicoConfigKind, cpiConfigKind],
      ...[machineKind, vsphereMachineKind, vsphereVmKind, vsphereClusterKind, controlPlaneKind],
    ],
    verbs: ["list"],
    why: "fleet plan and fleet status list everything that Clusters consist of, by one call for all sites",
  },
  {
    scope: "site",
    kinds: [clusterKind, bootstrapKind],
    verbs: ["get"],
    why: "preflight and explain read the Cluster of a stack and its packages",
  },
  {
    scope: "site",
    kinds: [calicoConfigKind],
    verbs: ["get"],
    why: "The configuration of Calico is compared",
    only: configuresCalico,
  },
  {
    scope: "site",
    kinds: [cpiConfigKind],
    verbs: ["get"],
    why: "The configuration of vSphere's cloud provider is compared",
    only: configuresCpi,
  },
  {
    scope: "site",
    kinds: [controlPlaneKind],
    verbs: ["get"],
    why: "Before a roll, the version that the control plane has is read",
    isRare: true,
  },
  {
    scope: "site",
    kinds: [clusterClassKind],
    verbs: ["get"],
    why: "The variables of a site are compared with those of its class",
  },
  {
    scope: "site",
    kinds: [clusterClassKind],
    verbs: ["list"],
    why: "The class of a new site is chosen from those of its namespace, and others are named where the class is missing",
    isRare: true,
  },
  { scope: "site", kinds: ["events"], verbs: ["list"], why: "explain quotes warnings" },
  {
    scope: "site",
    kinds: ["secrets"],
    verbs: ["get"],
    ...(clusters.length > 0 && { names: clusters }),
    why:
      "Whether the credentials of a Cluster exist, and as which user of vCenter. A login that may read every Secret of the " +
      "namespace may also read the kubeconfigs of its clusters: name the Clusters (--cluster) to leave those out",
  },
  {
    scope: "cluster",
    kinds: [identityKind],
    verbs: ["get"],
    why: "The identity that a site shares",
    only: sharesIdentity,
  },
  {
    scope: "tkg-system",
    kinds: [bootstrapTemplateKind],
    verbs: ["get"],
    why: "A TKr can be resolved if its ClusterBootstrapTemplate exists",
  },
  {
    scope: "tkg-system",
    kinds: [packageKind],
    verbs: ["get"],
    why: "preflight checks that the packages that a site adds exist",
    only: addsPackages,
  },
  ...controllerRights,
  ...readPools,
];
