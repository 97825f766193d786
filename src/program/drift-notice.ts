/** Reports drift in plain words, since a plan alone shows that something is done, but not why. */
import { log } from "@pulumi/pulumi";
import type { TkrFacts } from "../environment/facts/tkr.js";
import type { Finding } from "../environment/finding.js";
import { usability } from "../environment/judgements/tkr.js";
import type { Drift } from "../preflight/drift/drift.js";

/** @param siteTkr the TKr of a site whose stack does not install it */
export async function announceDrift(drift: Drift, siteTkr: TkrFacts | undefined): Promise<void> {
  const ofTkrs = [...drift.tkrs.values()].flatMap((tkr) => [
    ...tkr.configMap,
    ...tkr.package,
    ...tkr.release,
  ]);
  const ofClasses = [...drift.guard, ...[...(drift.classes?.others.values() ?? [])].flat()];
  const found = [...ofClasses, ...ofTkrs, ...drift.template].filter(({ mayBeNew }) => !mayBeNew);
  await warn("Drift from this stack's configuration; pulumi up corrects it:", found.map(wordsOf));
  await warn(
    "The site's TKr can be used for no new node; to fix that, run pulumi up on the stack with tkg-edge:management:",
    siteTkr ? usability(siteTkr).map(wordsOf) : [],
  );
  if (drift.templateElsewhere.length > 0) {
    await log.info(
      `a template of this TKr is there under another name, ${drift.templateElsewhere.join(", ")}: ` +
        "if it was made of the same OVA it is taken, and nothing is uploaded",
    );
  }
  await warn("Whether these are still as this stack made them could not be seen:", drift.unknown);
}

const wordsOf = ({ seen }: Finding): string => seen;

async function warn(head: string, items: readonly string[]): Promise<void> {
  if (items.length > 0) await log.warn([head, ...items].join("\n  "));
}
