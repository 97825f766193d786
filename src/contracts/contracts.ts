/** Every command resource's contract, by the command that creates it. */
import { addPackages } from "./add-packages.js";
import { checkAddressPool } from "./address-pool.js";
import { afterReady } from "./after-ready.js";
import { awaitCluster } from "./await-cluster.js";
import { awaitCompatibleTkr, awaitTkr } from "./await-tkr.js";
import type { Contract } from "./contract.js";
import { importOva } from "./import-ova.js";
import { pullTkrPackage } from "./pull-tkr-package.js";
import { rebuildGate } from "./rebuild-gate.js";
import { trustRegistryCa } from "./trust-registry-ca.js";

export const contracts: readonly Contract[] = [
  ...[checkAddressPool, rebuildGate, awaitCluster, addPackages, afterReady],
  ...[pullTkrPackage, awaitTkr, awaitCompatibleTkr],
  ...[trustRegistryCa, importOva],
];
