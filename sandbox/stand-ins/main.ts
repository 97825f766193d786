/**
 * The process of all stand-ins: `node dist/sandbox/stand-ins/main.js <sandbox directory>`.
 * It runs until SIGTERM or SIGINT; it ends with an error when a stand-in cannot start.
 */
import { guest } from "../guest/guest.js";
import { addonConfigWebhook } from "./addon-config-webhook.js";
import { addonConfigs } from "./addon-configs.js";
import { addonsManager } from "./addons-manager.js";
import { addressPools } from "./address-pools.js";
import { capiLight } from "./capi-light/index.js";
import { clusterBootstrapWebhook } from "./cluster-bootstrap-webhook.js";
import { clusterPauseWebhook } from "./cluster-pause-webhook.js";
import { objectPropagation } from "./object-propagation.js";
import { runStandIns } from "./process.js";
import { readRecord } from "./record.js";
import type { StandIn } from "./stand-in.js";
import { tkrCompatibility } from "./tkr-compatibility.js";
import { tkrResolver } from "./tkr-resolver.js";
import { tkrSource } from "./tkr-source.js";
import { tkrStatus } from "./tkr-status.js";
import { vsphereTemplateResolver } from "./vsphere-template-resolver.js";

const [directory] = process.argv.slice(2);
if (directory === undefined) {
  console.error("usage: node dist/sandbox/stand-ins/main.js <sandbox directory>");
  process.exit(2);
}
const ending = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    ending.abort();
  });
}
const files = readRecord(directory);
const { profile, settings } = files.record;
const standIns: readonly StandIn[] = [
  tkrSource,
  tkrCompatibility,
  tkrStatus,
  tkrResolver,
  vsphereTemplateResolver,
  objectPropagation,
  clusterBootstrapWebhook,
  clusterPauseWebhook,
  addonConfigWebhook,
  addonsManager,
  addonConfigs,
  addressPools,
  ...(profile === "light" ? [capiLight] : []),
  ...(settings.guests ? [guest] : []),
];
await runStandIns(standIns, files, ending.signal);
