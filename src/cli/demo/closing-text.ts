/** The end of `make demo`: what exists, and three commands to paste. Pure, so that a test can paste them. */
import type { Fact } from "./live-objects.js";

export interface TryNext {
  readonly title: string;
  /** Shell lines that work when pasted in the checkout, in a shell that has sourced the sandbox's env file. */
  readonly commands: readonly string[];
}

export interface ClosingInput {
  /** Sandbox directory, relative to the checkout. */
  readonly directory: string;
  readonly stack: string;
  /** Settings file of the stack, relative to the checkout. */
  readonly settingsFile: string;
  /** File with the workload kubeconfig, relative to the checkout. */
  readonly kubeconfig: string;
  /** Kubernetes version that the stack runs and another one that the sandbox has, as in topology.version. */
  readonly versions: { readonly now: string; readonly other: string };
}

/** The three next things; each can be pasted alone, in any order, `destroy` last. */
export function tryNext(input: ClosingInput): readonly TryNext[] {
  const { directory, stack, settingsFile, versions } = input;
  const changed = `${directory}/other-tkr.yaml`;
  return [
    {
      title: "Inspect the cluster",
      commands: [`kubectl --kubeconfig ${input.kubeconfig} get nodes -o wide`],
    },
    {
      title: "Change the TKr version, and see in a preview what that would do to the node",
      commands: [
        `sed 's/${versions.now}/${versions.other}/' ${settingsFile} > ${changed}`,
        `pulumi preview --stack ${stack} --config-file ${changed}`,
      ],
    },
    { title: "Destroy what the stack owns", commands: [`pulumi destroy --stack ${stack} --yes`] },
  ];
}

/** The closing text, line by line. */
export function closingText(facts: readonly Fact[], input: ClosingInput): readonly string[] {
  const width = (pick: (fact: Fact) => string): number => Math.max(...facts.map((fact) => pick(fact).length));
  const [what, name] = [width((fact) => fact.what), width((fact) => fact.name)];
  return [
    "",
    "What exists now",
    ...facts.map((fact) => `  ${fact.what.padEnd(what)}  ${fact.name.padEnd(name)}  ${fact.state}`),
    "",
    "Three things to try next, from this directory. First, once a shell, for the tools and their settings:",
    `     . ${input.directory}/env`,
    ...tryNext(input).flatMap(({ title, commands }, index) => [
      "",
      `  ${index + 1}. ${title}`,
      ...commands.map((command) => `     ${command}`),
    ]),
    "",
    'To remove the sandbox with all that is in it: "make demo-down"',
  ];
}
