/**
 * Makes a VM template of a Tiny OVA (vendor page, step 3.5): uploaded, powered off, marked as template, with its vApp
 * properties, by which TKG finds it.
 *
 * The upload goes to a VM with a name of its own and gets the template's name as the last step, so an interrupted
 * import can never be taken for a template: the next run removes the remains and starts again. A template whose
 * annotation carries the OVA's SHA-256 is left as it is, without an upload, and so is one of the same vApp properties
 * under another name.
 *
 * Out: `{"path", "sha256", "version", "imported"}`.
 */
import { posix } from "node:path";
import * as z from "zod";
import { ManagementCluster } from "../clients/management-cluster.js";
import { osImagesOf, type OsImage } from "../clients/os-image.js";
import { checkAgainstOsImage, ovaProperties, type OvaProperties } from "../clients/ova-properties.js";
import { describeProperties } from "../clients/template-match.js";
import { vcenterAddress, vcenterInputs, withGovc, type Govc } from "../clients/vcenter.js";
import { virtualMachines, type VirtualMachine } from "../clients/virtual-machines.js";
import { optionalText } from "../config/fields.js";
import { UserError } from "../config/problem.js";
import { progress, runCommand } from "./command.js";
import { checkComplete } from "./ova-archive.js";
import { explainUpload, removeUnfinished } from "./unfinished-upload.js";

const inputs = z.object({
  ...vcenterInputs,
  TKG_EDGE_KUBECONFIG: optionalText,
  TKG_EDGE_CONTEXT: optionalText,
  TKG_EDGE_TKR_VERSION: z.string().min(1),
  /** "true" where the TKr is installed while this runs, so that its OS images may not be there yet. */
  TKG_EDGE_TKR_IS_PENDING: optionalText,
  TKG_EDGE_OS: z.string().min(1),
  TKG_EDGE_OVA: z.string().min(1),
  TKG_EDGE_OVA_SHA256: z.string().min(1),
  TKG_EDGE_TEMPLATE_NAME: z.string().min(1),
  TKG_EDGE_DATACENTER: z.string().min(1),
  TKG_EDGE_DATASTORE: z.string().min(1),
  TKG_EDGE_FOLDER: z.string().min(1),
  TKG_EDGE_NETWORK: z.string().min(1),
  TKG_EDGE_RESOURCE_POOL: z.string().min(1),
});

type Inputs = z.output<typeof inputs>;

export async function main(): Promise<void> {
  await runCommand(inputs, (input) =>
    withGovc(vcenterAddress(input), async (govc) => {
      const path = posix.join(input.TKG_EDGE_FOLDER, input.TKG_EDGE_TEMPLATE_NAME);
      const sha256 = input.TKG_EDGE_OVA_SHA256;
      const machines = await virtualMachines(govc, input.TKG_EDGE_DATACENTER);
      const existing = machines.find((machine) => machine.path === path);
      const templates = machines.filter((machine) => machine.template && !machine.path.endsWith(unfinished));
      const known = [existing, ...templates].find(
        (machine) => machine?.template && sha256Of(machine) === sha256,
      );
      if (known) {
        progress(`${known.path} is there already; nothing is uploaded`);
        return { path: known.path, sha256, version: known.image?.version, imported: false };
      }
      await checkComplete(input.TKG_EDGE_OVA);
      const properties = await ovaProperties(govc, input.TKG_EDGE_OVA);
      compare(input, properties, await osImages(input));
      const twin = existing ? undefined : twinOf(properties, templates);
      if (twin) {
        progress(`${twin.path} is the same template under another name; nothing is uploaded`);
        return { path: twin.path, sha256, version: properties.version, imported: false };
      }
      const remains = machines.some((machine) => machine.path === `${path}${unfinished}`);
      const imported = await ensureTemplate(govc, input, path, properties, existing, remains);
      return { path, sha256, version: properties.version, imported };
    }),
  );
}

/** A template whose vApp properties are those of the OVA: TKG would take either, so a second one is not needed. */
function twinOf(properties: OvaProperties, templates: readonly VirtualMachine[]): VirtualMachine | undefined {
  const twins = templates.filter(
    ({ image }) => image && describeProperties(image) === describeProperties(properties),
  );
  if (twins.length > 1) {
    progress(
      `several templates are of this OVA, and TKG takes any of them: ${twins.map(({ path }) => path).join(", ")}`,
    );
  }
  return twins[0];
}

