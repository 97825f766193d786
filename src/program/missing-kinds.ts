/**
 * The objects beside a site's Cluster that the stack's state holds and the management cluster lacks. Cluster API's vSphere
 * provider deletes the Secret together with the Cluster that used it, and TKG's add-ons manager the rest, so that they are
 * missing after the Cluster alone was replaced.
 */
import type { ManagementReader } from "../clients/management-cluster.js";
import type { SiteSpec } from "../config/stack-spec.js";
import { readRecorded } from "../environment/facts/recorded-object.js";
import { kindsBeside, objectsBeside } from "../environment/facts/site-objects.js";
import type { StateResource } from "./own-state.js";

/** Their resources in the state are named so, behind the site's name. */
const suffix = /-(credentials|calico|cpi|bootstrap)$/;

/** @param state what the stack's state holds */
export async function missingKinds(
  site: SiteSpec,
  state: readonly StateResource[],
  management: ManagementReader,
): Promise<ReadonlySet<string>> {
  const expected = new Set(state.flatMap((resource) => kindBeside(site, resource)));
  if (expected.size === 0) return expected;
  const found = await objectsBeside(management, site);
  return new Set([...expected].filter((kind) => !found.some((object) => object.kind === kind)));
}

/** Kind of a resource that is an object beside the site's Cluster; otherwise nothing. */
function kindBeside(site: SiteSpec, { urn, outputs }: StateResource): readonly string[] {
  const { kind, name, namespace } = readRecorded(outputs);
  const isOwn = suffix.test(urn) && name === site.name && namespace === site.namespace;
  return isOwn ? kindsBeside(site).filter((one) => one === kind) : [];
}

export function missingNotice({ name, namespace }: SiteSpec, missing: ReadonlySet<string>): string {
  return [
    "Missing on the management cluster, although this stack created it; pulumi up writes it again, in place:",
    ...[...missing].map((kind) => `${kind} ${namespace}/${name}`),
  ].join("\n  ");
}
