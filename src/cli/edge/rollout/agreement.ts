/** What the person at the keyboard agrees to: the plan of a rollout, and the sites after its canaries. */
import { counted, someOf } from "../../../fleet/finding.js";
import { InputEnded, type Terminal } from "../terminal.js";
import type { Selection } from "./rollout-plan.js";

const isYes = (answer: string): boolean => /^y(es)?$/i.test(answer.trim());

/** @returns whether the sites may be run */
export async function isAgreed(
  { sites, rebuilds }: Selection,
  { yes, allowRebuilds }: { readonly yes: boolean; readonly allowRebuilds: boolean },
  terminal: Terminal,
): Promise<boolean> {
  if (rebuilds.length > 0 && !allowRebuilds) {
    terminal.err(
      `refused: ${counted(rebuilds.length, "site")} would be REBUILT, each node destroyed and created again: ` +
        `${someOf(rebuilds, 10)}; --allow-rebuilds allows it\n`,
    );
    return false;
  }
  if (sites.length === 0 || yes) return true;
  if (!terminal.ask) {
    terminal.err("nobody is there to be asked; --yes agrees to the plan\n");
    return false;
  }
  const away = sites.filter(({ word }) => word === "unreachable").length;
  const alsoAway = away > 0 && allowRebuilds ? `, and what ${away} unreachable ones may need` : "";
  const question = `Run ${counted(sites.length, "site")}, REBUILD ${rebuilds.length} of them${alsoAway}? [y/N] `;
  return isYes(await terminal.ask(question, new AbortController().signal));
}

/** @returns whether the sites after the canaries are started; without a terminal a later run starts them */
export async function goesOn(terminal: Terminal, signal: AbortSignal): Promise<boolean> {
  if (!terminal.ask) return false;
  try {
    return isYes(await terminal.ask("The canaries are done. Go on with the others? [y/N] ", signal));
  } catch (error) {
    // Sites have been run: no answer is a no, and a later run goes on.
    if (error instanceof InputEnded) return false;
    throw error;
  }
}
