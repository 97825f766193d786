/** A command's input as environment variables, and back. */
import * as z from "zod";
import { optionalText } from "../config/fields.js";
import { UserError } from "../config/problem.js";
import type { Contract, Given } from "./contract.js";
import { earlierInput } from "./earlier.js";
import { inputVariable, taskVariable, variableOf } from "./variables.js";

type Environment = Readonly<Record<string, unknown>>;

/** The value of `TKG_EDGE_INPUT`: what the contract names, and nothing else. @throws ZodError */
export function inputText(contract: Contract, input: unknown): string {
  return JSON.stringify(contract.input.parse(input));
}

/** The input that an environment of a state holds, in either form; undefined where it does not fit the contract. */
export function recordedInput<C extends Contract>(
  contract: C,
  environment: Environment,
): z.output<C["input"]> | undefined {
  const read = jsonOf(contract.input).safeParse(withInput(environment)[inputVariable]);
  return read.success ? (read.data as z.output<C["input"]>) : undefined;
}

export type ReadGiven<C extends Contract> =
  { readonly given: Given<C> } | { readonly problems: readonly string[] };

/** @returns what a command is given, or what is missing or wrong of it, by variable */
export function readGiven<C extends Contract>(contract: C, environment: Environment): ReadGiven<C> {
  const singles = { ...contract.secrets, ...contract.first, reason: optionalText };
  const names = Object.keys(singles);
  const schema = z.object({
    [inputVariable]: jsonOf(contract.input),
    [taskVariable]: jsonOf(contract.task).optional(),
    ...Object.fromEntries(Object.entries(singles).map(([name, text]) => [variableOf(name), text])),
  });
  const read = schema.safeParse(withInput(environment));
  if (!read.success) {
    return { problems: read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) };
  }
  const values: Environment = read.data;
  const texts = Object.fromEntries(names.map((name) => [name, values[variableOf(name)]]));
  // Each part was checked by its own schema of the contract.
  return { given: { ...read.data[inputVariable], ...read.data[taskVariable], ...texts } as Given<C> };
}

/**
 * What a command printed, as the state holds it.
 * @throws UserError where it is not what this release, or an earlier one, prints
 */
export function resultOf<S extends z.ZodType>(name: string, schema: S, stdout: string): z.output<S> {
  const read = jsonText.pipe(schema).safeParse(stdout);
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new UserError(
    `the state holds a result of ${name} that cannot be read (${faults.join("; ")}); expected the line of JSON that ` +
      `node command.js ${name} prints. Use the version of tkg-edge that wrote this state, or restore the state from a backup`,
  );
}

function withInput(environment: Environment): Environment {
  if (environment[inputVariable] !== undefined) return environment;
  return { ...environment, [inputVariable]: JSON.stringify(earlierInput(environment)) };
}

const jsonText = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "is not JSON" });
    return z.NEVER;
  }
});

const jsonOf = <S extends z.ZodObject>(schema: S) => jsonText.pipe(schema);
