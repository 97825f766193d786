/** What the login of a management stack needs: pulumi preview, up, refresh and destroy, and tkg-edge preflight. */
import {
  bootstrapTemplateKind,
  clusterClassKind,
  clusterKind,
  namespaceKind,
  osImageKind,
  packageKind,
  tkrKind,
} from "../clients/resource-kinds.js";
import { controllerRights, pluginFollowsDeletes, sourceController } from "./common-rights.js";
import { trustsRegistryCa } from "./conditions.js";
import type { Right } from "./right.js";

export const managementRights: readonly Right[] = [
  {
    scope: "cluster",
    kinds: [namespaceKind],
    verbs: ["list"],
    why: "Every run identifies the management cluster by the UID of its namespace kube-system",
  },
  {
    scope: "cluster",
    kinds: [clusterKind],
    verbs: ["list"],
    why: "A TKr is removed only if no Cluster in any namespace uses it; preflight reads the TKG release of the management Cluster",
  },
  {
    scope: "cluster",
    kinds: [clusterClassKind],
    verbs: ["list"],
    why: "Every preview compares the guard on the class and on its copies in all namespaces",
  },
  {
    scope: "tkg-system",
    kinds: [clusterClassKind],
    verbs: ["get", "patch"],
    why: "pulumi writes the guard, an annotation, by a server-side apply, and reads it at a refresh",
  },
  {
    scope: "tkg-system",
    kinds: ["configmaps"],
    verbs: ["get", "create", "patch", "delete"],
    why:
      "pulumi applies the ConfigMap that makes a TKr compatible, and deletes it at destroy; the record of an installation is " +
      "read, and deleted to install again what is missing; the CAs that the TKr controller trusts are read, and completed if " +
      "management.trustRegistryCa is apply",
  },
  {
    scope: "tkg-system",
    kinds: [packageKind],
    verbs: ["get", "create", "delete"],
    why: "pulumi creates the Package of the TKr, and deletes it at destroy",
  },
  {
    scope: "tkg-system",
    kinds: [packageKind],
    verbs: ["patch"],
    why: "pulumi updates the Package where its content differs, such as another bundle of the same TKr",
    isRare: true,
  },
  pluginFollowsDeletes("tkg-system", ["configmaps", packageKind]),
  {
    scope: "tkg-system",
    kinds: ["events"],
    verbs: ["list", "watch"],
    why: "pulumi's Kubernetes plugin shows the events of what it creates and deletes",
  },
  {
    scope: "tkg-system",
    kinds: [bootstrapTemplateKind],
    verbs: ["get"],
    why: "A TKr can be resolved once its ClusterBootstrapTemplate exists",
  },
  {
    scope: "cluster",
    kinds: [tkrKind],
    verbs: ["get", "list", "patch", "delete"],
    why:
      "The command after the Package waits for the TKr, marks it with its stack, and makes it usable again if it is deactivated " +
      "or incompatible; destroy removes it; preflight lists all",
  },
  {
    scope: "cluster",
    kinds: [osImageKind],
    verbs: ["get", "list", "delete"],
    why: "The OS images of the TKr are waited for, compared at every preview, and removed at destroy",
  },
  {
    scope: "cluster",
    kinds: [tkrKind, osImageKind],
    verbs: ["create"],
    why: "A TKr is put back if a Cluster was created with it while it was removed",
    isRare: true,
  },
  {
    scope: "cluster",
    kinds: [tkrKind, osImageKind],
    verbs: ["watch"],
    why: "kubectl delete follows an object that does not go at once",
    isRare: true,
  },
  ...controllerRights,
  {
    scope: "tkg-system",
    kinds: ["deployments.apps"],
    verbs: ["list", "watch", "patch"],
    names: [sourceController],
    why: "The TKr controller is restarted, since it reads the CAs at its start, and waited for",
    only: trustsRegistryCa,
  },
];
