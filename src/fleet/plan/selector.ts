/** Selects sites by their labels: `ring=canary,region!=north,tier`. */
import { UserError } from "../../config/problem.js";
import { someOf } from "../finding.js";
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

/**
 * @param sites all of the fleet
 * @throws UserError where the selector means none of them: with a misspelt label every command would find that all is well
 */
export function refuseEmptySelection(
  selector: string,
  sites: readonly Pick<ConfiguredSite, "labels">[],
  file: string,
): void {
  if (sites.some(labelSelector(selector))) return;
  const labels = sites.flatMap((site) =>
    Object.entries(site.labels).map(([key, value]) => `${key}=${value}`),
  );
  const known = [...new Set(labels)].sort();
  const there = known.length === 0 ? "no site of it has labels" : `labels of sites are ${someOf(known, 10)}`;
  throw new UserError(`--selector: no site of ${file} has the labels ${selector}; ${there}`);
}

function requirementOf(part: string, text: string, option: string): (labels: Labels) => boolean {
  const [, key = "", operator, value = ""] = /^([^=!,\s]+)(?:(=|==|!=)([^=!,\s]*))?$/.exec(part) ?? [];
  if (key === "") {
    throw new UserError(
      `${option}: "${text}"; expected: labels, such as ring=canary, region!=north or tier, separated by commas`,
    );
  }
  const valueOf = (labels: Labels) => (Object.hasOwn(labels, key) ? labels[key] : undefined);
  if (operator === undefined) return (labels) => valueOf(labels) !== undefined;
  return (labels) => (valueOf(labels) === value) === (operator !== "!=");
}
