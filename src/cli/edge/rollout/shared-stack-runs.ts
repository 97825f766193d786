/** Brings up the stacks that sites take their TKr and template from: management stacks, and then template stacks. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stackFileName } from "../../../config/stack-file.js";
import { counted, someOf } from "../../../fleet/finding.js";
import { OpenedRollout } from "../../../fleet/rollout/recorded.js";
import { rolloutSettings } from "../../../fleet/rollout/settings.js";
import { isOfProject, type SharedStack } from "../../../fleet/rollout/shared-stacks.js";
import type { SiteToRun } from "../../../fleet/rollout/site-runner.js";
import type { FleetToRead } from "../fleet-live.js";
import { backendFolder } from "./clean-up.js";
import { PulumiSites } from "./pulumi-sites.js";
import type { Rolling } from "./rolling.js";
import { runSites } from "./run-sites.js";

const waves = { canaries: "management stacks", rest: "template stacks", deferred: "deferred" };
const notAgreed = 2;

/** @returns the exit code: 0 where each is as configured */
export async function runSharedStacks(
  stacks: readonly SharedStack[],
  { fleet, project }: FleetToRead,
  { options, terminal, pulumi, folder, report }: Rolling,
): Promise<number> {
  const { directory } = options;
  const files = stacks.map((stack) => ({ stack, file: join(directory, stackFileName(plainName(stack))) }));
  const isHere = ({ stack, file }: (typeof files)[number]) => isOfProject(stack, project) && existsSync(file);
  const others = files.filter((one) => !isHere(one)).map(({ stack }) => stack.name);
  if (others.length > 0)
    terminal.err(`not run, since they are no stacks of this project: ${someOf(others, 10)}\n`);
  const sites = files.filter(isHere).map(({ stack: { name, kinds }, file }): SiteToRun => ({
    ...{ name, vcenter: undefined, registry: undefined, word: "prepare" },
    digest: createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 16),
    isCanary: kinds.has("management"),
  }));
  if (sites.length === 0) return 0;
  const names = someOf(
    sites.map(({ name }) => name),
    10,
  );
  if (!options.yes) {
    const question = `Run pulumi up of ${counted(sites.length, "stack")} that sites are made from: ${names}? [y/N] `;
    const answer = await terminal.ask?.(question, new AbortController().signal);
    if (answer === undefined) terminal.err("nobody is there to be asked; --yes agrees to the plan\n");
    if (!/^y(es)?$/i.test(answer?.trim() ?? "")) return notAgreed;
  }
  const ledger = new OpenedRollout(join(folder, "prepare", "ledger.jsonl"), fleet.file, false);
  try {
    const settings = { ...rolloutSettings(options.keys, fleet.rollout ?? {}), soakSeconds: 0 };
    const backend = await backendFolder(directory, pulumi);
    const runner = (id: string) =>
      new PulumiSites({
        ...{ directory, project, backend, pulumi, id, outputs: join(folder, "prepare", "output") },
        // They are no sites: nothing of them is planned, and no Cluster of theirs may go.
        judge: () => Promise.resolve(undefined),
        explain: () => Promise.resolve([]),
        ...{ allowsRebuilds: false, runsAll: true, timeoutSeconds: settings.timeoutPerSiteSeconds },
      });
    const { attempts } = ledger;
    const run = { kind: "preparation", part: "stacks", fleet: fleet.file, report } as const;
    const canaries = { hasSettledCanary: false, hasBlockedCanary: false };
    // A failed stack is run again by the same command.
    const again = { ...options, retryFailed: true };
    const all = { ...run, ...canaries, ledger, attempts, settings, runner, sites, waves, blocked: [] };
    return await runSites(all, again, terminal);
  } finally {
    ledger.close();
  }
}

const plainName = ({ name }: SharedStack): string => name.split("/").at(-1) ?? name;
