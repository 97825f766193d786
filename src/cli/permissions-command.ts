/** The options of `tkg-edge permissions`. */
import { InvalidArgumentError, Option, type Command } from "commander";
import { purposes } from "../permissions/right.js";
import { permissions, type PermissionsOptions } from "./edge/permissions.js";
import type { Terminal } from "./edge/terminal.js";

export function addPermissions(program: Command, terminal: Terminal): void {
  program
    .command("permissions")
    .description(
      "print the rights that a login needs on the management cluster, as RBAC manifests to apply, and a user's privileges in vCenter",
    )
    .addOption(
      new Option(
        "--for <purposes...>",
        `what the login is for: ${purposes.join(", ")}; a site login also needs read-only for fleet plan, status and rollout (default: each of them)`,
      ).choices(purposes),
    )
    .option(
      "--namespace <namespaces...>",
      "namespaces of the sites; the service account is in the first (default: default)",
      nameList,
    )
    .option(
      "--service-account <name>",
      "service account that gets the rights (default: tkg-edge-PURPOSE)",
      oneName,
    )
    .option(
      "--cluster <names...>",
      "Clusters whose credentials a read-only login may read (default: every Secret of the namespaces)",
      nameList,
    )
    .option("--json", "print JSON (its fields: docs/permissions.md)", false)
    .action(({ namespace: [first = "default", ...more] = [], ...options }: PermissionsFlags) => {
      permissions({ ...options, namespace: [first, ...more] }, terminal);
    });
}

interface PermissionsFlags extends Omit<PermissionsOptions, "namespace"> {
  readonly namespace?: readonly string[];
}

function nameList(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), oneName(text)];
}

/** A label of DNS, as Kubernetes requires of namespaces, service accounts and Clusters. */
function oneName(text: string): string {
  if (/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text)) return text;
  throw new InvalidArgumentError("expected a name of Kubernetes: lower-case letters, digits and -");
}
