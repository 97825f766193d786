/** `tkg-edge fleet rollout --phase prepare`, and what of it a rollout does first: all that can be done before a site is changed. */
import { join } from "node:path";
import { textPlan } from "../../../fleet/plan/plan-report.js";
import type { Word } from "../../../fleet/plan/verdict.js";
import { OpenedRollout } from "../../../fleet/rollout/recorded.js";
import { rolloutSettings } from "../../../fleet/rollout/settings.js";
import { isPrepared, sharedStacks, type SharedStack } from "../../../fleet/rollout/shared-stacks.js";
import { stackFileOf } from "../fleet-input.js";
import { inFleet, type FleetToRead } from "../fleet-live.js";
import { outputsOfStack } from "../other-stacks.js";
import { GateQuestions } from "./gate-questions.js";
import { refuseWrongFleet, type Rolling } from "./rolling.js";
import { PlannableFleet } from "./rollout-plan.js";
import { runSites } from "./run-sites.js";
import { runSharedStacks } from "./shared-stack-runs.js";

/** @returns the exit code of the stacks, or of the questions */
export async function prepare(rolling: Rolling): Promise<number> {
  const { options, pulumi } = rolling;
  const stacks = await inFleet(options, pulumi, async (read) => {
    refuseWrongFleet(read.fleet);
    return await runSharedStacks(stacksOf(read, rolling), read, rolling);
  });
  if (stacks !== 0) return stacks;
  // Their outputs are read again.
  return await inFleet(options, pulumi, (read) => askGates(read, rolling));
}

/** The stacks that lack what the chosen sites take from them, of those that a plan cannot do without. */
export async function missingStacks(read: FleetToRead, rolling: Rolling): Promise<readonly SharedStack[]> {
  const { options, pulumi } = rolling;
  if (options.tkrVersion !== undefined) return [];
  const unread = new Set(read.sites.filter(({ result }) => !("spec" in result)).map(({ name }) => name));
  if (unread.size === 0) return [];
  const stacks = stacksOf(read, rolling, (name) => unread.has(name));
  const outputs = await Promise.all(
    stacks.map(async (stack) => ({
      stack,
      found: await outputsOfStack(stack.name, options.directory, pulumi),
    })),
  );
  return outputs.filter(({ stack, found }) => !isPrepared(stack, found)).map(({ stack }) => stack);
}

function stacksOf(
  { fleet, sites, isSelected = () => true }: FleetToRead,
  { options: { directory } }: Rolling,
  isWanted: (site: string) => boolean = () => true,
): readonly SharedStack[] {
  const selected = new Set(sites.filter(isSelected).map(({ name }) => name));
  const stackFile = (site: string) => stackFileOf(directory, site);
  return sharedStacks(fleet, directory, stackFile, (name) => selected.has(name) && isWanted(name));
}

/** Words of sites whose gate, or whose admission, has questions. */
const asked: ReadonlySet<Word> = new Set(["REBUILD", "roll", "create", "unreachable"]);
const blockedWords: ReadonlySet<Word> = new Set(["invalid", "refused"]);

async function askGates(
  { fleet, project, sites, isSelected = () => true }: FleetToRead,
  { options, terminal, pulumi, version, facts, folder, report }: Rolling,
): Promise<number> {
  const { directory } = options;
  const plannable = new PlannableFleet(sites, { project, toolVersion: version }, facts);
  const plan = await plannable.plan(isSelected);
  terminal.out(textPlan(plan));
  const ledger = new OpenedRollout(join(folder, "prepare", "questions.jsonl"), fleet.file, true);
  try {
    const judge = (site: string) => plannable.judge(site);
    const planned = new Map(plan.sites.map((site) => [site.name, site]));
    const questions = new GateQuestions({
      ...{ directory, sites, planned, facts: facts(), judge, pulumi, terminal },
    });
    // The answer of one site proves nothing for the others.
    const settings = {
      ...rolloutSettings(options.keys, fleet.rollout ?? {}),
      ...{ soakSeconds: 0, maxFailures: Number.POSITIVE_INFINITY },
    };
    const run = {
      ...({ kind: "preparation", part: "questions", fleet: fleet.file, report } as const),
      ...{ ledger, attempts: ledger.attempts, settings },
      ...{ hasSettledCanary: false, hasBlockedCanary: false, runner: () => questions },
      waves: { canaries: "questions", rest: "questions", deferred: "deferred" },
      blocked: plan.sites.filter(({ word }) => blockedWords.has(word)),
      sites: plan.sites
        .filter(({ word }) => asked.has(word))
        .map(({ name, word }) => ({ ...plannable.detailsOf(name), name, word, isCanary: false })),
    } as const;
    return await runSites(run, options, terminal);
  } finally {
    ledger.close();
  }
}
