/** What the resource of a template is made of. */
import type { TemplateParts } from "../../components/vsphere-template.js";
import { installedVersions } from "../config/stack-spec.js";
import type { ObservedEnvironment } from "./read-environment.js";
import type { Stack } from "./stack.js";

export function partsOfTemplate(
  { spec }: Stack,
  part: NonNullable<ObservedEnvironment["template"]>,
  { drift, ownership }: Pick<ObservedEnvironment, "drift" | "ownership">,
): TemplateParts {
  const { tkrVersion } = part.template;
  return {
    ...part,
    managementCluster: spec.connection.managementCluster,
    tkrIsPending: installedVersions(spec).includes(tkrVersion) && !ownership.tkrs.existing.has(tkrVersion),
    found: drift.template,
  };
}
