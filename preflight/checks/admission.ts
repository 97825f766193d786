import { failure, ok, type Finding } from "../../environment/finding.js";
import { matchTemplates } from "../../environment/judgements/template-match.js";
import { cluster as clusterManifest } from "../../manifests/cluster.js";
import { credentialsSecret } from "../../manifests/credentials-secret.js";
import type { Check } from "../check.js";
import type { Surroundings } from "../surroundings.js";

/** What TKG's last webhook says when all before it have let the Cluster through. */
const secretMissing = /could not get secret for key: \S+: Secret "[^"]+" not found/;

/** Short enough for a name made of it to stay a label value. */
const trialName = "tkg-edge-preflight";

export const admission: Check = {
  name: "admission",
  group: "site",
  why: "The API server's own answer, webhooks included, to a create that it does not carry out (server-side dry run).",
  remedy: "the text is the webhook's own; docs/troubleshooting.md lists what such texts mean",
  needs: [
    "management-reachable",
    "namespace",
    "cluster-class",
    "tkr",
    "os-image",
    "vcenter-login",
    "inventory",
    "template",
    "identity",
  ],
  sections: ["site"],
  async run(surroundings) {
    const { site, spec } = surroundings;
    if (surroundings.installs(site.tkrVersion) && !(await surroundings.tkr(site.tkrVersion))) {
      return { severity: "skipped", seen: `known once TKr ${site.tkrVersion} is installed` };
    }
    if (spec.template && !(await hasTemplate(surroundings))) {
      return { severity: "skipped", seen: "known once the template is imported" };
    }
    return [...(await askForSecret(surroundings)), await askForCluster(surroundings)];
  },
};

async function hasTemplate(surroundings: Surroundings): Promise<boolean> {
  const wanted = surroundings.wantedImages.find(({ section }) => section === "site");
  const [image] = wanted ? await surroundings.osImages(wanted) : [];
  if (!wanted || !image) return false;
  return matchTemplates(await surroundings.machines(wanted.datacenter), image).templates.length > 0;
}

async function askForSecret({ management, site }: Surroundings): Promise<Finding[]> {
  if (site.identityRef || (await management.get("secrets", site.name, site.namespace))) return [];
  const secret = credentialsSecret(site.name, site.namespace);
  // Not the real values: nothing looks at them, and they need not travel.
  const answer = await management.dryRunCreate({
    ...secret,
    stringData: { username: "preflight", password: "preflight" },
  });
  return [
    answer.ok
      ? ok(`Secret ${site.namespace}/${site.name} would be created`)
      : failure(`the credentials Secret is refused: ${answer.text}`, "to be allowed to create it"),
  ];
}

async function askForCluster(surroundings: Surroundings): Promise<Finding> {
  const { management, site, spec } = surroundings;
  if (!spec.connection.vcenter) return { severity: "skipped", seen: "the stack names no vCenter" };
  const manifest = clusterManifest(site, spec.connection.vcenter);
  const secret = site.identityRef ? undefined : await management.get("secrets", site.name, site.namespace);
  const living = await surroundings.liveCluster();
  const variables = [
    ...manifest.spec.topology.variables,
    // With the Secret that is there, the trial is asked about vCenter and the template as the Cluster itself will be.
    ...(secret ? [{ name: "identityRef", value: { kind: "Secret", name: site.name } }] : []),
  ];
  const name = living || secret ? trialName : site.name;
  const trial = {
    ...manifest,
    metadata: { ...manifest.metadata, name, labels: { "tkg.tanzu.vmware.com/cluster-name": name } },
    spec: { ...manifest.spec, topology: { ...manifest.spec.topology, variables } },
  };
  const answer = await management.dryRunCreate(trial);
  if (answer.ok) return ok(`Cluster ${site.namespace}/${site.name} would be admitted`);
  if (!secret && !site.identityRef && secretMissing.test(answer.text)) {
    return ok(
      `TKG resolves Cluster ${site.namespace}/${site.name}; whether it finds the template can be asked once the Secret is there`,
    );
  }
  return failure(`the Cluster is refused: ${answer.text}`, "to be admitted");
}
