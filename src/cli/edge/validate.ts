/** `tkg-edge validate`: every problem of a stack that can be found offline. */
import { checkListedManifests } from "../../config/after-ready/listed-manifests.js";
import { namedStacks } from "../../config/from-stacks.js";
import { siteOf } from "../../config/layers.js";
import { checkStack } from "../../config/parse-stack.js";
import { ConfigurationError, type Problem } from "../../config/problem.js";
import { readStackFile } from "../../config/stack-file.js";
import { sections, type StackSpec } from "../../config/stack-spec.js";
import { warnings } from "../../config/warnings.js";
import { givenOutputs, type GivenValues } from "./other-stacks.js";
import type { Terminal } from "./terminal.js";

/**
 * @param directory absolute path of the project
 * @param given in place of the outputs of the stacks that `site.from` names, which are not read here
 * @throws ConfigurationError with every problem
 */
export function validate(stack: string, directory: string, given: GivenValues, terminal: Terminal): void {
  const { raw, problems: unreadable, readable, locate } = readStackFile(directory, stack);
  const subject = `the configuration of stack ${stack}`;
  // A file that cannot be read leaves nothing to check.
  if (!readable) throw new ConfigurationError(unreadable, subject);
  const outputsOfStacks = givenOutputs(raw, given);
  const { draft, problems } = checkStack({ ...raw, outputsOfStacks }, directory, stack, "up");
  const known = new Set(unreadable.map(({ path }) => path));
  const manifests = checkListedManifests(draft.site?.afterReady?.manifests, directory);
  const all: Problem[] = [
    ...unreadable,
    ...problems.filter(({ path }) => !known.has(path)),
    ...manifests.problems,
  ];
  if (all.length > 0) throw new ConfigurationError(all.map(locate), subject);
  const others = Object.values(namedStacks(siteOf(raw)));
  if (others.length > 0 && outputsOfStacks === undefined) {
    terminal.err(
      `the outputs of ${others.join(" and ")} were not read, so the rules about versions were not checked; ` +
        "to check them, add --tkr-version VERSION [--class-name NAME]\n",
    );
  } else {
    for (const warning of warnings(draft as StackSpec)) terminal.err(`warning: ${warning}\n`);
  }
  if (manifests.notBuilt.length > 0) {
    terminal.err(
      `kustomizations were not built, because that may fetch remote bases: ${manifests.notBuilt.join(", ")}; ` +
        'to check them, run "tkg-edge preflight" or "pulumi preview"\n',
    );
  }
  const found = sections.filter((section) => draft[section]);
  terminal.out(`stack ${stack} is valid: ${found.join(", ")}. Nothing was contacted.\n`);
}
