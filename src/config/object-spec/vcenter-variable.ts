/** The variable `vcenter` as `site.placement` and `connection.vcenter`. */
import type { ObjectReader } from "./object-reader.js";
import type { Reading } from "./reading.js";

const inventory = ["cloneMode", "datacenter", "datastore", "folder", "network", "resourcePool"] as const;

export function readVcenter(variable: ObjectReader, reading: Reading): void {
  const vcenter = variable.at("value");
  reading.setAt(["site", "placement"], {});
  for (const key of inventory) reading.set(`site.placement.${key}`, vcenter.take(key), vcenter.where(key));
  reading.set(
    "site.placement.storagePolicy",
    vcenter.take("storagePolicyID"),
    vcenter.where("storagePolicyID"),
  );
  reading.set("connection.vcenter.server", vcenter.take("server"), vcenter.where("server"));
  const thumbprint = vcenter.take("tlsThumbprint");
  if (thumbprint === undefined || thumbprint === "") {
    reading.setAt(["connection", "vcenter", "insecure"], true);
    reading.note("there is no tlsThumbprint, so that vCenter is not verified: connection.vcenter.insecure");
  } else reading.set("connection.vcenter.thumbprint", thumbprint, vcenter.where("tlsThumbprint"));
  const template = vcenter.take("template");
  if (template !== undefined && template !== "") {
    const reason = "TKG finds the template by its vApp properties";
    reading.note(`vcenter.template ${JSON.stringify(template)} is left out: ${reason}`);
  }
}
