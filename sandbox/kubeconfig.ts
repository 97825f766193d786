// The management cluster's kubeconfig, self-contained, so that it can be copied elsewhere on the machine.
import { readFileSync, writeFileSync } from "node:fs";
import { dump } from "js-yaml";
import { addressesOf, hostPort } from "./addresses.js";
import type { PkiFiles } from "./pki.js";

/** Named as the Tanzu CLI names the administrator's context of a management cluster `tkg-mgmt`. */
export const managementContext = "tkg-mgmt-admin@tkg-mgmt";
const cluster = "tkg-mgmt";
const user = "tkg-mgmt-admin";

/**
 * Writes the kubeconfig (mode 0600: it holds the administrator's key).
 * @param block e.g. "127.66.3"
 */
export function writeKubeconfig(file: string, block: string, pki: PkiFiles): void {
  const base64 = (path: string): string => readFileSync(path).toString("base64");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name: cluster,
        cluster: {
          server: `https://${hostPort(addressesOf(block).apiServer)}`,
          "certificate-authority-data": base64(pki.ca),
        },
      },
    ],
    users: [
      {
        name: user,
        user: {
          "client-certificate-data": base64(pki.admin.certificate),
          "client-key-data": base64(pki.admin.key),
        },
      },
    ],
    contexts: [{ name: managementContext, context: { cluster, user } }],
    "current-context": managementContext,
  };
  writeFileSync(file, dump(config, { lineWidth: -1 }), { mode: 0o600 });
}
