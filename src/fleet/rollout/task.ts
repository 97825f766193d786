/** What is done to a site, in one word. */
import { words } from "../plan/verdict.js";

/** The words of a plan, which `pulumi up` carries out; `prepare`, the questions of the gate or a shared stack; `destroy`. */
export const tasks = [...words, ...(["prepare", "destroy"] as const)] as const;

export type Task = (typeof tasks)[number];
