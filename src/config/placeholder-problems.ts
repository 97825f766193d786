/** Values of a stack that nobody has filled in, in whichever file they stand. */
import { displayValue } from "./display-value.js";
import { configPath } from "./parse-section.js";
import type { Problem } from "./problem.js";
import { holdsVariable, placeholderExpectation, placeholderIn } from "./reading/placeholder.js";
import { sectionsWithConnection, type RawStack } from "./stack-spec.js";
import { isTree } from "./tree.js";

/** Commands of the user, in which a shell expands what it finds. */
const commands = new Set(["tkg-edge:site.rebuild.beforeCommand", "tkg-edge:site.afterReady.command"]);

/** Values that no `${NAME}` can be a part of. */
const namesAlone =
  /^tkg-edge:(site\.placement|template|connection\.vcenter\.server|site\.controlPlaneEndpoint)\b/;

export function placeholderProblems(raw: RawStack): Problem[] {
  return sectionsWithConnection.flatMap((section) => inside(raw[section], section, []));
}

function inside(value: unknown, section: string, steps: readonly PropertyKey[]): Problem[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => inside(item, section, [...steps, index]));
  if (isTree(value)) {
    return Object.entries(value).flatMap(([key, item]) => inside(item, section, [...steps, key]));
  }
  if (typeof value !== "string") return [];
  const path = configPath(section, steps);
  if (commands.has(path)) return [];
  const whole = placeholderIn(value);
  const what =
    whole ?? (namesAlone.test(path) && holdsVariable(value) ? "an unexpanded variable" : undefined);
  if (what === undefined) return [];
  const name = String(steps.at(-1) ?? "");
  return [{ path, found: `${what}: ${displayValue(value, name)}`, expected: placeholderExpectation }];
}
