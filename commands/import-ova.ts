/**
 * Makes a VM template of a Tiny OVA (vendor page, step 3.5): uploaded, powered off, marked as template, with its vApp
 * properties, by which TKG finds it.
 *
 * The upload goes to a VM with a name of its own and gets the template's name as the last step, so an interrupted
 * import can never be taken for a template: the next run removes the remains and starts again. A template whose
 * annotation carries the OVA's SHA-256 is left as it is, without an upload.
 *
 * Out: `{"path", "sha256", "version", "imported"}`.
 */
import { posix } from "node:path";
import { z } from "zod";
import { ManagementCluster } from "../clients/management-cluster.js";
import { vcenterAddress, vcenterInputs, withGovc, type Govc } from "../clients/vcenter.js";
import { optionalText } from "../config/fields.js";
import { UserError } from "../config/problem.js";
import { progress, runCommand } from "./command.js";
import { checkAgainstOsImage, ovaProperties, type OvaProperties } from "./ova.js";

const inputs = z.object({
  ...vcenterInputs,
  TKG_EDGE_KUBECONFIG: optionalText,
  TKG_EDGE_CONTEXT: optionalText,
  TKG_EDGE_TKR_VERSION: z.string().min(1),
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
      const existing = await lookAtVm(govc, path);
      if (existing?.template && existing.sha256 === sha256) {
        progress(`${path} is there already; nothing is uploaded`);
        return { path, sha256, version: existing.version, imported: false };
      }
      const properties = await ovaProperties(govc, input.TKG_EDGE_OVA);
      await compareWithOsImage(input, properties);
      const imported = await ensureTemplate(govc, input, path, properties, existing);
      return { path, sha256, version: properties.version, imported };
    }),
  );
}

async function compareWithOsImage(input: Inputs, properties: OvaProperties): Promise<void> {
  const { TKG_EDGE_KUBECONFIG: kubeconfig, TKG_EDGE_CONTEXT: context } = input;
  if (kubeconfig === undefined || context === undefined) return;
  const images = await new ManagementCluster({ kubeconfig, context }).list("osimages");
  checkAgainstOsImage(input.TKG_EDGE_OVA, properties, images, input.TKG_EDGE_TKR_VERSION, input.TKG_EDGE_OS);
}

/** @returns whether an upload was needed */
async function ensureTemplate(
  govc: Govc,
  input: Inputs,
  path: string,
  properties: OvaProperties,
  existing: VmFacts | undefined,
): Promise<boolean> {
  if (existing) {
    const same = existing.sha256 === input.TKG_EDGE_OVA_SHA256 || existing.version === properties.version;
    if (!same) {
      throw new UserError(
        `tkg-edge:template.name: ${path} exists already and was made of another OVA (its VERSION is ` +
          `"${existing.version ?? "not set"}"; this OVA's is "${properties.version}"). ` +
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
  const unfinished = `${path}.importing`;
  const remains = await lookAtVm(govc, unfinished);
  if (remains) {
    progress(`removing ${unfinished}, which an interrupted import left behind`);
    await run(govc, ["vm.destroy", unfinished], "removed");
  }
  await upload(govc, input, posix.basename(unfinished), properties);
  await run(govc, ["vm.markastemplate", unfinished], "converted to a template");
  await run(govc, ["object.rename", unfinished, posix.basename(path)], "given its name");
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
    JSON.stringify(options),
  );
  if (!result.ok) {
    throw new UserError(
      `tkg-edge:template.ova: uploading ${input.TKG_EDGE_OVA} to ${input.TKG_EDGE_DATASTORE} failed: ${result.stderr}\n` +
        "Run the same command again once that is mended; what was uploaded in part is removed first.",
    );
  }
}

const annotationPrefix = "tkg-edge OVA SHA-256: ";

interface VmFacts {
  readonly template: boolean;
  readonly sha256?: string;
  readonly version?: string;
}

interface VmInfo {
  readonly virtualMachines?:
    | readonly {
        readonly config?: {
          readonly template?: boolean;
          readonly annotation?: string;
          readonly vAppConfig?: {
            readonly property?: readonly { readonly id?: string; readonly defaultValue?: string }[];
          };
        };
      }[]
    | null;
}

/** What an inventory path holds; undefined for nothing. */
async function lookAtVm(govc: Govc, path: string): Promise<VmFacts | undefined> {
  const result = await govc(["vm.info", "-json", `-vm.ipath=${path}`]);
  if (!result.ok && /not found|no such VM/i.test(result.stderr)) return undefined;
  if (!result.ok)
    throw new UserError(`tkg-edge:template.folder: looking for ${path} failed: ${result.stderr}`);
  const config = (JSON.parse(result.stdout) as VmInfo).virtualMachines?.[0]?.config;
  if (!config) return undefined;
  const version = config.vAppConfig?.property?.find((property) => property.id === "VERSION")?.defaultValue;
  const sha256 = config.annotation?.startsWith(annotationPrefix)
    ? config.annotation.slice(annotationPrefix.length)
    : undefined;
  return {
    template: config.template === true,
    ...(sha256 !== undefined && { sha256 }),
    ...(version !== undefined && { version }),
  };
}

async function run(govc: Govc, args: readonly string[], done: string): Promise<void> {
  const result = await govc(args);
  if (!result.ok) throw new UserError(`${args.at(-1) ?? ""} could not be ${done}: ${result.stderr}`);
}
