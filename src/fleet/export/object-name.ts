/** Names of Kubernetes objects, made of names that are none. */
import { createHash } from "node:crypto";

/** A Stack of 42 characters still leaves room for what the operator adds to the names and labels of its pods. */
const longestStack = 42;

/** A volume has the name of its Secret, and at most 63 characters. */
const longestName = 63;

/**
 * The name of a stack where it can be that of an object, and of the Service that the operator makes for it, which begins with a
 * letter; otherwise one that no other stack has.
 */
export const stackObjectName = (stack: string): string =>
  /^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(stack) && stack.length <= longestStack
    ? stack
    : objectName("stack", stack, longestStack);

/**
 * A name that depends on the text alone, so that an object keeps it whatever else is exported.
 * @param kind first word of the name
 */
export function objectName(kind: string, text: string, longest = longestName): string {
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 8);
  const readable = `${kind}-${text}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, longest - digest.length - 1)
    .replace(/^-+|-+$/g, "");
  return `${readable}-${digest}`;
}
