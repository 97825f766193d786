/** Names, at preview, the template that a site will be cloned from where its stack does not import one. */
import { log } from "@pulumi/pulumi";
import type { LiveObject } from "../clients/live-object.js";
import { ConfigurationError } from "../config/problem.js";
import type { StackSpec } from "../config/stack-spec.js";
import { tkrLabel, tkrName } from "../config/tkr-version.js";
import type { ManagementFacts } from "../environment/facts/management-facts.js";
import { existingTemplate, type ExistingTemplate } from "../preflight/existing-template.js";

/**
 * @param cluster the stack's management cluster
 * @param vcenterPassword of `connection.vcenter.username`
 * @returns undefined where this stack imports the template
 * @throws UserError when the management cluster or vCenter does not answer
 */
export async function lookForTemplate(
  { site, template: imported, management, connection: { vcenter } }: StackSpec,
  cluster: ManagementFacts | undefined,
  vcenterPassword: string | undefined,
): Promise<ExistingTemplate | undefined> {
  if (!site || imported || !cluster || !vcenter || vcenterPassword === undefined) return undefined;
  const address = { ...vcenter, password: vcenterPassword };
  return existingTemplate(site, cluster, address, management !== undefined);
}

/**
 * @param found by `lookForTemplate`
 * @param liveCluster the site's Cluster as it stands. One that runs the TKr already has its node: what is wrong with the
 * template is then a warning, else an error.
 * @returns inventory path of the template; undefined where this stack imports it, or where the TKr is not there yet
 * @throws ConfigurationError when TKG would find none
 */
export async function siteTemplate(
  { site }: StackSpec,
  found: ExistingTemplate | undefined,
  liveCluster: LiveObject | undefined,
): Promise<string | undefined> {
  if (!site || !found) return undefined;
  const { template, others, problems } = found;
  const runsAlready = liveCluster?.metadata.labels?.[tkrLabel] === tkrName(site.tkrVersion);
  if (problems.length > 0 && !runsAlready) throw new ConfigurationError(problems, "what the site is made of");
  for (const { path, found: read = "", expected } of problems) {
    await log.warn(
      `${path} is ${read}; expected: ${expected}. The running cluster goes on, but TKG refuses every change of it until then`,
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
