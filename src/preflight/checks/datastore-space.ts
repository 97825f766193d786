import { datastoreSpace as judge } from "../../environment/judgements/datastore-space.js";
import type { Check } from "../check.js";

export const datastoreSpace: Check = {
  name: "datastore-space",
  group: "vCenter",
  why: "Where the datastore is full the machine is not cloned, or the node's disk stops taking writes later.",
  remedy:
    "free space on the datastore, choose another tkg-edge:site.placement.datastore, or a smaller machine.diskGiB",
  needs: ["inventory"],
  sections: ["site"],
  async run(context) {
    const { site, vcenter } = context;
    const datastore = await vcenter.datastore(site.placement.datastore);
    return judge(site, datastore, (await context.liveCluster()) !== undefined);
  },
};
