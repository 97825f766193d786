import { conditionOf } from "../../clients/live-object.js";
import { tkrName } from "../../config/tkr-version.js";
import { failure, ok, warning, type Finding } from "../../environment/finding.js";
import { systemNamespace } from "../../manifests/kubernetes-object.js";
import type { Check } from "../check.js";
import type { Surroundings } from "../surroundings.js";

export const tkr: Check = {
  name: "tkr",
  group: "management cluster",
  why: "TKG's admission refuses a Cluster whose TKr is not there, not Ready or not Compatible.",
  remedy:
    "pulumi up a stack with a tkg-edge:management section; a TKr that stays incompatible needs the ConfigMap with label " +
    "run.tanzu.vmware.com/additional-compatible-tkrs, and then any change of its own",
  needs: ["management-reachable"],
  sections: ["management", "template", "site"],
  preview: "new site",
  run: async (surroundings) => {
    if (!surroundings.spec.connection.managementCluster) {
      return { severity: "skipped", seen: "the stack names no management cluster" };
    }
    const { site, template } = surroundings.spec;
    const path = site
      ? "tkg-edge:site.tkrVersion"
      : template
        ? "tkg-edge:template.tkrVersion"
        : "tkg-edge:management.tkr";
    return Promise.all(surroundings.tkrVersions.map((version) => lookAt(surroundings, version, path)));
  },
};

async function lookAt(surroundings: Surroundings, version: string, path: string): Promise<Finding> {
  const name = tkrName(version);
  const found = await surroundings.tkr(version);
  const own = surroundings.installs(version);
  if (!found) {
    return own
      ? ok(`TKr ${version} is not there yet; this stack installs it`)
      : failure(`there is no TKr ${version}`, "an installed TKr (kubectl get tkr)", { path });
  }
  const wrong = ["Compatible", "Ready"].flatMap((type) => {
    const condition = conditionOf(found, type);
    if (condition?.status === "True") return [];
    const { reason = "", message = "" } = condition ?? {};
    return [`${type}=${condition?.status ?? "unknown"} ${reason} ${message}`.trim()];
  });
  if (wrong.length > 0) {
    const seen = `TKr ${version} is not usable: ${wrong.join("; ")}`;
    return own
      ? warning(seen, "Compatible and Ready; this stack brings its ConfigMap and touches it", { path })
      : failure(seen, "Compatible and Ready", { path });
  }
  if (await surroundings.management.get("clusterbootstraptemplates", name, systemNamespace)) {
    return ok(`TKr ${version} is Ready and Compatible`);
  }
  return failure(
    `TKr ${version} has no ClusterBootstrapTemplate ${systemNamespace}/${name}`,
    "one: without it a cluster gets no packages",
    { path, remedy: `is its Package in ${systemNamespace}? In another namespace the template is refused` },
  );
}
