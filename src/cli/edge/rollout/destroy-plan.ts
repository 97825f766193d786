/** Which of the chosen sites have something to be destroyed, and which are protected: what the states of their stacks hold. */
import pLimit from "p-limit";
import { UserError } from "../../../config/problem.js";
import type { ConfiguredSite } from "../../../fleet/plan/configured-sites.js";
import { readExported } from "../../../program/exported-state.js";
import type { PulumiRunner } from "../store-password.js";
import { messageOf } from "./events-file.js";

/** Each export is a process of its own. */
const concurrency = 4;

/** What is destroyed with its stack: everything but the stack itself and its providers. */
const isMade = ({ type }: { readonly type: string }): boolean =>
  type !== "pulumi:pulumi:Stack" && !type.startsWith("pulumi:providers:");

export interface SiteState {
  readonly name: string;
  /** Resources that its stack holds. */
  readonly resources: number;
  /** Why it is not destroyed; undefined where it may be. */
  readonly protection: string | undefined;
}

/**
 * Reads the state of each stack; one without a stack holds nothing.
 * @throws UserError for states that cannot be read: an unknown state is never treated as empty
 */
export async function siteStates(
  sites: readonly ConfiguredSite[],
  directory: string,
  pulumi: PulumiRunner,
): Promise<readonly SiteState[]> {
  const limit = pLimit(concurrency);
  const reads = sites.map((site) => limit(() => stateOf(site, directory, pulumi)));
  const read = await Promise.all(reads);
  const faults = read.filter((one) => typeof one === "string");
  if (faults.length > 0) throw new UserError(["nothing was destroyed:", ...faults].join("\n"));
  return read.filter((one) => typeof one !== "string");
}

async function stateOf(
  { name, result }: ConfiguredSite,
  directory: string,
  pulumi: PulumiRunner,
): Promise<SiteState | string> {
  const { ok, stdout, stderr } = await pulumi([
    ...["stack", "export", "--stack", name, "--cwd", directory, "--non-interactive"],
  ]);
  if (!ok) {
    const none = { name, resources: 0, protection: undefined };
    return stderr.includes("no stack named")
      ? none
      : `  the state of stack ${name} cannot be read: ${stderr}`;
  }
  try {
    const made = readExported(stdout).resources.filter(isMade);
    const kept = made.find(({ protect }) => protect);
    const isConfigured = "spec" in result && result.spec.site?.protect === true;
    const [recorded, configured] = ["the last pulumi up protected it", "site.protect is true"];
    const protection = kept ? recorded : isConfigured && made.length > 0 ? configured : undefined;
    return { name, resources: made.length, protection };
  } catch (error) {
    return `  the state of stack ${name} cannot be read: ${messageOf(error)}`;
  }
}
