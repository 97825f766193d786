/** Each section needs certain parts of the connection, and the password that goes with them. */
import type { Connection } from "./connection.js";
import type { Rough } from "./parse-section.js";
import { namedSources } from "./password-sources.js";
import type { Problem } from "./problem.js";
import type { Purpose, RawStack, Section } from "./stack-spec.js";
import { isTree } from "./tree.js";

/** @param connection the parts of it that are right; undefined when the stack has none */
export function missingConnections(
  raw: RawStack,
  connection: Rough<Connection> | undefined,
  purpose: Purpose,
): Problem[] {
  if (connection === undefined) {
    return purpose === "manifests" && raw.site === undefined
      ? []
      : [
          {
            path: "tkg-edge:connection",
            expected:
              "how to reach this stack's environment, here or in tkg-edge:connectionFile; nothing is taken from KUBECONFIG",
          },
        ];
  }
  const configured = isTree(raw.connection) ? raw.connection : {};
  const user = (...sections: Section[]) => sections.find((section) => raw[section] !== undefined);
  const problems: Problem[] = [];
  const management = purpose === "up" ? user("management", "site") : undefined;
  if (management && configured.managementCluster === undefined) {
    problems.push({
      path: "tkg-edge:connection.managementCluster",
      expected: `kubeconfig and context of the management cluster, which tkg-edge:${management} needs`,
    });
  }
  const vcenter = purpose === "up" ? user("template", "site") : user("site");
  if (vcenter && configured.vcenter === undefined) {
    problems.push({
      path: "tkg-edge:connection.vcenter",
      expected: `server, username and thumbprint of vCenter, which tkg-edge:${vcenter} needs`,
    });
  }
  if (purpose === "up") problems.push(...missingPasswords(raw, connection, vcenter !== undefined));
  return problems;
}

function missingPasswords(raw: RawStack, connection: Rough<Connection>, needsVcenter: boolean): Problem[] {
  const problems: Problem[] = [];
  const named = namedSources(raw.connection);
  if (needsVcenter && !raw.secretsSet.has("vcenterPassword") && !named.has("vcenterPassword")) {
    problems.push({
      path: "tkg-edge:vcenterPassword",
      expected:
        "the vCenter user's password: pulumi config set --secret tkg-edge:vcenterPassword (reads standard input), or " +
        "connection.vcenter.passwordFrom",
    });
  }
  const isSet = raw.secretsSet.has("registryPassword") || named.has("registryPassword");
  if (connection.registry?.username !== undefined && !isSet) {
    problems.push({
      path: "tkg-edge:registryPassword",
      expected:
        "the password of connection.registry.username: pulumi config set --secret tkg-edge:registryPassword, or " +
        "connection.registry.passwordFrom",
    });
  }
  return problems;
}
