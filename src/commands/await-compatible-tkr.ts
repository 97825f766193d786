/**
 * Waits until a TKr that this stack did not install can be resolved, after its compatibility ConfigMap was created. The TKr is
 * touched, so that TKG reads the ConfigMap; nothing else of it is changed.
 *
 * Out: as await-tkr.ts.
 */
import { awaitCompatibleTkr } from "../contracts/await-tkr.js";
import { awaitResolvable } from "./await-tkr.js";
import { runCommand } from "./command.js";
import { TkrRepair } from "./tkr-repair.js";

export async function main(): Promise<void> {
  await runCommand(awaitCompatibleTkr, (input) =>
    awaitResolvable(input, (cluster) => new TkrRepair(cluster, input.tkrVersion, "compatibility")),
  );
}
