/**
 * Removes the template that import-ova made, for a stack that asked for it. What others uploaded, and the stack only found
 * there, stays.
 *
 * States of 0.1.0 hold this name, and no TKG_EDGE_MADE_BY: both stay understood.
 *
 * Out: `{"removed": path}` or `{"kept": path}`.
 */
import { posix } from "node:path";
import * as z from "zod";
import { exactly } from "../clients/inventory-paths.js";
import { isUploadOfUser, recordedUpload } from "../clients/template-notes.js";
import { vcenterAddress, vcenterInputs, withGovc } from "../clients/vcenter.js";
import { machineAt } from "../clients/vm-facts.js";
import { optionalText } from "../config/fields.js";
import { UserError } from "../config/problem.js";
import { progress, runCommand } from "./command.js";

const inputs = z.object({
  ...vcenterInputs,
  TKG_EDGE_FOLDER: z.string().min(1),
  TKG_EDGE_TEMPLATE_NAME: z.string().min(1),
  /** The stack as it was named when it imported the template. Absent in states of 0.1.0. */
  TKG_EDGE_MADE_BY: optionalText,
});

export async function main(): Promise<void> {
  await runCommand(inputs, (input) =>
    withGovc(vcenterAddress(input), async (govc) => {
      const path = posix.join(input.TKG_EDGE_FOLDER, input.TKG_EDGE_TEMPLATE_NAME);
      const existing = await machineAt(govc, path);
      if (!existing) return { removed: path };
      const others = uploadedByOthers(existing.notes, input.TKG_EDGE_MADE_BY);
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
