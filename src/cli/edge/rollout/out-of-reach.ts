/**
 * Whether the errors of a run are those of a vCenter or management cluster that did not answer. By the time at which the site is
 * planned again an outage may be over, and the plan does not show it any more.
 */
import { isOutageText } from "../../../environment/facts/outage.js";
import type { SiteEnd } from "../../../fleet/rollout/outcome.js";

/** As `src/clients/vcenter-failure.ts`, `src/clients/patience.ts` and `src/environment/judgements/unanswered.ts` report it. */
const texts = [
  /expected: a vCenter that answers at https:/,
  /no answer from .* \(tkg-edge:connection\.(?:vcenter|managementCluster)\b/,
  /expected: (?:a management cluster that answers; check kubeconfig|an answer from \S+ within)/,
] as const;

/**
 * How a run ended whose site can be reached now. Words of other programs, such as the engine's plugins, show an outage only by their
 * form, and may be those of a failure that stays: such a site is tried once more, and has then failed.
 * @param errors with all lines
 */
export function endOfFailure(errors: readonly string[]): Pick<SiteEnd, "outcome" | "isGuess"> {
  if (errors.some((line) => texts.some((text) => text.test(line)))) return { outcome: "deferred" };
  if (errors.some(isOutageText)) return { outcome: "deferred", isGuess: true };
  return { outcome: "failed" };
}
