import { describeWanted } from "../../clients/template-match.js";
import { failure, ok, skipped } from "../../environment/finding.js";
import type { Check } from "../check.js";

export const osImage: Check = {
  name: "os-image",
  group: "management cluster",
  why: "TKG's admission must find exactly one OS image of the TKr; from it follows which template is cloned.",
  remedy: "choose an os that the TKr has: kubectl get osimage",
  needs: ["tkr"],
  sections: ["template", "site"],
  run: (surroundings) =>
    Promise.all(
      surroundings.wantedImages.map(async (wanted) => {
        const { tkrVersion, os, section } = wanted;
        if (!surroundings.spec.connection.managementCluster || !(await surroundings.tkr(tkrVersion))) {
          return skipped(`known once TKr ${tkrVersion} is installed`);
        }
        const images = await surroundings.osImages(wanted);
        const [image] = images;
        if (image && images.length === 1) return ok(describeWanted(image));
        const seen = `TKr ${tkrVersion} has ${images.length} OS images for ${os}`;
        return failure(seen, "exactly one", { path: `tkg-edge:${section}.os` });
      }),
    ),
};
