/** `tkg-edge convert`: a stack configuration from a flat file or from objects of Kubernetes. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mergeTrees } from "../../config/connection-file.js";
import type { FlatSections } from "../../config/flat-file/sections.js";
import { layeredStack } from "../../config/layers.js";
import { UserError, type Problem } from "../../config/problem.js";
import { passwordPlaceholderExpectation } from "../../config/reading/placeholder.js";
import { stackFileName } from "../../config/stack-file.js";
import type { RawStack } from "../../config/stack-spec.js";
import { isTree } from "../../config/tree.js";
import { warnings } from "../../config/warnings.js";
import { replacedStackFile, stackFileText } from "../../config/write-stack-file.js";
import { checkedInput, readInput, withTkr } from "./file-input.js";
import { missingTkr } from "./missing-tkr.js";
import { storePassword, type PulumiRunner } from "./store-password.js";
import type { Terminal } from "./terminal.js";

export interface ConvertOptions {
  /** Absolute path of the project. */
  readonly directory: string;
  readonly file: string;
  readonly stack: string;
  readonly tkrVersion?: string | undefined;
  readonly connectionFile?: string | undefined;
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  /** The cluster exists: mark it for adoption in the stack, and take the file for its inputs. */
  readonly adopt: boolean;
  /** Replace the site and connection of a stack file that is there. */
  readonly force: boolean;
  /** Of several Clusters in the file the one to take. */
  readonly name?: string | undefined;
  /** Take kube-vip where the file configures NSX Advanced Load Balancer. */
  readonly editLoadBalancer: boolean;
  /** Write a stack without a password, whatever stands in the file. */
  readonly withoutPassword: boolean;
}

/** @throws UserError with every problem; nothing is written then */
export async function convert(
  options: ConvertOptions,
  terminal: Terminal,
  pulumi: PulumiRunner,
): Promise<void> {
  const { directory, file, stack, connectionFile, withoutPassword } = options;
  const read = withTkr(readInput(file, directory, options), options.tkrVersion);
  const sections = options.adopt ? asExisting(read) : read;
  const connection = { ...sections.connection, ...managementCluster(options) };
  const raw: RawStack = {
    connection,
    connectionFile,
    site: sections.site,
    secretsSet: new Set(["vcenterPassword", "registryPassword"]),
  };
  const target = join(directory, stackFileName(stack));
  const before = replacedStackFile(target, stackFileName(stack));
  const further = [
    ...optionProblems(options, target),
    ...before.problems,
    ...missingPassword(sections, withoutPassword),
    ...(await missingTkr(sections, raw, directory)),
  ];
  const unnamed = withoutPassword && lacksUser(raw, directory);
  const checked = unnamed ? withSomeUser(raw) : raw;
  const spec = checkedInput(sections, checked, directory, file, "up", further);
  const values = { ...(connectionFile !== undefined && { connectionFile }), connection, site: sections.site };
  writeFileSync(target, stackFileText(values, file, before.document));
  for (const note of sections.notes) terminal.err(`${note}\n`);
  for (const warning of warnings(spec)) terminal.err(`warning: ${warning}\n`);
  terminal.out(`wrote ${stackFileName(stack)}\n`);
  if (unnamed) {
    const key = "tkg-edge:connection.vcenter.username";
    terminal.err(`no user was taken: pulumi config set --path ${key} USER --stack ${stack}\n`);
  }
  if (sections.vcenterPassword === undefined) {
    const left = withoutPassword ? "no password was taken" : "the file has no password";
    terminal.err(`${left}: pulumi config set --secret tkg-edge:vcenterPassword --stack ${stack}\n`);
    return;
  }
  const failure = await storePassword(stack, directory, sections.vcenterPassword, pulumi);
  if (failure !== undefined) {
    throw new UserError(
      `${stackFileName(stack)} was written, but its password was not: ${failure}\n` +
        `set it by: pulumi config set --secret tkg-edge:vcenterPassword --stack ${stack}`,
    );
  }
  terminal.out("stored tkg-edge:vcenterPassword, encrypted\n");
}

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
        "the Secret in the same file; or --without-password, and after it: " +
        "pulumi config set --secret tkg-edge:vcenterPassword",
    },
  ];
}

/** A site that exists: it is taken over, without what its file does not make. */
function asExisting(sections: FlatSections): FlatSections {
  const { site, withoutCpiConfig, notes } = sections;
  if (withoutCpiConfig !== true) return { ...sections, site: { ...site, adopt: true } };
  const note = "there is no VSphereCPIConfig, which is site.cpi.excludeEndpoint: false";
  return {
    ...sections,
    site: { ...site, adopt: true, cpi: { excludeEndpoint: false } },
    notes: [...notes, note],
  };
}

/** Without the options that name it, a stand-in keeps the same problem from being reported twice; nothing is written then. */
function managementCluster({ kubeconfig, context, connectionFile }: ConvertOptions) {
  if (kubeconfig === undefined && context === undefined && connectionFile !== undefined) return {};
  return { managementCluster: { kubeconfig: kubeconfig ?? "(missing)", context: context ?? "(missing)" } };
}

function optionProblems(
  { kubeconfig, context, connectionFile, force, stack }: ConvertOptions,
  target: string,
): Problem[] {
  const problems: Problem[] = [];
  if (connectionFile === undefined && (kubeconfig === undefined || context === undefined)) {
    problems.push({
      path: "--kubeconfig and --context, or --connection-file",
      expected: "the management cluster, which TKG's own files do not name; nothing is taken from KUBECONFIG",
    });
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
