/**
 * What the components of one run of a program know together. A process may run a program several times (the Automation API with an
 * inline program), each time on another environment.
 */
import { runtime } from "@pulumi/pulumi";
import { Facts } from "../environment/facts/facts.js";

class Run {
  /** Each thing is read once, so that a password that is wrong is tried once, whatever number of components have it. */
  readonly facts = new Facts();
  /** Type of the component by its name. */
  readonly types = new Map<string, string>();
  /** Site by what no other may have. */
  readonly sites = new Map<string, string>();
}

const runs = new WeakMap<object, Run>();
/** Where there is no stack, as in a unit test. */
const noStack = {};

/** Of the run that is under way. */
export function thisRun(): Run {
  const stack = runtime.getStackResource() ?? noStack;
  const run = runs.get(stack) ?? new Run();
  runs.set(stack, run);
  return run;
}

export const factsOfRun = (): Facts => thisRun().facts;
