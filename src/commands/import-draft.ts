/** The VM that an OVA is uploaded to: made, waited for where others make it, removed where they are dead, and made a template. */
import { userInfo } from "node:os";
import { posix } from "node:path";
import { exactly } from "../clients/inventory-paths.js";
import { ovaFileSizes } from "../clients/ova-archive.js";
import { thisProcess } from "../clients/process-identity.js";
import { recordedSha256, recordedUpload, templateNotes, uploadOfUser } from "../clients/template-notes.js";
import type { Govc } from "../clients/vcenter.js";
import { UserError } from "../config/problem.js";
import type { ImportInputs } from "../contracts/import-ova.js";
import type { OvaProperties } from "../environment/facts/ova-properties.js";
import { virtualMachines, type VirtualMachine } from "../environment/facts/virtual-machine.js";
import { progress } from "./command.js";
import { draftOf } from "./template-decision.js";
import { explainUpload, isGoingOn, removeUnfinished, waitForUpload } from "./unfinished-upload.js";
import { UploadProgress } from "./upload-progress.js";

/**
 * Goes on from what is at the draft's place.
 * @returns what is to be done with the draft: "complete" is a template that only lacks its name; "again" requires a fresh
 * list of the machines, after another run's upload ended
 */
export async function settleDraft(
  govc: Govc,
  draft: VirtualMachine | undefined,
  sha256: string,
): Promise<"absent" | "complete" | "again"> {
  if (!draft) return "absent";
  if (draft.template) {
    if (recordedSha256(draft.annotation) === sha256) return "complete";
    throw new UserError(
      `tkg-edge:template.name: ${draft.path} is a finished template of another OVA. Rename it, or remove it when nothing is cloned from it.`,
    );
  }
  const upload = recordedUpload(draft.annotation);
  if (upload && isGoingOn(upload)) {
    await waitForUpload(govc, draft, upload);
    return "again";
  }
  await removeUnfinished(govc, draft);
  return "absent";
}

/**
 * @param path of the template
 * @returns false when another run began the same upload at the same time, and is to be waited for
 */
export async function uploadDraft(
  govc: Govc,
  input: ImportInputs,
  path: string,
  { networks }: OvaProperties,
): Promise<boolean> {
  const { ova, datastore, datacenter } = input;
  const draft = draftOf(path);
  refuseEscapes(posix.basename(path));
  progress(`uploading ${ova}`);
  const by = input.madeBy ?? uploadOfUser(userInfo().username);
  const options = {
    DiskProvisioning: "thin",
    NetworkMapping: networks.map((network) => ({ Name: network, Network: exactly(input.network) })),
    Annotation: templateNotes(input.ovaSha256, {
      ...thisProcess(),
      by,
      since: new Date().toISOString(),
    }),
    MarkAsTemplate: false,
    PowerOn: false,
  };
  const sizes = [...(await ovaFileSizes(ova))].filter(([name]) => !/\.(ovf|mf|cert)$/.test(name));
  const shown = new UploadProgress(`uploading ${posix.basename(ova)}`, new Map(sizes), progress);
  const result = await govc(
    [
      "import.ova",
      "-options=-",
      `-name=${posix.basename(draft)}`,
      `-dc=${exactly(datacenter)}`,
      `-ds=${exactly(datastore)}`,
      `-folder=${exactly(input.folder)}`,
      `-pool=${exactly(input.resourcePool)}`,
      ova,
    ],
    { input: JSON.stringify(options), whileItMoves: true, onOutput: (part) => shown.read(part) },
  );
  if (result.ok) return true;
  if (/already exists|DuplicateName|FileAlreadyExists/i.test(result.stderr)) {
    const machines = await virtualMachines(govc, datacenter);
    if (machines.some((machine) => machine.path === draft || machine.path === path)) return false;
  }
  throw new UserError(explainUpload(ova, datastore, result.stderr));
}

/** A template of such a name may be in vCenter already; a new one would be stored under another (config/rules/placement). */
function refuseEscapes(name: string): void {
  if (!name.includes("%")) return;
  throw new UserError(
    `tkg-edge:template.name: "${name}" is no name for a new template: vCenter writes % as %25. Give it a name without %; nothing was uploaded.`,
  );
}
