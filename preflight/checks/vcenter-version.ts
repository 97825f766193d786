import { majorOf } from "../../config/release-order.js";
import { failure, ok } from "../../environment/finding.js";
import type { Check } from "../check.js";
import { askGovc } from "./ask-govc.js";

export const vcenterVersion: Check = {
  name: "vcenter-version",
  group: "vCenter",
  why: "The vendor supports single-node clusters of TKG 2.1 and 2.2 on vSphere 8 alone.",
  remedy: "name a vCenter of version 8 in tkg-edge:connection.vcenter.server",
  needs: ["vcenter-login"],
  sections: ["template", "site"],
  async run(surroundings) {
    const { about } = (await askGovc(surroundings, ["about", "-json"])) as {
      readonly about?: { readonly version?: string; readonly build?: string; readonly apiType?: string };
    };
    const version = about?.version ?? "(not reported)";
    const path = "tkg-edge:connection.vcenter.server";
    if (about?.apiType !== "VirtualCenter") {
      return failure(`the server is ${about?.apiType ?? "something else"} ${version}`, "a vCenter", { path });
    }
    return majorOf(version) === 8
      ? ok(`vCenter ${version}, build ${about.build ?? ""}`)
      : failure(`vCenter reports version ${version}`, "version 8", { path });
  },
};
