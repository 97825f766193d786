/** Selects sites by their labels: `ring=canary,region!=north,tier`. */
import { UserError } from "../../config/problem.js";
import type { ConfiguredSite } from "./configured-sites.js";

type Labels = ConfiguredSite["labels"];

/**
 * @param option that the text is the value of
 * @throws UserError for what is no selector
 */
export function labelSelector(
  text: string,
  option = "--selector",
): (site: Pick<ConfiguredSite, "labels">) => boolean {
  const requirements = text.split(",").map((part) => requirementOf(part.trim(), text, option));
  return ({ labels }) => requirements.every((isMet) => isMet(labels));
}

function requirementOf(part: string, text: string, option: string): (labels: Labels) => boolean {
  const [, key = "", operator, value = ""] = /^([^=!,\s]+)(?:(=|==|!=)([^=!,\s]*))?$/.exec(part) ?? [];
  if (key === "") {
    throw new UserError(
      `${option}: "${text}"; expected: labels of the fleet file, such as ring=canary, region!=north or tier, separated by commas`,
    );
  }
  if (operator === undefined) return (labels) => key in labels;
  return (labels) => (labels[key] === value) === (operator !== "!=");
}
