/** Which TKrs a stack uses as they are there, since a plan shows nothing of what it does not create. */
import { log } from "@pulumi/pulumi";
import type { ExistingTkr, TkrOwnership } from "../environment/judgements/tkr-ownership.js";
import { usability } from "../environment/judgements/tkr.js";

export async function announceTkrs(existing: TkrOwnership["existing"]): Promise<void> {
  for (const [version, tkr] of existing) {
    await log.info(tkrNotice(version, tkr));
    const warning = tkrWarning(version, tkr);
    if (warning !== undefined) await log.warn(warning);
  }
}

export function tkrNotice(version: string, { configMap }: Pick<ExistingTkr, "configMap">): string {
  const made = configMap
    ? "It is not compatible with the management cluster without this stack's compatibility ConfigMap, which is all that is created"
    : "Neither compatibility ConfigMap nor Package is created";
  return (
    `TKr ${version} is on the management cluster, and this stack did not install it: it is used as it is. ${made}, and ` +
    "pulumi destroy leaves the TKr in place (tkg-edge:management.tkr.install)."
  );
}

/** @returns undefined for a TKr that can be used, or will be once this stack has declared it compatible */
export function tkrWarning(version: string, { tkr }: Pick<ExistingTkr, "tkr">): string | undefined {
  if (tkr.isIncompatible && !tkr.isDeactivated) return undefined;
  const [unusable] = usability(tkr);
  return (
    unusable &&
    `TKr ${version} can be used for no new node, and this stack does not change it: ${unusable.seen}`
  );
}
