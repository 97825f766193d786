/** The variable `controlPlane` as `site.machine` and `site.node`. */
import { isTree } from "../tree.js";
import { admittedValue, split } from "./admitted-variable.js";
import type { ObjectReader } from "./object-reader.js";
import type { Reading } from "./reading.js";

export function readControlPlaneVariable(variable: ObjectReader, reading: Reading): void {
  const value = variable.at("value");
  for (const key of ["numCPUs", "memoryMiB", "diskGiB"]) {
    reading.set(`site.machine.${key}`, value.take("machine", key), value.where("machine", key));
  }
  const isEmpty =
    isTree(value.peek("machine", "customVMXKeys")) && value.entries("machine", "customVMXKeys").length === 0;
  if (!isEmpty) {
    reading.set("site.machine.customVMXKeys", value.take("machine", "customVMXKeys"), value.where("machine"));
  }
  for (const key of ["nameservers", "searchDomains"]) {
    reading.set(`site.node.${key}`, value.take("network", key), value.where("network", key));
  }
  readMtu(variable, reading);
  for (const [index] of value.items("nodeLabels").entries()) {
    const label = value.at("nodeLabels", index);
    const name = label.take("key");
    if (typeof name === "string") reading.setAt(["site", "node", "labels", name], label.take("value"));
    else reading.refuse(label.where(), "a label with key and value");
  }
}

function readMtu(variable: ObjectReader, reading: Reading): void {
  const admitted = admittedValue("controlPlane", variable, reading);
  const mtu = variable.at("value", "network", "mtu");
  // Left in the variable, it is reported with the other defaults of the class.
  if (admitted && split(mtu.rest(), admitted).defaults.length > 0) return;
  const value = mtu.take();
  if (!admitted && value === 0) {
    reading.note("controlPlane.network.mtu 0 is left out: it is the default of the classes that have it");
  } else reading.set("site.node.mtu", value, mtu.where());
}
