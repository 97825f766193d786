/** Writes a stack of what was read of a cluster, and its password into its secrets. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Document } from "yaml";
import { displayValue } from "../../config/display-value.js";
import type { FlatSections } from "../../config/flat-file/sections.js";
import { isStackName } from "../../config/from-stacks.js";
import { layeredStack } from "../../config/layers.js";
import { laterPasswords } from "../../config/password-sources.js";
import { UserError, type Problem } from "../../config/problem.js";
import { passwordPlaceholderExpectation } from "../../config/reading/placeholder.js";
import { stackFileName } from "../../config/stack-file.js";
import type { RawStack } from "../../config/stack-spec.js";
import { isTree, mergeTrees } from "../../config/tree.js";
import { warnings } from "../../config/warnings.js";
import { replacedStackFile, stackFileText } from "../../config/write-stack-file.js";
import { checkedInput } from "./file-input.js";
import { unnamedCluster, type ConnectionOptions } from "./management-address.js";
import { missingTkr } from "./missing-tkr.js";
import { storePassword, type PulumiRunner } from "./store-password.js";
import type { Terminal } from "./terminal.js";

/** Where a stack goes, and what it is reached by. */
export interface StackOptions extends ConnectionOptions {
  readonly stack: string;
  /** Replace the site and connection of a stack file that is there. */
  readonly force: boolean;
  /** Take kube-vip where NSX Advanced Load Balancer is configured. */
  readonly editLoadBalancer: boolean;
  /** Write a stack without a password, whatever was read. */
  readonly withoutPassword: boolean;
}

/**
 * Everything that is read otherwise than it is written, or that a stack cannot express, is printed before the file is written.
 * @param source what was read, for messages and the file's first comment
 * @param further problems that were found elsewhere
 * @returns whether the stack has the password
 * @throws UserError with every problem; nothing is written then
 */
export async function writeStack(
  sections: FlatSections,
  source: string,
  options: StackOptions,
  further: readonly Problem[],
  terminal: Terminal,
  pulumi: PulumiRunner,
): Promise<{ readonly hasPassword: boolean }> {
  const { directory, stack, connectionFile, withoutPassword, force } = options;
  const connection = { ...sections.connection, ...connectionOf(options) };
  const layered = layeredStack({ connection, connectionFile, secretsSet: new Set() }, directory);
  const secretsSet = laterPasswords(layered.raw.connection);
  const raw: RawStack = { connection, connectionFile, site: sections.site, secretsSet };
  const isStored = secretsSet.has("vcenterPassword");
  const target = join(directory, stackFileName(stack));
  const before = replacedStackFile(target, stackFileName(stack));
  const hadPassword = force && before.document !== undefined && holdsPassword(before.document);
  const problems = [
    ...optionProblems(options, target),
    ...before.problems,
    ...(hadPassword || !isStored ? [] : missingPassword(sections, withoutPassword)),
    ...(await missingTkr(sections, raw, directory)),
    ...further,
  ];
  const unnamed = withoutPassword && lacksUser(raw, directory);
  const checked = unnamed ? withSomeUser(raw) : raw;
  const spec = checkedInput(sections, checked, directory, source, "up", problems);
  const values = { ...(connectionFile !== undefined && { connectionFile }), connection, site: sections.site };
  for (const note of sections.notes) terminal.err(`${note}\n`);
  for (const warning of warnings(spec)) terminal.err(`warning: ${warning}\n`);
  writeFileSync(target, stackFileText(values, source, before.document));
  terminal.out(`wrote ${stackFileName(stack)}\n`);
  if (unnamed) {
    const key = "tkg-edge:connection.vcenter.username";
    terminal.err(`no user was taken: pulumi config set --path ${key} USER --stack ${stack}\n`);
  }
  if (!isStored) {
    terminal.out("no password is stored: connection.vcenter.passwordFrom is its source\n");
    return { hasPassword: true };
  }
  if (sections.vcenterPassword === undefined && hadPassword) {
    terminal.out("kept tkg-edge:vcenterPassword of the stack\n");
    return { hasPassword: true };
  }
  if (sections.vcenterPassword === undefined) {
    const left = withoutPassword ? "no password was taken" : "there is no password";
    terminal.err(`${left}: pulumi config set --secret tkg-edge:vcenterPassword --stack ${stack}\n`);
    return { hasPassword: false };
  }
  const failure = await storePassword(stack, directory, sections.vcenterPassword, pulumi);
  if (failure !== undefined) {
    throw new UserError(
      `${stackFileName(stack)} was written, but its password was not: ${failure}\n` +
        `set it by: pulumi config set --secret tkg-edge:vcenterPassword --stack ${stack}`,
    );
  }
  terminal.out("stored tkg-edge:vcenterPassword, encrypted\n");
  return { hasPassword: true };
}

