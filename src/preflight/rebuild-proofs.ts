/**
 * What the gate proves before a Cluster is rebuilt, or rolled to another version: the checks with a question for it, in the
 * order of the catalogue.
 */
import { sentenceOf, type Finding } from "../environment/finding.js";
import type { Check } from "./check.js";
import { allChecks } from "./checks.js";
import type { NewCluster, RebuildQuestion } from "./new-cluster.js";

export interface RebuildProof {
  readonly name: string;
  readonly checks: readonly Check[];
  /** Of each of the checks. */
  readonly questions: readonly RebuildQuestion[];
}

/** Checks by the name under which the gate proves them. */
export const rebuildProofs = (checks: readonly Check[] = allChecks): readonly RebuildProof[] =>
  proofsBy(checks, ({ rebuild }) => rebuild);

/** The same for a roll. */
export const rollProofs = (checks: readonly Check[] = allChecks): readonly RebuildProof[] =>
  proofsBy(checks, ({ roll }) => roll);

function proofsBy(
  checks: readonly Check[],
  questionOf: (check: Check) => RebuildQuestion | undefined,
): readonly RebuildProof[] {
  const answering = checks.flatMap((check) => {
    const question = questionOf(check);
    return question ? [{ check, question }] : [];
  });
  const names = new Set(answering.map(({ question }) => question.proves));
  return [...names].map((name) => {
    const ofName = answering.filter(({ question }) => question.proves === name);
    return {
      name,
      checks: ofName.map(({ check }) => check),
      questions: ofName.map(({ question }) => question),
    };
  });
}

/** @returns what stands in the way, in a sentence: the first failure; undefined where there is none */
export function inTheWay(findings: readonly Finding[]): string | undefined {
  const found = findings.find(({ severity }) => severity === "failure");
  if (!found) return undefined;
  const { path, isValue, expected, remedy } = found;
  const sentence = sentenceOf(found);
  if (expected === undefined) return remedy === undefined ? sentence : `${sentence}; ${remedy}`;
  const key = isValue || path === undefined ? "" : ` (${path})`;
  return `${sentence}; expected: ${expected}${key}${remedy === undefined ? "" : `. ${remedy}`}`;
}

/** @returns what is in the way: the findings of the first check that fails; none when it is proved */
export async function failuresOf(
  { questions }: Pick<RebuildProof, "questions">,
  prospect: NewCluster,
): Promise<readonly Finding[]> {
  for (const question of questions) {
    const found = [await question.check(prospect)].flat();
    const failures = found.filter(({ severity }) => severity === "failure");
    if (failures.length > 0) return failures;
  }
  return [];
}
