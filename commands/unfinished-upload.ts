/** The VM that an OVA is uploaded to, before it is a template: how an upload fails, and what an interrupted one leaves. */
import type { Govc } from "../clients/vcenter.js";
import { UserError } from "../config/problem.js";
import { progress } from "./command.js";
import { waitUntil } from "./wait.js";

/**
 * How long a VM may refuse to go. vCenter holds the VM of an interrupted upload until the lease of that upload runs out,
 * five minutes after its last sign of life.
 */
const leaseSeconds = 400;

/** vCenter's words for "somebody is still busy with it". */
const busy =
  /in use|ResourceInUse|being used|busy|another task|InvalidState|not allowed in the current state/i;

/**
 * Removes what an interrupted upload left, waiting for vCenter to let go of it.
 * @param path inventory path of the unfinished VM
 */
export async function removeUnfinished(
  govc: Govc,
  path: string,
  timeoutSeconds = leaseSeconds,
): Promise<void> {
  progress(`removing ${path}, which an interrupted import left behind`);
  let said = "";
  await waitUntil(
    `removing ${path}`,
    timeoutSeconds,
    async () => {
      const result = await govc(["vm.destroy", path]);
      if (result.ok || /not found|no such VM/i.test(result.stderr)) return { done: true };
      said = result.stderr;
      if (!busy.test(said)) throw new UserError(`${path} could not be removed: ${said}`);
      return { waitingFor: `vCenter to let go of ${path}, whose upload was interrupted` };
    },
    () => Promise.resolve(`  vCenter said: ${said}`),
  );
}

/** What went wrong with an upload, by the config key that mends it; govc's own words come last. */
export function explainUpload(ova: string, datastore: string, stderr: string): string {
  const again =
    "Run the same command again once that is mended; what was uploaded in part is removed first.\n" +
    `govc said: ${stderr.replace(/^govc: */, "").trim()}`;
  if (/no ?disk ?space|insufficient disk space|not enough space|no space left/i.test(stderr)) {
    return `tkg-edge:template.datastore: ${datastore} has no room for ${ova}; free some, or name another datastore.\n${again}`;
  }
  if (/\bEOF\b|connection (refused|reset)|broken pipe|timed? ?out|no route|unreachable/i.test(stderr)) {
    return `tkg-edge:connection.vcenter.server: the connection to vCenter broke off while ${ova} was uploaded.\n${again}`;
  }
  return `tkg-edge:template.ova: uploading ${ova} to ${datastore} failed.\n${again}`;
}
