/** A Cluster for a dry run of its creation, and what admission's answer means. Nothing is created. Pure. */
import { clusterNameLabel, type Cluster } from "../../manifests/cluster.js";
import type { Identity } from "../facts/credentials.js";
import { failure, ok, type Finding } from "../finding.js";

/** What a Cluster is tried for: to be created, or to be created again once the one that runs is deleted. */
export type TrialPurpose = "create" | "rebuild";

/**
 * @param name of the trial; another than the Cluster's beside one that exists
 * @param credentials named in place of the Secret that is named like the Cluster; undefined: it names what it shares itself
 */
export function trialOf(cluster: Cluster, name: string, credentials: Identity | undefined): Cluster {
  const { metadata, spec } = cluster;
  const { variables } = spec.topology;
  return {
    ...cluster,
    metadata: { ...metadata, name, labels: { ...metadata.labels, [clusterNameLabel]: name } },
    spec: {
      ...spec,
      topology: {
        ...spec.topology,
        variables: credentials ? [...variables, { name: "identityRef", value: credentials }] : variables,
      },
    },
  };
}

/** Short enough for a name made of it to stay a label value. */
export const besideItsOwn = "tkg-edge-preflight";

/** Name of a trial beside the Cluster that is to be rebuilt. */
export const besideTheOld = (name: string): string =>
  `${name.slice(0, 40).replace(/[-.]+$/, "")}-rebuild-check`;

/** The answer of TKG's last webhook when all before it have admitted the Cluster. */
const secretMissing = /could not get secret for key: \S+: Secret "[^"]+" not found/;

export type Answer = { readonly ok: true } | { readonly ok: false; readonly text: string };

/**
 * @param cluster as it is to be made
 * @param awaitsSecret its credentials Secret is not there yet; the run that creates the Cluster creates it before
 */
export function admission(
  { metadata: { namespace, name } }: Cluster,
  answer: Answer,
  purpose: TrialPurpose,
  awaitsSecret: boolean,
): Finding {
  if (answer.ok) return ok(`Cluster ${namespace}/${name} would be admitted`);
  const { text } = answer;
  if (purpose === "rebuild") return { severity: "failure", seen: refusedRebuild(text, name) };
  if (awaitsSecret && secretMissing.test(text)) {
    return ok(
      `TKG resolves Cluster ${namespace}/${name}; whether it finds the template can be checked once the Secret exists`,
    );
  }
  return failure(`the Cluster is refused: ${text}`, "to be admitted");
}

function refusedRebuild(text: string, name: string): string {
  if (!/Login failure|incorrect user name or password/i.test(text)) return text;
  return (
    `vCenter refuses the password in Secret ${name}, which Cluster API needs to delete the VM; ` +
    `take the change back, "pulumi up" (it writes the password of the stack), then make the change again (${text})`
  );
}

/** @param name `namespace/name` of the credentials Secret */
export const secretAdmission = (name: string, answer: Answer): Finding =>
  answer.ok
    ? ok(`Secret ${name} would be created`)
    : failure(`the credentials Secret is refused: ${answer.text}`, "to be allowed to create it");
