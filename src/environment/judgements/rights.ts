/** Whether a login has the rights on the management cluster that a stack needs. Pure. */
import { accessesOf, textOf, type Access } from "../../permissions/access.js";
import type { Purpose, Right } from "../../permissions/right.js";
import { failure, ok, warning, type Finding } from "../finding.js";

const path = "tkg-edge:connection.managementCluster";

/**
 * A right that is used in rare cases alone is a warning, unless a run hangs without it.
 * @param rights that the stack needs
 * @param refused those accesses of them that its login does not have
 * @param purposes whose roles give them
 * @param namespace of the site
 */
export function rightsFindings(
  rights: readonly Right[],
  refused: readonly Access[],
  purposes: readonly Purpose[],
  namespace: string,
): readonly Finding[] {
  const textsOf = (some: readonly Right[]) => accessesOf(some, namespace).map(textOf);
  if (refused.length === 0) return [ok(`every right needed, ${textsOf(rights).length} of them`)];
  const command = `tkg-edge permissions --for ${purposes.join(" ")} --namespace ${namespace}`;
  const remedy = `${command} prints the roles; an administrator of the management cluster applies them`;
  const more = { path, remedy };
  const usual = new Set(textsOf(rights.filter(({ isRare, hangsWithout }) => !isRare || hangsWithout)));
  return refused.map(textOf).map((access) => {
    const seen = `the login may not ${access}`;
    return usual.has(access)
      ? failure(seen, "this right", more)
      : warning(seen, "this right, which is needed in rare cases alone", more);
  });
}
