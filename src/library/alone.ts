import { noTkrs } from "../environment/judgements/tkr-ownership.js";
import type { ObservedEnvironment } from "../program/read-environment.js";

/**
 * What was read for one component, without what other components of the same program report: a TKr and a template that come with it
 * are read only to judge it.
 */
export function aloneIn(section: "site" | "template", seen: ObservedEnvironment): ObservedEnvironment {
  const { drift, ownership, ova } = seen;
  const isSite = section === "site";
  const noTemplate = { template: [], templateElsewhere: [] };
  return {
    ...seen,
    drift: { ...drift, guard: [], classes: undefined, tkrs: new Map(), ...(isSite && noTemplate) },
    ownership: { ...ownership, tkrs: noTkrs },
    ova: isSite ? undefined : ova,
    controllerTrust: undefined,
  };
}
