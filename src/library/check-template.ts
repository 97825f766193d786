/** What a template reads of vCenter, its OVA and the management cluster where its caller has found nothing. */
import { log, type Input } from "@pulumi/pulumi";
import type { TemplateParts } from "../../components/vsphere-template.js";
import { warnings } from "../config/warnings.js";
import { announce } from "../program/announce.js";
import { readEnvironment } from "../program/read-environment.js";
import { proved } from "../program/stack.js";
import { partsOfTemplate } from "../program/template-parts.js";
import type { Access } from "./access.js";
import { aloneIn } from "./alone.js";
import { managementWith } from "./check-tkr.js";
import { factsOfRun } from "./found-facts.js";
import { given, readArgs, stackOfArgs, type ReadArgs } from "./read-args.js";
import type { Subject } from "./refusal.js";
import type { TemplateArgs } from "./section-args.js";
import type { TinyTkr } from "./tiny-tkr.js";

/** The template with what was found of it. */
export interface CheckedTemplate {
  readonly parts: TemplateParts;
}

type Args = Access &
  TemplateArgs & {
    readonly vcenterPassword?: Input<string>;
    readonly tkr?: Pick<TinyTkr, "section">;
    readonly checked?: unknown;
  };

/** Keys of `tkg-edge:template`. */
export function templateSection(args: Args): unknown {
  const ofOthers = { connection: undefined, connectionFile: undefined, vcenterPassword: undefined };
  const tkrVersion = args.tkrVersion ?? args.tkr?.section.version;
  return given({ ...args, ...ofOthers, tkr: undefined, checked: undefined, tkrVersion });
}

/** @throws RunError with everything that is wrong */
export function readTemplate(subject: Subject, args: Args): ReadArgs {
  const { connection, connectionFile, vcenterPassword, tkr } = args;
  const sections = { template: templateSection(args), management: managementWith(tkr) };
  return readArgs(subject, { connection, connectionFile }, sections, { vcenterPassword });
}

/** @throws UserError where vCenter does not answer, or the OVA is not the one expected */
export async function checkTemplate(
  subject: Subject,
  read: ReadArgs | undefined,
  { tkr }: Pick<Args, "tkr">,
): Promise<CheckedTemplate> {
  const owner = { name: subject.name, ...(tkr && { tkr: tkr.section }) };
  const stack = await stackOfArgs(proved(read, "arguments"));
  for (const warning of warnings(stack.spec)) await log.warn(warning);
  const seen = await readEnvironment(stack, { owner, facts: factsOfRun() });
  await announce(stack.spec, aloneIn("template", seen), owner);
  return { parts: partsOfTemplate(stack, proved(seen.template, "a template section"), seen) };
}
