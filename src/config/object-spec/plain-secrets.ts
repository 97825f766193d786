/** Passwords that a Cluster holds in plain text, and that its stack file would hold in plain text too. */
import { displayValue, mayHoldSecret } from "../display-value.js";
import type { Problem } from "../problem.js";
import { isTree, type Tree } from "../tree.js";

const expected =
  "no password in a stack file, whose only secrets are the encrypted tkg-edge:vcenterPassword and registryPassword. " +
  "The Cluster holds this value in plain text: remove it there, or pass --plain-secrets to write it to the stack file";

/** @param site unchecked. Of a variable that is not known, the name of a field may show that it is secret. */
export function plainSecrets(site: Tree): Problem[] {
  return Object.entries(site).flatMap(([key, value]) =>
    secretsBelow(value, `tkg-edge:site.${key}`, key === "extraVariables"),
  );
}

function secretsBelow(value: unknown, path: string, isUnknown: boolean, name = ""): Problem[] {
  if (Array.isArray(value))
    return value.flatMap((item, index) => secretsBelow(item, `${path}[${index}]`, isUnknown, name));
  if (isTree(value)) {
    return Object.entries(value).flatMap(([key, below]) =>
      secretsBelow(below, `${path}.${key}`, isUnknown, key),
    );
  }
  if (typeof value !== "string" || value === "" || !mayHoldSecret(value, isUnknown ? name : "")) return [];
  return [{ path, found: displayValue(value, isUnknown ? name : ""), expected }];
}
