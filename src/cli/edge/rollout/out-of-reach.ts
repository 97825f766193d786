/**
 * Whether the errors of a run are those of a vCenter or management cluster that did not answer. By the time at which the site is
 * planned again an outage may be over, and the plan does not show it any more.
 */

/** As `src/clients/vcenter-failure.ts`, `src/clients/patience.ts` and `src/environment/judgements/unanswered.ts` report it. */
const texts = [
  /expected: a vCenter that answers at https:/,
  /no answer from .* \(tkg-edge:connection\.(?:vcenter|managementCluster)\b/,
  /expected: (?:a management cluster that answers; check kubeconfig|an answer from \S+ within)/,
] as const;

export const isOutOfReach = (errors: readonly string[]): boolean =>
  errors.some((line) => texts.some((text) => text.test(line)));
