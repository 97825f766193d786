/** RBAC objects as YAML to apply, each rule with its reason. */
import { dump } from "js-yaml";
import type { GrantedObject } from "./rbac-objects.js";

const options = { lineWidth: -1, noRefs: true };

/** One document for each object. */
export const manifestText = (objects: readonly GrantedObject[]): string =>
  objects.map((one) => `---\n${documentOf(one)}`).join("");

function documentOf({ object, reasons }: GrantedObject): string {
  const { rules, ...head } = object;
  if (!rules) return dump(object, options);
  const lines = rules.flatMap((rule, index) => [
    `  # ${reasons[index] ?? ""}`,
    ...dump([rule], { ...options, flowLevel: 2 })
      .trimEnd()
      .split("\n")
      .map((line) => `  ${line}`),
  ]);
  return `${dump(head, options)}rules:\n${lines.join("\n")}\n`;
}
