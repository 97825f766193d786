/** Is the template still where the stack puts it? */
import type { TemplateSpec } from "../../config/stack-spec.js";
import { placeOfTemplate } from "../../config/template.js";
import type { VcenterFacts } from "../facts/vcenter-facts.js";
import { judgeAbsence, judgePresence, type TemplateFindings } from "../judgements/template-drift.js";

/**
 * All of a datacenter is read only where nothing is at the template's place.
 * @param ovaSha256 of the stack's OVA, where it is known
 * @throws UserError when vCenter does not answer
 */
export async function checkTemplateDrift(
  vcenter: VcenterFacts,
  template: TemplateSpec,
  ovaSha256: string | undefined,
): Promise<TemplateFindings> {
  const path = placeOfTemplate(template);
  const there = await vcenter.machineAt(path);
  if (there && there.kind !== "unknown") return judgePresence(path, there);
  return judgeAbsence(path, template, await vcenter.machines(template.datacenter), ovaSha256);
}
