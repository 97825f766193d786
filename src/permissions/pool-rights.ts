/** Rights for pools of node addresses, which only some sites have. */
import {
  addressPoolKind,
  addressPoolKinds,
  definitionKind,
  ipAddressClaimKind,
  ipAddressKind,
  vsphereVmKind,
} from "../clients/resource-kinds.js";
import { makesPool, usesPools } from "./conditions.js";
import type { Right } from "./right.js";

const globalPoolKind = addressPoolKinds.get("GlobalInClusterIPPool")?.name ?? "";

export const readPools: readonly Right[] = [
  {
    scope: "site",
    kinds: [addressPoolKind],
    verbs: ["get"],
    why: "The pool of the node's address is read at every preview",
    only: usesPools,
  },
  {
    scope: "cluster",
    kinds: [globalPoolKind],
    verbs: ["get"],
    why: "The same for a pool of all namespaces",
    only: usesPools,
    isRare: true,
  },
  {
    scope: "cluster",
    kinds: [ipAddressKind, ipAddressClaimKind, vsphereVmKind],
    verbs: ["list"],
    why: "The free addresses of a pool are counted, and the machines that have the others are named",
    only: usesPools,
  },
  {
    scope: "cluster",
    kinds: [definitionKind],
    verbs: ["get"],
    names: [addressPoolKind],
    why: "The pool is written in the version of its API that the management cluster serves",
    only: makesPool,
  },
];

export const writePools: readonly Right[] = [
  {
    scope: "site",
    kinds: [addressPoolKind],
    verbs: ["create", "patch", "delete"],
    why: "pulumi applies the pool; a command removes it at destroy if nothing else uses it",
    only: makesPool,
  },
  {
    scope: "site",
    kinds: [addressPoolKind],
    verbs: ["list", "watch"],
    why: "kubectl delete follows the pool until it is gone",
    only: makesPool,
    isRare: true,
  },
];
