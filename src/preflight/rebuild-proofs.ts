/** What the gate proves before a rebuild: the checks with a question for it, in the order of the catalogue. */
import type { Finding } from "../environment/finding.js";
import type { Check } from "./check.js";
import { allChecks } from "./checks.js";
import type { NewCluster } from "./new-cluster.js";

export interface RebuildProof {
  readonly name: string;
  readonly checks: readonly Check[];
}

/** Checks by the name under which the gate proves them. */
export function rebuildProofs(checks: readonly Check[] = allChecks): readonly RebuildProof[] {
  const questions = checks.filter(({ rebuild }) => rebuild !== undefined);
  const names = new Set(questions.flatMap(({ rebuild }) => rebuild?.proves ?? []));
  return [...names].map((name) => ({
    name,
    checks: questions.filter(({ rebuild }) => rebuild?.proves === name),
  }));
}

/** @returns what is in the way: the findings of the first check that fails; none when it is proved */
export async function failuresOf(
  { checks }: RebuildProof,
  prospect: NewCluster,
): Promise<readonly Finding[]> {
  for (const { rebuild } of checks) {
    const found = [(await rebuild?.check(prospect)) ?? []].flat();
    const failures = found.filter(({ severity }) => severity === "failure");
    if (failures.length > 0) return failures;
  }
  return [];
}
