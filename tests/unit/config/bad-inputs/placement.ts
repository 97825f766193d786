/** Inventory paths. */
import { bad, type BadInput } from "./bad-input.js";

export const placement: readonly BadInput[] = [
  bad("site.placement.folder", "dc0/vm", "an absolute vCenter inventory path"),
  bad("site.placement.folder", "/dc0/vm/", "an absolute vCenter inventory path"),
  bad("site.placement.folder", "/dc0/vm/../x", "an absolute vCenter inventory path"),
  bad("site.placement.datastore", "sharedVmfs-0", "an absolute vCenter inventory path"),
  bad("site.placement.datastore", "/dc1/datastore/sharedVmfs-0", 'begins with "/dc0/datastore/"'),
  bad("site.placement.network", "/dc0/vm/VM Network", 'begins with "/dc0/network/"'),
  bad("site.placement.resourcePool", "/dc0/cluster0/Resources", 'begins with "/dc0/host/"'),
  bad("site.placement.cloneMode", "instantClone", '"fullClone" or "linkedClone"'),
  bad("site.placement", undefined, "a value"),
  bad("template.datastore", "/dc0/datastore/x[1]", 'a datastore without "]" in its name'),
  bad("template.name", "photon%2Bvmware", "a name without % and \\"),
  bad("template.name", "a\\b", "a name without % and \\"),
  bad("template.name", "..", 'a name other than "." and ".."'),
  bad("template.name", "photon.importing", "does not end with .importing"),
  bad("template.name", "x".repeat(81), "at most 80 characters"),
];
