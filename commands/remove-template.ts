/**
 * Removes the template that import-ova made, for a stack that asked for it.
 *
 * Out: `{"removed": path}`.
 */
import { posix } from "node:path";
import * as z from "zod";
import { exactly } from "../clients/inventory-paths.js";
import { vcenterAddress, vcenterInputs, withGovc } from "../clients/vcenter.js";
import { UserError } from "../config/problem.js";
import { progress, runCommand } from "./command.js";

const inputs = z.object({
  ...vcenterInputs,
  TKG_EDGE_FOLDER: z.string().min(1),
  TKG_EDGE_TEMPLATE_NAME: z.string().min(1),
});

export async function main(): Promise<void> {
  await runCommand(inputs, (input) =>
    withGovc(vcenterAddress(input), async (govc) => {
      const path = posix.join(input.TKG_EDGE_FOLDER, input.TKG_EDGE_TEMPLATE_NAME);
      progress(`removing the template ${path}`);
      const result = await govc(["vm.destroy", exactly(path)]);
      if (!result.ok && !/not found|no such VM/i.test(result.stderr)) {
        throw new UserError(`the template ${path} could not be removed: ${result.stderr}`);
      }
      return { removed: path };
    }),
  );
}
