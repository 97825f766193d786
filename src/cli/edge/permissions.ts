/** `tkg-edge permissions`: the rights that a login needs, as RBAC manifests, and the privileges of a user of vCenter. */
import { namespaceOf } from "../../permissions/access.js";
import { manifestText } from "../../permissions/manifest-text.js";
import { rbacObjects, type Grant, type GrantedObject } from "../../permissions/rbac-objects.js";
import { purposes, type Purpose } from "../../permissions/right.js";
import { rightsFor } from "../../permissions/rights.js";
import { proofText, vcenterPrivileges, type VcenterPrivilege } from "../../permissions/vcenter-privileges.js";
import type { Terminal } from "./terminal.js";

export interface PermissionsOptions {
  /** @default - every purpose */
  readonly for?: readonly Purpose[];
  /** Of the sites; the service accounts are in the first. */
  readonly namespace: readonly [string, ...string[]];
  /** Name of the service account. @default - `tkg-edge-PURPOSE` for each purpose */
  readonly serviceAccount?: string;
  /** Clusters whose credentials a login that only reads may read. @default - every Secret of the namespaces */
  readonly cluster?: readonly string[];
  readonly json: boolean;
}

/** Contacts nothing. */
export function permissions(options: PermissionsOptions, terminal: Terminal): void {
  const wanted = purposes.filter((purpose) => (options.for ?? purposes).includes(purpose));
  const grants = wanted.map((purpose): Grant => ({
    purpose,
    rights: rightsFor(purpose, options.cluster),
    namespaces: options.namespace,
    serviceAccount: options.serviceAccount ?? `tkg-edge-${purpose}`,
  }));
  const privileges = vcenterPrivileges.filter(({ section }) => wanted.includes(section));
  terminal.out(options.json ? jsonOf(grants, privileges) : textOf(grants, privileges));
}

function textOf(grants: readonly Grant[], privileges: readonly VcenterPrivilege[]): string {
  const parts = grants.map((grant) => `${heading(grant)}${manifestText(rbacObjects(grant))}`);
  return [...parts, ...(privileges.length > 0 ? [privilegesText(privileges)] : [])].join("\n");
}

const headings: Readonly<Record<Purpose, string>> = {
  management: "Rights of the login of a management stack.",
  template:
    "Rights of the login of a template stack whose connection names a management cluster; others contact vCenter alone.",
  site:
    "Rights of the login of site stacks. The plugin reads every Secret of their namespaces, kubeconfigs included. " +
    "fleet plan, fleet status and fleet rollout need those of read-only too.",
  "read-only":
    "Rights of a login that only reads: fleet plan, fleet status, explain, preflight --skip management-rights admission, pulumi preview.",
};

const heading = ({ purpose }: Grant): string => `# ${headings[purpose]}\n`;

/** As comments, so that the whole can be applied. */
function privilegesText(privileges: readonly VcenterPrivilege[]): string {
  const rows = privileges.map(
    ({ section, on, id, call, by, proof }) =>
      `# ${section} ${on}: ${id}: ${by}: ${call} (${proofText[proof]})`,
  );
  return ["# Privileges in vCenter, on the object of each key (docs/permissions.md):", ...rows, ""].join(
    "\n",
  );
}

function jsonOf(grants: readonly Grant[], privileges: readonly VcenterPrivilege[]): string {
  const objects: readonly GrantedObject[] = grants.flatMap(rbacObjects);
  const rights = grants.flatMap(({ purpose, rights: all, namespaces: [namespace] }) =>
    all.map(({ scope, kinds, verbs, names, why, only, isRare }) => ({
      ...{ for: purpose, namespace: namespaceOf(scope, namespace), kinds, verbs, names, why },
      ...{ only: only?.text, isRare },
    })),
  );
  const report = { version: 1, objects: objects.map(({ object }) => object), rights, vcenter: privileges };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
