/** Whether the rebuild of a stack waits for a window, and when that opens: the word of `fleet plan` for one site. */
import { parseStack } from "../../config/parse-stack.js";
import { UserError } from "../../config/problem.js";
import { rebuildWindowsOf } from "../../config/rebuild-windows/fields.js";
import { closedWindowText } from "../../config/rebuild-windows/window-text.js";
import { readStackFile } from "../../config/stack-file.js";
import type { SiteSpec } from "../../config/stack-spec.js";
import { Facts } from "../../environment/facts/facts.js";
import { LiveFleet } from "../../fleet/plan/live-fleet.js";
import { planFleet } from "../../fleet/plan/plan-fleet.js";
import { reasonText } from "../../fleet/plan/plan-report.js";
import { readOutputs } from "./other-stacks.js";
import { projectName } from "./own-records.js";
import type { PulumiRunner } from "./store-password.js";

export interface WaitingRebuildOptions {
  readonly stack: string;
  /** Absolute path of the project. */
  readonly directory: string;
  /** As far as it is known without other stacks. */
  readonly site: SiteSpec;
  readonly pulumi: PulumiRunner;
  /** Version of this program. */
  readonly version: string;
  /** Reads what is there. @default - nothing was read yet */
  readonly facts?: Facts | undefined;
  /** In milliseconds since 1970. @default - the present moment */
  readonly now?: number | undefined;
}

/**
 * Nothing more is read where a rebuild may start now. Otherwise the site is planned, with what it takes from other stacks.
 * @returns lines; none where no rebuild waits
 */
export async function waitingRebuild(options: WaitingRebuildOptions): Promise<readonly string[]> {
  const { site, now = Date.now() } = options;
  const closed = closedWindowText(rebuildWindowsOf(site), now);
  if (closed === undefined) return [];
  try {
    const planned = await plannedSite(options);
    if (planned?.word === "unreachable" || planned?.word === "invalid")
      return unknown(planned.reasons.map(reasonText));
    if (planned?.window?.closed === undefined) return [];
    const reasons = planned.reasons.map((reason) => `  ${reasonText(reason)}`);
    return ["Its rebuild waits for a window:", `  ${planned.window.closed}`, ...reasons];
  } catch (error) {
    if (error instanceof UserError) return unknown(error.message.split("\n"));
    throw error;
  }
}

const unknown = (why: readonly string[]): readonly string[] => [
  "Whether a rebuild waits for a window of tkg-edge:site.rebuild.windows is not known:",
  ...why.map((line) => `  ${line}`),
];

async function plannedSite({
  stack,
  directory,
  pulumi,
  version,
  facts = new Facts(),
}: WaitingRebuildOptions) {
  const { raw } = readStackFile(directory, stack);
  const outputsOfStacks = await readOutputs(raw, directory, pulumi, false);
  const spec = parseStack({ ...raw, outputsOfStacks }, directory, stack);
  const name = stack.split("/").at(-1) ?? stack;
  const one = { name, groups: [], labels: {}, cluster: undefined, result: { spec } };
  // The files that a stack names are relative to its project.
  const before = process.cwd();
  process.chdir(directory);
  try {
    const settings = { project: projectName(directory), toolVersion: version, isSelected: () => true };
    const { sites } = await planFleet([one], new LiveFleet(facts), settings);
    return sites[0];
  } finally {
    process.chdir(before);
  }
}
