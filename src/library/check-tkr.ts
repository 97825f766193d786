/** What a tiny TKr reads of its management cluster where its caller has found nothing. */
import { log, type Input, type ProviderResource } from "@pulumi/pulumi";
import { warnings } from "../config/warnings.js";
import { announce } from "../program/announce.js";
import { readEnvironment } from "../program/read-environment.js";
import { registryTrust } from "../program/registry-trust.js";
import { proved } from "../program/stack.js";
import { partsOfTkr, type CheckedTkr } from "../program/tkr-parts.js";
import type { Access, NotRead } from "./access.js";
import type { ClusterClassGuard } from "./cluster-class-guard.js";
import { factsOfRun } from "./found-facts.js";
import { given, readArgs, stackOfArgs, type ReadArgs } from "./read-args.js";
import type { Subject } from "./refusal.js";
import type { TkrArgs } from "./section-args.js";

/** The TKr with what was found of it. */
export interface CheckedTinyTkr {
  readonly parts: CheckedTkr;
  /** Of the management cluster. @default - that of the component */
  readonly provider?: ProviderResource;
}

/** What a site and a template of the same program have to know of the TKr. */
export interface TkrSection extends Pick<TkrArgs, "version" | "install"> {
  /** Logical name of the component. */
  readonly name: string;
}

/** `tkg-edge:management` of a stack that has the TKr too; undefined without one. */
export const managementWith = (tkr: { readonly section: TkrSection } | undefined): unknown =>
  tkr && { tkr: given({ version: tkr.section.version, install: tkr.section.install }) };

/** @throws RunError with everything that is wrong */
export function readTkr(
  subject: Subject,
  args: Access & TkrArgs & { readonly registryPassword?: Input<string> } & NotRead,
): ReadArgs {
  const { connection, connectionFile, registryPassword, guard: _guard, checked: _checked, ...tkr } = args;
  const management = given({ tkr });
  return readArgs(subject, { connection, connectionFile }, { management }, { registryPassword });
}

/** @throws UserError where the management cluster does not answer, or has a TKr of others that may not be used */
export async function checkTkr(
  subject: Subject,
  read: ReadArgs | undefined,
  { version, guard }: TkrArgs & { readonly guard?: ClusterClassGuard },
): Promise<CheckedTinyTkr> {
  const { name } = subject;
  const owner = { name, tkr: { name, version } };
  const stack = await stackOfArgs(proved(read, "arguments"));
  for (const warning of warnings(stack.spec)) await log.warn(warning);
  const found = await readEnvironment(stack, { owner, facts: factsOfRun() });
  // The classes are the guard's.
  const seen = { ...found, drift: { ...found.drift, guard: [], classes: undefined } };
  await announce(stack.spec, seen, owner);
  const isThere = seen.ownership.tkrs.existing.has(version);
  const trusted = await registryTrust(stack.spec, isThere ? undefined : seen.controllerTrust);
  const part = proved(seen.management, "a management section");
  const after = [...(guard ? [guard] : []), ...trusted];
  const parts = partsOfTkr(version, stack, part, seen, after);
  return { parts, provider: part.cluster.providers.kubernetes };
}
