/** The tables of docs/permissions.md, from the rights themselves. */
import { resourceOf, type Purpose, type Right, type Scope } from "../right.js";
import { rightsFor } from "../rights.js";
import { proofText, vcenterPrivileges, type VcenterPrivilege } from "../vcenter-privileges.js";

const titles: Readonly<Partial<Record<Purpose, string>>> = {
  management: "A management stack",
  template: "A template stack",
  site: "A site stack",
  "read-only": "Read-only",
};

const scopes: Readonly<Record<Scope, string>> = {
  cluster: "whole cluster",
  site: "the site's namespace",
  "tkg-system": "`tkg-system`",
  "capv-system": "`capv-system`",
};

/** One table for each purpose that has rights on the management cluster. */
export const rightsTables = (): string =>
  (Object.entries(titles) as [Purpose, string][])
    .map(([purpose, title]) => [`### ${title}`, "", ...rightsTable(rightsFor(purpose))].join("\n"))
    .join("\n\n");

const rightsTable = (rights: readonly Right[]): readonly string[] => [
  "| where | resources | verbs | needed for |",
  "|---|---|---|---|",
  ...rights.map(
    ({ scope, kinds, verbs, names, why, only, isRare }) =>
      `| ${scopes[scope]} | ${kinds.map(kindText).join(", ")}${namesText(names)} | ${verbs.join(", ")} | ` +
      `${cell(why)}${only ? ` (only with ${only.text})` : ""}${isRare ? " (rare)" : ""} |`,
  ),
];

function kindText(kind: string): string {
  const { resource, group } = resourceOf(kind);
  return group === "" ? `\`${resource}\`` : `\`${resource}\` (${group})`;
}

const namesText = (names: readonly string[] | undefined): string =>
  names ? `, named ${names.map((name) => `\`${name}\``).join(", ")}` : "";

export const privilegesTables = (): string =>
  (["template", "site"] as const)
    .map((section) =>
      [
        `### ${section === "template" ? "Of a template stack" : "Of a site stack"}`,
        "",
        "| on the object of | privilege | needed by | for the call | shown by | preflight |",
        "|---|---|---|---|---|---|",
        ...vcenterPrivileges.filter((one) => one.section === section).map(privilegeRow),
      ].join("\n"),
    )
    .join("\n\n");

const privilegeRow = ({ section, on, id, by, call, proof, isChecked }: VcenterPrivilege): string =>
  `| \`${section}.${section === "site" ? "placement." : ""}${on}\` | \`${id}\` | ${by} | ${cell(call)} | ${proofText[proof]} | ${isChecked ? "checks it" : "does not"} |`;

const cell = (text: string): string => text.replaceAll("|", "\\|");
