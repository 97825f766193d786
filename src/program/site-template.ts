/** Names, at preview, the template that a site will be cloned from where its stack does not import one. */
import { log } from "@pulumi/pulumi";
import type { LiveObject } from "../clients/live-object.js";
import { ConfigurationError } from "../config/problem.js";
import type { SiteSpec, StackSpec } from "../config/stack-spec.js";
import { tkrLabel, tkrName } from "../config/tkr-version.js";
import type { ManagementFacts } from "../environment/facts/management-facts.js";
import type { VcenterFacts } from "../environment/facts/vcenter-facts.js";
import { problemOf, sentenceOf, type Finding } from "../environment/finding.js";
import { wantedBySite, type TemplateUse } from "../environment/judgements/template.js";
import { checkTemplate, findingsOf } from "../environment/questions/template.js";

/**
 * @param cluster the stack's management cluster
 * @param vcenter the stack's vCenter, once it took the password
 * @returns undefined where this stack imports the template, and where another check finds that no image is there for it
 * @throws UserError when the management cluster or vCenter does not answer
 */
export async function findTemplate(
  { site, template: imported, management }: StackSpec,
  cluster: ManagementFacts | undefined,
  vcenter: VcenterFacts | undefined,
): Promise<TemplateUse | undefined> {
  if (!site || imported || !cluster || !vcenter) return undefined;
  return checkTemplate(cluster, vcenter, wantedBySite(site), management !== undefined);
}

/** What is wrong with a template that `findTemplate` found, or with there being none. */
export const failuresOf = (site: SiteSpec, found: TemplateUse): readonly Finding[] =>
  findingsOf(found, site).filter(({ severity }) => severity === "failure");

/**
 * @param found by `findTemplate`
 * @param liveCluster the site's Cluster as it stands. One that runs the TKr already has its node: what is wrong with the
 * template is then a warning, else an error.
 * @returns inventory path of the template; undefined where this stack imports it, or where the TKr is not there yet
 * @throws ConfigurationError when TKG would find none
 */
export async function siteTemplate(
  { site }: StackSpec,
  found: TemplateUse | undefined,
  liveCluster: LiveObject | undefined,
): Promise<string | undefined> {
  if (!site || !found) return undefined;
  const { template, others } = found;
  const wrong = failuresOf(site, found);
  const runsAlready = liveCluster?.metadata.labels?.[tkrLabel] === tkrName(site.tkrVersion);
  if (wrong.length > 0 && !runsAlready) {
    throw new ConfigurationError(
      wrong.map((finding) => problemOf(finding)),
      "what the site is made of",
    );
  }
  for (const finding of wrong) {
    await log.warn(
      `${sentenceOf(finding)}; expected: ${finding.expected ?? ""}. The running cluster goes on, but TKG refuses every change of it until then`,
    );
  }
  if (!template) return undefined;
  await log.info(`TKG takes the template ${template.path} (VERSION ${template.image?.version ?? ""})`);
  if (others.length > 0) {
    const all = [template, ...others].map(({ path }) => path).join(", ");
    await log.warn(`these templates fit the site, and TKG takes any of them; remove all but one: ${all}`);
  }
  return template.path;
}