/** @returns undefined where the stack names no management cluster. @throws UserError when it does not answer */
async function osImages(input: Inputs): Promise<readonly OsImage[] | undefined> {
  const { TKG_EDGE_KUBECONFIG: kubeconfig, TKG_EDGE_CONTEXT: context } = input;
  if (kubeconfig === undefined || context === undefined) return undefined;
  const { TKG_EDGE_TKR_VERSION: tkrVersion, TKG_EDGE_OS: os } = input;
  return osImagesOf(new ManagementCluster({ kubeconfig, context }), tkrVersion, os);
}

function compare(input: Inputs, properties: OvaProperties, images: readonly OsImage[] | undefined): void {
  if (!images) return;
  const { TKG_EDGE_OVA: ova, TKG_EDGE_TKR_VERSION: tkrVersion, TKG_EDGE_OS: os } = input;
  checkAgainstOsImage(ova, properties, images, tkrVersion, os, input.TKG_EDGE_TKR_IS_PENDING === "true");
}

/** @returns whether an upload was needed */
async function ensureTemplate(
  govc: Govc,
  input: Inputs,
  path: string,
  properties: OvaProperties,
  existing: VirtualMachine | undefined,
  remains: boolean,
): Promise<boolean> {
  if (existing) {
    const same =
      sha256Of(existing) === input.TKG_EDGE_OVA_SHA256 || existing.image?.version === properties.version;
    if (!same) {
      throw new UserError(
        `tkg-edge:template.name: ${path} exists already and was made of another OVA (its VERSION is ` +
          `"${existing.image?.version ?? "not set"}"; this OVA's is "${properties.version}"). ` +
          "Give the template another name, or remove the old one when nothing is cloned from it any more.",
      );
    }
    if (existing.template) {
      progress(`${path} is there already; nothing is uploaded`);
      return false;
    }
    progress(`${path} is there, but not as a template: converting it`);
    await run(govc, ["vm.power", "-off", "-force", path], "powered off").catch(() => undefined);
    await run(govc, ["vm.markastemplate", path], "converted to a template");
    return false;
  }
  const draft = `${path}${unfinished}`;
  if (remains) await removeUnfinished(govc, draft);
  await upload(govc, input, posix.basename(draft), properties);
  // By now a TKr that was pending is installed, as a rule, and its OS image can be compared in full; where it is not,
  // TKG's admission of the Cluster has the last word. An upload is not thrown away for a question without an answer.
  if (input.TKG_EDGE_TKR_IS_PENDING === "true") {
    const images = await osImages(input).catch((error: unknown) => {
      progress(`not compared with its OS image: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    });
    compare(input, properties, images);
  }
  await run(govc, ["vm.markastemplate", draft], "converted to a template");
  await run(govc, ["object.rename", draft, posix.basename(path)], "given its name");
  progress(`${path} is ready`);
  return true;
}

async function upload(govc: Govc, input: Inputs, name: string, properties: OvaProperties): Promise<void> {
  progress(`uploading ${input.TKG_EDGE_OVA}`);
  const options = {
    DiskProvisioning: "thin",
    NetworkMapping: properties.networks.map((network) => ({
      Name: network,
      Network: input.TKG_EDGE_NETWORK,
    })),
    Annotation: `${annotationPrefix}${input.TKG_EDGE_OVA_SHA256}`,
    MarkAsTemplate: false,
    PowerOn: false,
  };
  const result = await govc(
    [
      "import.ova",
      "-options=-",
      `-name=${name}`,
      `-dc=${input.TKG_EDGE_DATACENTER}`,
      `-ds=${input.TKG_EDGE_DATASTORE}`,
      `-folder=${input.TKG_EDGE_FOLDER}`,
      `-pool=${input.TKG_EDGE_RESOURCE_POOL}`,
      input.TKG_EDGE_OVA,
    ],
    { input: JSON.stringify(options), whileItMoves: true },
  );
  if (!result.ok) {
    throw new UserError(explainUpload(input.TKG_EDGE_OVA, input.TKG_EDGE_DATASTORE, result.stderr));
  }
}

/** Ending of a machine's name while its OVA is uploaded. */
const unfinished = ".importing";

const annotationPrefix = "tkg-edge OVA SHA-256: ";

/** Checksum of the OVA that a machine was made of; undefined for one that others made. */
function sha256Of({ annotation }: VirtualMachine): string | undefined {
  return annotation?.startsWith(annotationPrefix) ? annotation.slice(annotationPrefix.length) : undefined;
}

async function run(govc: Govc, args: readonly string[], done: string): Promise<void> {
  const result = await govc(args);
  if (!result.ok) throw new UserError(`${args.at(-1) ?? ""} could not be ${done}: ${result.stderr}`);
}
