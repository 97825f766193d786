import * as z from "zod";
import { filePath, integerAtLeast, nonEmpty } from "../fields.js";

/** What a stack does with a cluster that is Ready, after a create and after each rebuild. */
export const afterReadySchema = z.strictObject({
  manifests: z
    .array(filePath("the path of a file or a folder"), { error: "a list of files and folders" })
    .optional()
    .describe(
      "Files, folders and kustomizations whose objects the stack applies to the workload cluster; paths relative to the project. @default - none",
    ),
  command: nonEmpty("a command line")
    .optional()
    .describe(
      "Command that is run once for each cluster that becomes Ready, after `manifests` are applied; if it fails, `pulumi up` fails and the next one runs it again. @default - none",
    ),
  commandTimeoutSeconds: integerAtLeast(1, "seconds").default(1800).describe("How long `command` may take."),
});
