/** Sites of one datacenter and operating system with different template stacks: a template is made once for both. */
import { someOf, type FleetFinding } from "../finding.js";
import type { SiteFacts } from "../site-facts.js";
import { groupedBy } from "./addresses.js";

const path = "tkg-edge:site.from.template";

export function differentTemplates(sites: readonly SiteFacts[]): FleetFinding[] {
  const byDatacenter = groupedBy(sites, ({ vcenter, datacenter, system, templateStack }) =>
    vcenter === undefined || datacenter === undefined || templateStack === undefined
      ? undefined
      : JSON.stringify([vcenter, datacenter, system]),
  );
  return [...byDatacenter.values()].flatMap((all): FleetFinding[] => {
    const byStack = [...groupedBy(all, ({ templateStack }) => templateStack)];
    const last = byStack.at(-1)?.[1][0];
    if (byStack.length < 2 || !last) return [];
    const parts = byStack.map(([stack, of]) => `${stack} for ${someOf(of.map(({ name }) => name))}`);
    const found = `${someOf(parts, 5)} in ${last.datacenter ?? ""} of ${last.vcenter ?? ""}`;
    const expected = `one template stack for each datacenter and operating system (${last.system}), except while sites move to another`;
    const names = all.map(({ name }) => name);
    return [
      {
        severity: "warning",
        rule: "template",
        path,
        place: last.placeOf(path),
        sites: names,
        found,
        expected,
      },
    ];
  });
}
