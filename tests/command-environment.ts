/** The environment of a command that a test runs by hand, as a component would write it. */
import type * as z from "zod";
import type { Contract } from "../src/contracts/contract.js";
import { inputText } from "../src/contracts/environment.js";
import { inputVariable, variableOf } from "../src/contracts/variables.js";

/** @param texts the contract's secrets, and what is given first */
export function commandEnvironment<C extends Contract>(
  contract: C,
  input: z.output<C["input"]>,
  texts: { readonly [Name in keyof (C["secrets"] & C["first"])]?: string },
): Record<string, string> {
  const variables = Object.entries<string | undefined>(texts).flatMap(([name, text]) =>
    text === undefined ? [] : [[variableOf(name), text] as const],
  );
  return { [inputVariable]: inputText(contract, input), ...Object.fromEntries(variables) };
}
