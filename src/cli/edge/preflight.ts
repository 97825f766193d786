/** `tkg-edge preflight`: every check of a stack's environment that changes nothing. */
import { foreignConnections, refuseLoginProgram } from "../../clients/foreign-connections.js";
import { nearest } from "../../config/nearest.js";
import { parseStack } from "../../config/parse-stack.js";
import { ConfigurationError, UserError, type Problem } from "../../config/problem.js";
import { readStackFile } from "../../config/stack-file.js";
import { Facts } from "../../environment/facts/facts.js";
import { CheckContext } from "../../preflight/check-context.js";
import { allChecks } from "../../preflight/checks.js";
import { counts, jsonReport, textReport } from "../../preflight/report.js";
import { runChecks } from "../../preflight/run-checks.js";
import { wayOfChange } from "../../program/built-version.js";
import { recordedClass } from "../../program/recorded-class.js";
import { readWorkloadObjects } from "../../program/workload-objects.js";
import { readOutputs } from "./other-stacks.js";
import { ownRecords } from "./own-records.js";
import { stackPassword } from "./stack-passwords.js";
import type { PulumiRunner } from "./store-password.js";
import type { Terminal } from "./terminal.js";

export interface PreflightOptions {
  readonly stack: string;
  /** Absolute path of the project. */
  readonly directory: string;
  readonly json: boolean;
  /** Names of checks not to make. */
  readonly skip: readonly string[];
  /** Names of the only checks to make, with what they need. */
  readonly only: readonly string[];
}

/**
 * @returns whether no check failed
 * @throws UserError when the stack itself or a manifest of it is wrong, or a check to skip does not exist
 */
export async function preflight(
  options: PreflightOptions,
  terminal: Terminal,
  pulumi: PulumiRunner,
): Promise<boolean> {
  const { stack, directory, json, skip, only } = options;
  refuseUnknown([...skip, ...only]);
  const { raw, problems } = readStackFile(directory, stack);
  refuse(problems, stack);
  const outputsOfStacks = await readOutputs(raw, directory, pulumi, false);
  const spec = parseStack({ ...raw, outputsOfStacks }, directory, stack);
  refuse(foreignConnections(raw, directory), stack);
  const { managementCluster } = spec.connection;
  if (managementCluster) refuseLoginProgram(managementCluster, raw, directory);
  await readWorkloadObjects(spec.site, directory);
  const reader = { stack, directory, raw, spec };
  const [vcenterPassword, registryPassword] = await Promise.all([
    stackPassword("vcenterPassword", reader, terminal, pulumi),
    stackPassword("registryPassword", reader, terminal, pulumi),
  ]);
  const passwords = { vcenterPassword, registryPassword };
  // The files that a stack names are relative to its project.
  const before = process.cwd();
  process.chdir(directory);
  try {
    const selection = { skip: new Set(skip), only: new Set(only) };
    const records = () => ownRecords(stack, directory, pulumi);
    const facts = new Facts();
    const ofSite = { siteClass: recordedClass, versionChange: wayOfChange };
    const context = new CheckContext(spec, passwords, records, facts, "preflight", ofSite);
    const results = await runChecks(allChecks, context, selection);
    const report = {
      stack,
      results,
    };
    terminal.out(json ? jsonReport(report) : textReport(report));
    return counts(report).failure === 0;
  } finally {
    process.chdir(before);
  }
}

function refuse(problems: readonly Problem[], stack: string): void {
  if (problems.length > 0) throw new ConfigurationError(problems, `the configuration of stack ${stack}`);
}

function refuseUnknown(names: readonly string[]): void {
  const known = allChecks.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const described = unknown.map((name) => {
    const meant = nearest(name, known);
    return meant === undefined ? `"${name}"` : `"${name}" (did you mean ${meant}?)`;
  });
  throw new UserError(`there is no check ${described.join(", ")}; there are: ${known.join(", ")}`);
}
