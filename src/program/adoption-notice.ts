/**
 * The changes that an adoption makes to a cluster, in words. The engine's plan cannot show them: it has no such objects yet
 * and shows every field as added.
 */
import diff from "microdiff";
import type { LiveObject } from "../clients/live-object.js";
import type { SiteSpec } from "../config/stack-spec.js";
import { comparableSpec } from "../environment/facts/cluster.js";
import { changeIndent, nothingChanges, takingOverHead } from "../environment/judgements/adoption-words.js";

type Spec = LiveObject["spec"];

/**
 * @param before spec of the Cluster that runs
 * @param after the same as admission would leave it, with its defaults
 * @returns one line for each changed field
 */
export function specChanges(before: Spec, after: Spec): string[] {
  return changedFields("Cluster", comparableSpec(before), comparableSpec(after));
}

/** The same of an object of another kind. */
export function changedFields(kind: string, before: Spec = {}, after: Spec = {}): string[] {
  return diff(before, after).map((change) => {
    const from = "oldValue" in change ? textOf(change.oldValue) : "(not set)";
    const to = "value" in change ? textOf(change.value) : "(not set)";
    return `${kind} spec.${change.path.join(".")}: ${from} -> ${to}`;
  });
}

/** Which of the credentials in use the stack has otherwise; never what they are. */
export function changedCredentials(
  secret: LiveObject | undefined,
  username: string,
  password: string | undefined,
): string[] {
  if (!secret) return [];
  const wanted = { username, password };
  return Object.entries(wanted).flatMap(([key, value]) => {
    const inUse = Buffer.from(secret.data?.[key] ?? "", "base64").toString("utf8");
    return value === undefined || inUse === value ? [] : [`Secret ${key}: becomes the one of this stack`];
  });
}

/** @param kinds what is taken over */
export function adoptionNotice(
  { name, namespace }: SiteSpec,
  kinds: readonly string[],
  changes: readonly string[],
): string {
  const head = `${takingOverHead}${kinds.join(", ")} ${namespace}/${name} (site.adopt). The plan shows every field of them as added, since the engine has not seen them yet.`;
  if (changes.length === 0) return `${head} ${nothingChanges}`;
  return [
    `${head} What changes:`,
    ...changes.map((change) => `${changeIndent}${change}`),
    "  A changed variable that the node is made of makes Cluster API roll it (docs/rebuild.md). Where you do not want",
    "  that, describe in the stack what runs.",
  ].join("\n");
}

/** Long values are certificates and the like. */
function textOf(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
