/**
 * Makes a VM template of a Tiny OVA (vendor page, step 3.5): uploaded, powered off, marked as template, with its vApp
 * properties, by which TKG finds it.
 *
 * The upload goes to a VM with a name of its own, which carries who uploads it, and gets the template's name as the last
 * step: an interrupted import can never be taken for a template. The next run removes what a dead one left and starts again;
 * one that goes on is waited for. A template that records the OVA's SHA-256 is left as it is, without an upload, and so is
 * one of the same vApp properties that records none, whatever its name.
 *
 * Out: `{"path", "sha256", "version", "imported", "isOthers"}`.
 */
import { posix } from "node:path";
import { exactly } from "../clients/inventory-paths.js";
import { recordedSha256 } from "../clients/template-notes.js";
import { withGovc, type Govc } from "../clients/vcenter.js";
import { UserError } from "../config/problem.js";
import { vcenterOf } from "../contracts/fields.js";
import { importOva as contract, type ImportInputs } from "../contracts/import-ova.js";
import { Facts } from "../environment/facts/facts.js";
import type { OsImage } from "../environment/facts/os-image.js";
import { ovaProperties, type OvaProperties } from "../environment/facts/ova-properties.js";
import { OvaFacts } from "../environment/facts/ova.js";
import { virtualMachines, type VirtualMachine } from "../environment/facts/virtual-machine.js";
import { errorOf } from "../environment/finding.js";
import { ovaArchive } from "../environment/judgements/ova-file.js";
import { ovaFit } from "../environment/judgements/ova-image.js";
import { progress, runCommand } from "./command.js";
import { settleDraft, uploadDraft } from "./import-draft.js";
import { uploadedByOthers } from "./remove-template.js";
import { draftOf, machineToConvert, templateOf, twinsOf } from "./template-decision.js";

export async function main(): Promise<void> {
  await runCommand(contract, (input) => withGovc(vcenterOf(input), (govc) => importOva(govc, input)));
}

interface Imported {
  readonly path: string;
  readonly sha256: string;
  readonly version: string | undefined;
  /** Whether an upload was needed. */
  readonly imported: boolean;
  /** Whether `remove-template` leaves it: it is not at the stack's place, or others uploaded it. */
  readonly isOthers: boolean;
}

/** Exported for its test. */
export async function importOva(govc: Govc, input: ImportInputs): Promise<Imported> {
  const path = posix.join(input.folder, input.templateName);
  const sha256 = input.ovaSha256;
  let properties: OvaProperties | undefined;
  for (;;) {
    const machines = await virtualMachines(govc, input.datacenter);
    const known = templateOf(machines, path, sha256);
    if (known) {
      progress(`${known.path} is there already; nothing is uploaded`);
      const isOthers = known.path !== path || isUploadedByOthers(known, input);
      return { path: known.path, sha256, version: known.image?.version, imported: false, isOthers };
    }
    properties ??= await checkedOva(govc, input);
    const { version } = properties;
    const convertible = machineToConvert(machines, path, sha256, properties);
    if (convertible) {
      await convert(govc, convertible);
      return { path, sha256, version, imported: false, isOthers: isUploadedByOthers(convertible, input) };
    }
    const { same, different } = twinsOf(properties, machines);
    const [twin] = same;
    if (twin) {
      warnOfSeveral(same);
      progress(`${twin.path} is the same template under another name; nothing is uploaded`);
      return { path: twin.path, sha256, version, imported: false, isOthers: true };
    }
    const draft = draftOf(path);
    const left = machines.find((machine) => machine.path === draft);
    const settled = await settleDraft(govc, left, sha256);
    if (settled === "again") continue;
    if (settled === "absent") {
      if (!(await uploadDraft(govc, input, path, properties))) continue;
      await compareOnceInstalled(input, properties);
      await run(govc, ["vm.markastemplate", exactly(draft)], draft, "converted to a template");
    }
    await giveName(govc, input, path);
    progress(`${path} is ready`);
    warnOfDifferent(different);
    const isOthers = settled === "complete" && left !== undefined && isUploadedByOthers(left, input);
    return { path, sha256, version, imported: settled === "absent", isOthers };
  }
}

