import { RunError } from "@pulumi/pulumi";
import { UserError } from "../config/problem.js";

/** Runs the program; what the user can fix ends it with that message alone, without a stack trace. */
export async function explained<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof UserError) throw new RunError(error.message);
    throw error;
  }
}
