import { bundleReference } from "../../clients/tkr-bundle.js";
import { ok } from "../../environment/finding.js";
import type { Check } from "../check.js";
import { installedVersions, noBundle, packageOf } from "./bundles.js";

export const bundle: Check = {
  name: "bundle",
  group: "registry",
  why: "The bundle of the TKr must be there under the tag that follows from its version, with the TKr's Package in it.",
  remedy:
    "check tkg-edge:management.tkr.version; relocate the bundle (imgpkg copy, docs/first-site.md) and set tkg-edge:connection.registry",
  needs: ["tool-imgpkg", "registry-reachable"],
  sections: ["management"],
  timeoutSeconds: 120,
  async run(surroundings) {
    const installed = await installedVersions(surroundings);
    if (installed.length === 0) return noBundle;
    return Promise.all(
      installed.map(async ({ repository, version }) => {
        const { metadata } = await packageOf(surroundings, repository, version);
        return ok(`${bundleReference(repository, version)} holds ${metadata.name}`);
      }),
    );
  },
};