/**
 * The last step of an import. Of two runs that find one complete upload, its own and one that waited for it, each may be
 * the one that gives the name, and either result is right.
 */
async function giveName(
  govc: Govc,
  { datacenter, ovaSha256 }: Pick<ImportInputs, "datacenter" | "ovaSha256">,
  path: string,
): Promise<void> {
  const draft = draftOf(path);
  const result = await govc(["object.rename", exactly(draft), posix.basename(path)]);
  if (result.ok) return;
  const machines = await virtualMachines(govc, datacenter);
  const named = machines.find((machine) => machine.path === path);
  if (named?.template && recordedSha256(named.annotation) === ovaSha256) return;
  throw new UserError(`${draft} could not be given its name: ${result.stderr}`);
}

const isUploadedByOthers = ({ annotation }: VirtualMachine, { madeBy }: ImportInputs): boolean =>
  uploadedByOthers(annotation, madeBy) !== undefined;

/** @throws UserError when the OVA is not whole, or does not belong to the TKr */
async function checkedOva(govc: Govc, input: ImportInputs): Promise<OvaProperties> {
  const { ova } = input;
  const state = await new OvaFacts(ova).archive().catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    throw new UserError(`tkg-edge:template.ova: ${ova} cannot be read: ${message}`);
  });
  if (!state) throw new UserError(`tkg-edge:template.ova: ${ova} cannot be read: there is no such file`);
  const { faults, notes } = ovaArchive(ova, state);
  if (faults.length > 0) {
    throw new UserError(
      [...faults.map((fault) => errorOf(fault).message), "Nothing was uploaded."].join("\n"),
    );
  }
  for (const note of notes) progress(`note: ${note}`);
  const properties = await ovaProperties(govc, ova);
  compare(input, properties, await osImages(input));
  return properties;
}

function warnOfSeveral(twins: readonly VirtualMachine[]): void {
  if (twins.length < 2) return;
  progress(
    `several templates are of this OVA, and TKG takes any of them: ${twins.map(({ path }) => path).join(", ")}`,
  );
}

function warnOfDifferent(twins: readonly VirtualMachine[]): void {
  if (twins.length === 0) return;
  progress(
    `TKG takes any template with these vApp properties, also ${twins.map(({ path }) => path).join(", ")}, made of another OVA: ` +
      "remove it yourself once no cluster is a linked clone of it",
  );
}

/** @returns undefined where the stack names no management cluster. @throws UserError when it does not answer */
async function osImages({
  management,
  tkrVersion,
  os,
  osVersion,
}: ImportInputs): Promise<readonly OsImage[] | undefined> {
  return management && new Facts().managementCluster(management).osImagesOf(tkrVersion, { os, osVersion });
}

function compare(
  input: ImportInputs,
  properties: OvaProperties,
  images: readonly OsImage[] | undefined,
): void {
  if (!images) return;
  const { ova, tkrVersion, os, osVersion, tkrIsPending: isPending } = input;
  const finding = ovaFit({ ova, tkrVersion, os, osVersion, isPending }, properties, images);
  if (finding.severity === "failure") throw errorOf(finding);
}

/**
 * By now a TKr that was pending is installed, as a rule, and its OS image can be compared in full; where it is not, TKG's
 * admission of the Cluster has the last word. An upload is not thrown away for a question without an answer.
 */
async function compareOnceInstalled(input: ImportInputs, properties: OvaProperties): Promise<void> {
  if (!input.tkrIsPending) return;
  const images = await osImages(input).catch((error: unknown) => {
    progress(`not compared with its OS image: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  });
  compare(input, properties, images);
}

async function convert(govc: Govc, { path, template }: VirtualMachine): Promise<void> {
  if (template) {
    progress(`${path} is there already; nothing is uploaded`);
    return;
  }
  progress(`${path} is there, but not as a template: converting it`);
  await run(govc, ["vm.power", "-off", "-force", exactly(path)], path, "powered off").catch(() => undefined);
  await run(govc, ["vm.markastemplate", exactly(path)], path, "converted to a template");
}

async function run(govc: Govc, args: readonly string[], path: string, done: string): Promise<void> {
  const result = await govc(args);
  if (!result.ok) throw new UserError(`${path} could not be ${done}: ${result.stderr}`);
}
