/**
 * Removes the template that import-ova made, for a stack with `deleteOnDestroy`. What others uploaded, and the stack only found
 * there, stays.
 *
 * States of 0.1.0 hold this name, and no name of the stack: both stay understood.
 *
 * Out: `{"removed": path}` or `{"kept": path}`.
 */
import { posix } from "node:path";
import { exactly } from "../clients/inventory-paths.js";
import { isUploadOfUser, recordedUpload } from "../clients/template-notes.js";
import { withGovc } from "../clients/vcenter.js";
import { UserError } from "../config/problem.js";
import { vcenterOf } from "../contracts/fields.js";
import { removeTemplate } from "../contracts/import-ova.js";
import { machineAt } from "../environment/facts/machine-at.js";
import { progress, runCommand } from "./command.js";

export async function main(): Promise<void> {
  await runCommand(removeTemplate, (input) =>
    withGovc(vcenterOf(input), async (govc) => {
      const path = posix.join(input.folder, input.templateName);
      const existing = await machineAt(govc, path);
      if (!existing) return { removed: path };
      const others = uploadedByOthers(existing.notes, input.madeBy);
      if (others !== undefined) {
        progress(`the template ${path} stays: ${others}. To remove it: govc vm.destroy '${path}'`);
        return { kept: path };
      }
      progress(`removing the template ${path}`);
      const result = await govc(["vm.destroy", exactly(path)]);
      if (!result.ok && !/not found|no such VM/i.test(result.stderr)) {
        throw new UserError(`the template ${path} could not be removed: ${result.stderr}`);
      }
      return { removed: path };
    }),
  );
}

/**
 * Exported for its test.
 * @param notes of the template
 * @param madeBy undefined for a state of 0.1.0, whose templates do not record who uploaded them
 * @returns whose it is, in a sentence; undefined for the stack's own
 */
export function uploadedByOthers(notes: string | undefined, madeBy: string | undefined): string | undefined {
  const uploader = recordedUpload(notes)?.by;
  if (uploader === madeBy) return undefined;
  // The import of such a state names no stack either, when it has to upload its template again.
  if (madeBy === undefined && uploader !== undefined && isUploadOfUser(uploader)) return undefined;
  return uploader === undefined
    ? "its notes do not record that this stack uploaded it"
    : `its notes record that it was uploaded by ${uploader}`;
}
