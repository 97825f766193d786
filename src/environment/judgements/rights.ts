/** Whether a login has the rights on the management cluster that a stack needs. Pure. */
import { textOf, type Access } from "../../permissions/access.js";
import type { Purpose } from "../../permissions/right.js";
import { failure, ok, type Finding } from "../finding.js";

const path = "tkg-edge:connection.managementCluster";

/**
 * @param needed every access that the stack needs
 * @param refused those that its login does not have
 * @param purposes whose roles give them
 * @param namespace of the site
 */
export function rightsFindings(
  needed: readonly Access[],
  refused: readonly Access[],
  purposes: readonly Purpose[],
  namespace: string,
): readonly Finding[] {
  if (refused.length === 0) return [ok(`every right needed, ${needed.length} of them`)];
  const command = `tkg-edge permissions --for ${purposes.join(" ")} --namespace ${namespace}`;
  const remedy = `${command} prints the roles; an administrator of the management cluster applies them`;
  return refused.map((access) =>
    failure(`the login may not ${textOf(access)}`, "this right", { path, remedy }),
  );
}
