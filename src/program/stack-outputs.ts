/** Reads the outputs of the stacks that a site takes its TKr and template from. */
import { runtime, StackReference } from "@pulumi/pulumi";
import {
  namedStacks,
  type FromKind,
  type OutputsOfStacks,
  type StackOutputs,
} from "../config/from-stacks.js";

/** Outputs by which a stack is judged; each is known at preview, because it is read from the other stack's state. */
const outputNames = ["tkrVersion", "topologyVersion", "className", "newSiteClass", "templatePath"] as const;

/** @param site `tkg-edge:site` as configured, unchecked */
export async function outputsOfStacks(site: unknown): Promise<OutputsOfStacks> {
  const named = Object.entries(namedStacks(site)) as [FromKind, string][];
  return Object.fromEntries(
    await Promise.all(named.map(async ([kind, stack]) => [kind, await outputsOf(kind, stack)] as const)),
  );
}

async function outputsOf(kind: FromKind, stack: string): Promise<StackOutputs> {
  const failure = await whyUnreadable(stack);
  if (failure !== undefined) return { problem: problemOf(stack, failure) };
  const reference = new StackReference(`${kind}-stack`, { name: stack });
  const outputs = await Promise.all(
    outputNames.map(
      async (name) => [name, (await reference.getOutputDetails(name)).value as unknown] as const,
    ),
  );
  return { outputs: Object.fromEntries(outputs) };
}

/**
 * A StackReference to a stack that cannot be read ends the run with the engine's words alone; this call reads the same
 * and fails where it can be caught.
 */
async function whyUnreadable(stack: string): Promise<string | undefined> {
  try {
    await runtime.invoke("pulumi:pulumi:readStackOutputs", { name: stack }, { async: true });
    return undefined;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    // An engine that has given this call up: then the StackReference speaks for itself.
    return /unrecognized function/i.test(words) ? undefined : words;
  }
}

function problemOf(stack: string, failure: string) {
  if (/unknown stack|no stack named/i.test(failure)) {
    return {
      found: `"${stack}", which does not exist in this backend`,
      expected: `the name of a stack (pulumi stack ls --all shows them), or make it: pulumi stack init ${stack}, then pulumi up --stack ${stack}`,
    };
  }
  const words = failure.split("\n")[0] ?? "";
  return {
    found: `"${stack}", which cannot be read`,
    expected: `a stack that pulumi stack output --stack ${stack} can read, in the same backend (${words})`,
  };
}
