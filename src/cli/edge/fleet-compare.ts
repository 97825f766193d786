/**
 * `tkg-edge fleet plan --against REVISION`: what the change from one version of the fleet's files to another would do, offline.
 * Git reads the version before; no program of the repository is run.
 */
import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { RevisionFiles } from "../../clients/revision-files.js";
import { whereText } from "../../config/fleet/fleet-document.js";
import type { ParsedDocuments } from "../../config/fleet/fleet-file.js";
import { UserError } from "../../config/problem.js";
import { withFileView } from "../../config/reading/file-view.js";
import { comparedFleets } from "../../fleet/plan/against/compared-fleets.js";
import type { FleetVersion } from "../../fleet/plan/against/version-reader.js";
import { labelSelector } from "../../fleet/plan/selector.js";
import { readFleet, stackFileOf, type FleetOptions } from "./fleet-input.js";
import { givenOutputs, type GivenValues } from "./other-stacks.js";
import { checkForm, printPlan, type PlanForm } from "./print-plan.js";
import { selectedSites } from "./selected-sites.js";
import type { Terminal } from "./terminal.js";

export interface FleetCompareOptions extends FleetOptions, GivenValues, PlanForm {
  /** Git revision that has the version before. */
  readonly against: string;
  /** Labels of the sites that are planned. @default - all sites */
  readonly selector?: string | undefined;
}

/** @returns the exit code, as of the plan that reads what exists */
export function fleetCompare(options: FleetCompareOptions, terminal: Terminal): number {
  checkForm(options);
  const { selector } = options;
  const isSelected = selector === undefined ? undefined : labelSelector(selector);
  // Git knows the work tree by its real path.
  const directory = realDirectory(options.directory);
  const files = RevisionFiles.open(directory, options.against);
  const project = { directory, fleet: options.fleet };
  const stackFile = (site: string) => stackFileOf(directory, site);
  const parsed: ParsedDocuments = new Map();
  const after: FleetVersion = {
    ...{ fleet: readFleet(project, undefined, parsed), stackFile, isPlanned: true },
    reading: (body) => body(),
  };
  const reading: FleetVersion["reading"] = (body) => withFileView(files, body);
  const before: FleetVersion = {
    ...{ fleet: reading(() => fleetBefore(files, project, parsed)), stackFile, reading, isPlanned: false },
  };
  const plan = comparedFleets(before, after, {
    ...{ directory, isSelected, against: { revision: files.revision, commit: files.commit } },
    given: (raw) => givenOutputs(raw, options),
  });
  // A site that is gone may have been the only one with these labels.
  if (plan.sites.length === 0) selectedSites(after.fleet, options);
  return printPlan(plan, after.fleet, options, terminal);
}

function realDirectory(directory: string): string {
  try {
    return realpathSync(directory);
  } catch {
    throw new UserError(`--directory: there is no folder ${directory}; expected: the folder of the project`);
  }
}

/** @throws UserError where the revision has no fleet that can be read at all */
function fleetBefore(
  files: RevisionFiles,
  { directory, fleet: file }: FleetOptions,
  parsed: ParsedDocuments,
): FleetVersion["fleet"] {
  const path = resolve(directory, file);
  const version = `${files.revision} (${files.commit.slice(0, 12)})`;
  if (!files.covers(path)) {
    throw new UserError(
      `--against: ${file} is outside of the repository ${files.root}; expected: a fleet file in it`,
    );
  }
  if (files.kindOf(path) === "absent") {
    throw new UserError(
      `--against: ${file} does not exist in ${version}; expected: a revision that has the fleet file, or --fleet FILE`,
    );
  }
  const fleet = readFleet({ directory, fleet: file }, undefined, parsed);
  const [problem] = fleet.problems;
  if (fleet.incomplete && fleet.sites.size === 0 && problem) {
    const found = problem.found === undefined ? "" : ` is ${problem.found}`;
    throw new UserError(
      `--against: in ${version}, ${whereText(problem)}${found}; expected: ${problem.expected}`,
    );
  }
  return fleet;
}