/** A replaced file keeps its other keys, such as an encrypted password. */
const holdsPassword = (file: Document): boolean =>
  file.hasIn(["config", "tkg-edge:vcenterPassword", "secure"]);

/** Whether neither the file nor the connection file gives the vCenter user, which stands beside the password. */
function lacksUser(raw: RawStack, directory: string): boolean {
  const { connection } = layeredStack(raw, directory).raw;
  return isTree(connection) && isTree(connection.vcenter) && connection.vcenter.username === undefined;
}

/** The stack with a stand-in, so that all else is checked; it is not written. */
function withSomeUser(raw: RawStack): RawStack {
  const connection = isTree(raw.connection) ? raw.connection : {};
  return { ...raw, connection: mergeTrees({ vcenter: { username: "(missing)" } }, connection) };
}

/** Objects bring their Secret; without it nothing could log in to vCenter. */
function missingPassword(sections: FlatSections, withoutPassword: boolean): Problem[] {
  const { passwordRequired, vcenterPassword, problems } = sections;
  const isMissed = passwordRequired === true && vcenterPassword === undefined && !withoutPassword;
  if (!isMissed || problems.some(({ expected }) => expected === passwordPlaceholderExpectation)) return [];
  return [
    {
      path: "the vCenter password",
      found: "no Secret with the Cluster's name and namespace that has one",
      expected:
        "the Secret beside the Cluster; or --without-password, and after it: " +
        "pulumi config set --secret tkg-edge:vcenterPassword",
    },
  ];
}

/** Without the options that name it, a stand-in keeps the same problem from being reported twice; nothing is written then. */
function connectionOf({ kubeconfig, context, connectionFile }: ConnectionOptions) {
  if (kubeconfig === undefined && context === undefined && connectionFile !== undefined) return {};
  return { managementCluster: { kubeconfig: kubeconfig ?? "(missing)", context: context ?? "(missing)" } };
}

function optionProblems(
  { kubeconfig, context, connectionFile, force, stack }: StackOptions,
  target: string,
): Problem[] {
  const problems = stackNameProblems(stack);
  if (connectionFile === undefined && (kubeconfig === undefined || context === undefined)) {
    problems.push(unnamedCluster);
  }
  if (existsSync(target) && !force) {
    problems.push({
      path: stackFileName(stack),
      found: "a file that is there already",
      expected: "another stack, or --force to replace its connection and site (the rest of it stays)",
    });
  }
  return problems;
}

/** What Pulumi refuses as a stack's name, before a file has it. */
export function stackNameProblems(stack: string): Problem[] {
  const name = stack.split("/").at(-1) ?? "";
  if (isStackName(stack) && name.length <= 100) return [];
  const expected =
    'a stack\'s name: up to 100 letters, digits, ".", "_" or "-"; its organization and project may stand before it ' +
    "(acme/tkg-edge/site-1)";
  return [{ path: "--stack", found: displayValue(stack), expected }];
}
