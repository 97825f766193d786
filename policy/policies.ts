/** The policies of a file, and rules of the user, as Pulumi runs them: each resource is judged before it is created or changed. */
import type { ReportViolation, ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import type { GovernedSite } from "../src/fleet/policy/governed-site.js";
import type { PolicyName } from "../src/fleet/policy/policy-fields.js";
import type { PolicyFile } from "../src/fleet/policy/policy-file.js";
import type { Violation } from "../src/fleet/policy/rules.js";
import { isMeant, violationsOf } from "../src/fleet/policy/violations.js";
import type { Cluster } from "../src/manifests/cluster.js";
import { judgementOf, type JudgedResource } from "./judged-resource.js";

/** A rule of the user's, judged like those of a policy file. */
export interface CustomRule {
  /** Unlike that of any policy of the file. */
  readonly name: string;
  /** One sentence, which Pulumi prints with each violation. */
  readonly description: string;
  /** @default "mandatory" */
  readonly enforcement?: "mandatory" | "advisory";
  /** Labels of the Clusters for which it holds. @default - all */
  readonly sites?: string;
  /**
   * @param site values that policies judge; `protect` is not known here
   * @param cluster manifest of the Cluster
   * @returns what violates the rule; empty if nothing does
   */
  readonly judge: (site: GovernedSite, cluster: Cluster) => readonly Violation[];
}

const descriptions: Readonly<Record<PolicyName, string>> = {
  protection: "Clusters are protected from being destroyed and rebuilt.",
  verifiedVcenter: "The certificate of vCenter is verified.",
  registries: "Images come from allowed registries.",
  tkrVersions: "Clusters run allowed TKr versions.",
  classNames: "Clusters have an allowed ClusterClass.",
  machine: "The machine of a cluster has a size within bounds.",
  names: "Clusters have names of a fixed form.",
  sshKeyTypes: "SSH keys have allowed types.",
  labels: "Clusters have the required labels.",
};

/** @param customRules their names are unlike those of the policies */
export function resourcePolicies(
  { file, policies }: PolicyFile,
  customRules: readonly CustomRule[] = [],
): ResourceValidationPolicy[] {
  const named = (Object.keys(policies) as PolicyName[]).flatMap((name) => {
    const settings = policies[name];
    if (settings === undefined) return [];
    const { enforcement, sites } = settings;
    const violations = (judged: JudgedResource) =>
      judged.policies.includes(name) && holds(sites, judged) ? violationsOf(name, settings, judged.site) : [];
    return [policy({ name, description: descriptions[name], enforcement, where: ` (${file})`, violations })];
  });
  const custom = customRules.map(({ name, description, enforcement = "mandatory", sites, judge }) =>
    policy({
      ...{ name, description, enforcement, where: "" },
      violations: (judged) =>
        judged.cluster !== undefined && holds(sites, judged) ? judge(judged.site, judged.cluster) : [],
    }),
  );
  return [...named, ...custom];
}

/** A policy for some sites holds for no resource that is not of one site. */
const holds = (sites: string | undefined, { isOfSite, site }: JudgedResource): boolean =>
  sites === undefined || (isOfSite && isMeant(sites, site));

interface Described {
  readonly name: string;
  readonly description: string;
  readonly enforcement: "mandatory" | "advisory";
  /** Where the policy is set, for the message. */
  readonly where: string;
  readonly violations: (judged: JudgedResource) => readonly Violation[];
}

function policy({ name, description, enforcement, where, violations }: Described): ResourceValidationPolicy {
  return {
    ...{ name, description, enforcementLevel: enforcement },
    validateResource: ({ type, props, opts }: ResourceValidationArgs, report: ReportViolation) => {
      const judgement = judgementOf({ type, props, opts });
      if (judgement === undefined) return;
      if ("unreadable" in judgement) {
        report(
          `the input of ${judgement.unreadable} cannot be read, so that ${name} was not checked; ` +
            "expected: tkg-edge-policy in the version of tkg-edge",
        );
        return;
      }
      for (const { path, found, expected, isUnknown } of violations(judgement)) {
        // Known at the latest when the resource is created, and judged then.
        if (!isUnknown) report(`${path} is ${found ?? "not set"}; expected: ${expected}${where}`);
      }
    },
  };
}
