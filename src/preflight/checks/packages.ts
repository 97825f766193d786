import { packageKind } from "../../clients/resource-kinds.js";
import { failure, ok, skipped, type Finding } from "../../environment/finding.js";
import { systemNamespace } from "../../manifests/kubernetes-object.js";
import { fullPackageName } from "../../manifests/merged-packages.js";
import type { Check } from "../check.js";
import type { Surroundings } from "../surroundings.js";

export const packages: Check = {
  name: "packages",
  group: "management cluster",
  why: "TKG's admission refuses a ClusterBootstrap whose packages, or Secrets with their values, are not there.",
  remedy:
    "name a Package of kubectl get packages -n tkg-system in site.packages.additional; make the Secrets of secretRef in the " +
    "namespace of the Cluster",
  needs: ["tkr"],
  sections: ["site"],
  preview: "new site",
  async run(surroundings) {
    const { site } = surroundings;
    if ((site.packages?.additional ?? []).length === 0) return ok("the site has the packages of its TKr");
    const found = await surroundings.tkr(site.tkrVersion);
    if (!found) return skipped(`known once TKr ${site.tkrVersion} is installed`);
    const missing = [
      ...(await missingPackages(surroundings, found.packages)),
      ...(await missingSecrets(surroundings)),
    ];
    return missing.length > 0 ? missing : ok("the packages of the site and their Secrets are there");
  },
};

async function missingPackages(
  { management, site }: Surroundings,
  offered: readonly string[],
): Promise<readonly Finding[]> {
  const named = (site.packages?.additional ?? []).map(({ refName }) => fullPackageName(refName, offered));
  const references = named.map((name) => `${packageKind}/${name}`);
  const found = await management.getAll(references, systemNamespace);
  return named.flatMap((name, index) => {
    if (found.some(({ metadata }) => metadata.name === name)) return [];
    const path = `tkg-edge:site.packages.additional[${index}].refName`;
    const seen = name.endsWith("*")
      ? `TKr ${site.tkrVersion} offers not exactly one package ${name}`
      : `there is no Package ${name} in ${systemNamespace}`;
    return [failure(seen, "a package of the management cluster", { path })];
  });
}

async function missingSecrets({ management, site }: Surroundings): Promise<readonly Finding[]> {
  const references = (site.packages?.additional ?? []).flatMap(({ valuesFrom }, index) => {
    const secret = valuesFrom?.secretRef;
    return secret === undefined ? [] : [{ path: `additional[${index}].valuesFrom`, secret }];
  });
  const found = await management.getAll(
    references.map(({ secret }) => `secrets/${secret}`),
    site.namespace,
  );
  return references.flatMap(({ path, secret }) =>
    found.some(({ metadata }) => metadata.name === secret)
      ? []
      : [
          failure(
            `there is no Secret ${site.namespace}/${secret}`,
            "a Secret with the values of the package",
            {
              path: `tkg-edge:site.packages.${path}.secretRef`,
            },
          ),
        ],
  );
}
