/**
 * Command resources whose state holds an environment of 0.1.0, a variable for each value. While today's input is the same it
 * stays as it is: written in today's form it would be a change, and each of these commands would run once for nothing.
 */
import type { ResourceTransformation } from "@pulumi/pulumi";
import { mergeOptions } from "@pulumi/pulumi";
import * as z from "zod";
import { contracts } from "../contracts/contracts.js";
import { earlierVariables } from "../contracts/earlier.js";
import { inputText, recordedInput } from "../contracts/environment.js";
import { inputVariable, reasonVariable } from "../contracts/variables.js";
import { readAs, text } from "../environment/facts/lenient.js";
import { recordedEnvironment } from "./exported-state.js";
import type { StateResource } from "./own-state.js";

type Environment = Readonly<Record<string, unknown>>;

const commandProps = z.object({ create: text });

const commandType = "command:local:Command";

/** @param state what the stack's state holds @returns a transformation of every resource of the stack */
export function keepEarlierEnvironments(state: readonly StateResource[]): ResourceTransformation {
  const recorded = new Map(
    state
      .filter(({ type }) => type === commandType)
      .map(({ urn, outputs }) => [urn.split("::").at(-1), recordedEnvironment(outputs)]),
  );
  return ({ type, name, props, opts }) => {
    const before = type === commandType ? recorded.get(name) : undefined;
    if (before === undefined) return undefined;
    const { create } = readAs(commandProps, props);
    const kept = keptVariables(create ?? "", before, recordedEnvironment(props), opts.ignoreChanges);
    if (kept.length === 0) return undefined;
    return { props, opts: mergeOptions(opts, { ignoreChanges: kept.map((key) => `environment.${key}`) }) };
  };
}

/** @returns the variables that stay as the state has them; none where the command has to run for what it is given now */
function keptVariables(
  create: string,
  before: Environment,
  now: Environment,
  ignored: readonly string[] = [],
): readonly string[] {
  const contract = contracts.find(({ command }) => create === `node command.js ${command}`);
  const hasReason = reasonVariable in now && !ignored.includes(`environment.${reasonVariable}`);
  if (!contract || hasReason || before[inputVariable] !== undefined) return [];
  const earlier = recordedInput(contract, before);
  if (earlier === undefined || inputText(contract, earlier) !== now[inputVariable]) return [];
  return [inputVariable, ...earlierVariables(before)];
}
