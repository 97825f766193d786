/** `tkg-edge fleet export`: the stacks of a fleet as objects of the Pulumi Kubernetes Operator. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import * as z from "zod";
import { withPlace } from "../../config/fleet/fleet-document.js";
import { ConfigurationError, UserError } from "../../config/problem.js";
import { readTextFile } from "../../config/reading/text-file.js";
import { readYaml } from "../../config/reading/yaml-tree.js";
import { checkFleet } from "../../fleet/check-fleet.js";
import { exportFleet } from "../../fleet/export/exported-fleet.js";
import {
  asDocuments,
  asFiles,
  firstLine,
  kustomizationName,
  type ObjectFile,
} from "../../fleet/export/operator-objects.js";
import { takenVariables } from "../../fleet/export/option-problems.js";
import { exportReport } from "../../fleet/export/report.js";
import type { OperatorOptions } from "../../fleet/export/stack-object.js";
import { countOf, textReport } from "../../fleet/report.js";
import { readFleet, stackFileOf, type FleetOptions } from "./fleet-input.js";
import { selectedSites } from "./selected-sites.js";
import type { Terminal } from "./terminal.js";
import { writePublicFile } from "./whole-file.js";

export interface FleetExportOptions extends FleetOptions, Omit<OperatorOptions, "project"> {
  readonly selector?: string | undefined;
  /** Folder for the objects. @default - standard output */
  readonly output?: string | undefined;
}

/**
 * Contacts nothing, runs no program and reads no password.
 * @returns whether it is done; a fleet with errors is not exported
 * @throws UserError for what cannot be exported; nothing is written then
 */
export function fleetExport(options: FleetExportOptions, terminal: Terminal): boolean {
  const { directory, output } = options;
  const fleet = readFleet(options);
  const isSelected = selectedSites(fleet, options) ?? (() => true);
  const stackFile = (stack: string) => stackFileOf(directory, stack);
  const check = checkFleet(fleet, { directory, stackFile, outputsOf: () => undefined });
  if (countOf(check, "error") > 0) {
    terminal.err(textReport(check));
    return false;
  }
  const project = projectName(directory);
  const operator = { ...options, project };
  const exported = exportFleet(fleet, {
    ...{ directory, project, stackFile, projectDirectory: options.projectDirectory },
    isSelected,
    certificatesOf: (path) => certificatesIn(resolve(directory, path)),
  });
  const problems = [...exported.problems, ...takenVariables(exported.stacks, operator)];
  if (problems.length > 0) {
    throw new ConfigurationError(problems.map(withPlace), `the export of fleet ${fleet.file}`);
  }
  const report = exportReport(exported, operator);
  if (output === undefined) {
    terminal.out(asDocuments(exported, operator));
    terminal.err(report);
    return true;
  }
  const removed = writeFolder(resolve(directory, output), asFiles(exported, operator));
  terminal.out(report);
  for (const path of removed) terminal.out(`removed: ${join(output, path)}, whose stack is not exported\n`);
  return true;
}

const projectSchema = z.object({ name: z.string() });

function projectName(directory: string): string {
  const read = readTextFile(join(directory, "Pulumi.yaml"));
  const value = "text" in read ? readYaml(read.text).documents[0]?.value : undefined;
  const project = projectSchema.safeParse(value);
  return project.success ? project.data.name : "tkg-edge";
}

/** What else a PEM file holds, such as a private key, is left out. */
function certificatesIn(path: string): string | undefined {
  const read = readTextFile(path);
  if ("unreadable" in read) return undefined;
  const blocks = read.text.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g);
  return blocks?.map((block) => `${block.replaceAll("\r", "")}\n`).join("");
}

/** @throws UserError where the folder cannot be written */
function writeFolder(folder: string, files: readonly ObjectFile[]): string[] {
  try {
    return writeFiles(folder, files);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const words = error instanceof Error ? error.message : String(error);
    throw new UserError(`--output: ${folder} cannot be written: ${words}; expected: a folder`);
  }
}

/** @returns files of stacks that an earlier export wrote and this one does not, which are removed */
function writeFiles(folder: string, files: readonly ObjectFile[]): string[] {
  const foreign = existsSync(folder) && !isOwn(join(folder, kustomizationName)) ? readdirSync(folder) : [];
  if (foreign.length > 0) {
    throw new UserError(
      `${folder} holds files of others, such as ${foreign[0] ?? ""}; expected: a new folder, or one of an earlier export`,
    );
  }
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writePublicFile(join(folder, path), text);
  }
  const written = new Set(files.map(({ path }) => path));
  const left = readdirSync(join(folder, "stacks"))
    .map((name) => `stacks/${name}`)
    .filter((path) => !written.has(path) && isOwn(join(folder, path)));
  for (const path of left) rmSync(join(folder, path));
  return left.sort();
}

const isOwn = (file: string): boolean =>
  existsSync(file) && readFileSync(file, "utf8").startsWith(`${firstLine}\n`);
