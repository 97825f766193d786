/** What the states of a fleet's stacks hold that leaves no trace in any object (`fleet plan --states`). */
import pLimit from "p-limit";
import type { StateTraces } from "../../fleet/plan/state-traces.js";
import { readExported } from "../../program/exported-state.js";
import type { PulumiRunner } from "./store-password.js";

/** Each export is a process of its own. */
const concurrency = 4;

/** Reads the state of one stack after the other, a few at a time. A stack without one leaves no traces. */
export function stateReader(
  directory: string,
  pulumi: PulumiRunner,
): (stack: string) => Promise<StateTraces> {
  const limit = pLimit(concurrency);
  return (stack) =>
    limit(async () => {
      const args = ["stack", "export", "--stack", stack, "--cwd", directory, "--non-interactive"];
      const { ok, stdout, stderr } = await pulumi(args);
      if (!ok) return stderr.includes("no stack named") ? noTraces : { ...noTraces, unread: stderr };
      const { resources, pendingOperations } = readExported(stdout);
      const nameOf = ({ urn }: { readonly urn: string }) => urn.split("::").at(-1) ?? urn;
      return {
        tainted: resources.filter(({ taint }) => taint).map(nameOf),
        unfinished: [
          ...resources
            .filter((resource) => resource.delete)
            .map((one) => `${nameOf(one)} is still to be deleted`),
          ...pendingOperations.map(
            ({ type, resource }) => `a run was ended while ${type} ${nameOf(resource)}`,
          ),
        ],
      };
    });
}

const noTraces: StateTraces = { tainted: [], unfinished: [] };
