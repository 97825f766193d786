/** What a site reads of its environment where its caller has found nothing. */
import { log, type Input, type ProviderResource } from "@pulumi/pulumi";
import type { SiteParts } from "../../components/single-node-cluster.js";
import { ConfigurationError } from "../config/problem.js";
import { warnings } from "../config/warnings.js";
import { announce } from "../program/announce.js";
import { readEnvironment } from "../program/read-environment.js";
import { partsOfSite } from "../program/site-parts.js";
import { proved } from "../program/stack.js";
import { readWorkloadObjects } from "../program/workload-objects.js";
import type { Access } from "./access.js";
import { aloneIn } from "./alone.js";
import { managementWith } from "./check-tkr.js";
import { factsOfRun, thisRun } from "./found-facts.js";
import { given, readArgs, stackOfArgs, type ReadArgs } from "./read-args.js";
import { refusal, type Subject } from "./refusal.js";
import type { SiteArgs } from "./section-args.js";
import type { TinyTkr } from "./tiny-tkr.js";
import type { VsphereTemplate } from "./vsphere-template.js";

/** The site with what was found of it. */
export interface CheckedSite {
  readonly parts: SiteParts;
  /** Of the management cluster. @default - that of the component */
  readonly provider?: ProviderResource;
}

interface Given extends Access, SiteArgs {
  readonly vcenterPassword?: Input<string>;
  readonly tkr?: Pick<TinyTkr, "section">;
  readonly template?: Pick<VsphereTemplate, "section">;
  readonly checked?: unknown;
}

/** @throws RunError with everything that is wrong */
export function readSite(subject: Subject, args: Given): ReadArgs {
  const { connection, connectionFile, vcenterPassword, tkr, template, checked: _checked, ...keys } = args;
  const sections = {
    site: given({ ...keys, name: subject.name }),
    // What comes with the site is judged as in a stack that has it too.
    management: managementWith(tkr),
    template: template?.section,
  };
  const read = readArgs(subject, { connection, connectionFile }, sections, { vcenterPassword });
  refuseAddressOfAnother(subject, read);
  return read;
}

/** Before either Cluster exists, since the environment shows none of them. */
function refuseAddressOfAnother(subject: Subject, { spec }: ReadArgs): void {
  const { managementCluster } = spec.connection;
  const address = spec.site?.controlPlaneEndpoint;
  if (address === undefined) return;
  const { sites } = thisRun();
  const key = JSON.stringify([managementCluster?.kubeconfig, managementCluster?.context, address]);
  const other = sites.get(key) ?? subject.name;
  if (other !== subject.name) {
    const path = `${subject.section}.controlPlaneEndpoint`;
    const found = `"${address}", which SingleNodeCluster ${other} has`;
    const expected = "an address of its own for each site of a management cluster";
    throw refusal(subject, new ConfigurationError([{ path, found, expected }]));
  }
  sites.set(key, subject.name);
}

/** @throws UserError where something that the site needs is not there, or not right */
export async function checkSite(
  subject: Subject,
  read: ReadArgs | undefined,
  tkr: Pick<TinyTkr, "section" | "version" | "facts"> | undefined,
): Promise<CheckedSite> {
  const owner = { name: subject.name, ...(tkr && { tkr: tkr.section }) };
  const stack = await stackOfArgs(proved(read, "arguments"));
  const { spec } = stack;
  for (const warning of warnings(spec)) await log.warn(warning);
  const objects = await readWorkloadObjects(spec.site, process.cwd());
  const seen = aloneIn("site", await readEnvironment(stack, { owner, facts: factsOfRun() }));
  const { state, site: plan } = await announce(spec, seen, owner);
  const site = proved(plan, "a site section");
  const siteTkr = tkr?.section.version === site.spec.tkrVersion ? tkr : undefined;
  const parts = await partsOfSite(site, state, seen, { tkr: undefined, siteTkr }, objects);
  return { parts, provider: site.part.cluster.providers.kubernetes };
}
