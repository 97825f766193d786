/** Where the ledger of a fleet is, and the last rollout in it for those that only show it. */
import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { UserError } from "../../../config/problem.js";
import { readLedger } from "../../../fleet/rollout/ledger.js";
import { shownRollout, type ShownRollout } from "../../../fleet/rollout/waves.js";
import type { Terminal } from "../terminal.js";

/** Below the project. */
export const rolloutFolder = (directory: string, fleet: string): string =>
  join(directory, ".tkg-edge", "rollout", encodeURIComponent(relative(directory, resolve(directory, fleet))));

/** @param folder of the rollouts of a fleet */
export const ledgerIn = (folder: string): string => join(folder, "ledger.jsonl");

/** @returns undefined where none was recorded, or where that cannot be read, which is reported */
export function lastRollout(
  directory: string,
  fleet: string,
  terminal: Pick<Terminal, "err">,
): ShownRollout | undefined {
  const file = ledgerIn(rolloutFolder(directory, fleet));
  if (!existsSync(file)) return undefined;
  try {
    return shownRollout(readLedger(file).records);
  } catch (error) {
    const why = error instanceof UserError ? error.message : `${file}: ${String(error)}`;
    terminal.err(`the last rollout is not shown: ${why}\n`);
    return undefined;
  }
}
