/** One question to vCenter whose answer is JSON, or which fails in govc's words. */
import { UserError } from "../../config/problem.js";
import type { Surroundings } from "../surroundings.js";

/** @throws UserError with what govc said */
export async function askGovc(surroundings: Surroundings, args: readonly string[]): Promise<unknown> {
  const result = await surroundings.govc(args);
  if (!result.ok) throw new UserError(`govc ${args[0] ?? ""} said: ${result.stderr}`);
  return JSON.parse(result.stdout) as unknown;
}
