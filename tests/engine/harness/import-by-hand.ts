/** The import of an OVA, run by hand as its command: `node command.js import-ova`. */
import { join } from "node:path";
import { execa } from "execa";
import type { Sandbox } from "../../../sandbox/sandbox.js";
import { pulumiRunEnvironment, type Environment } from "./environments.js";
import { checkout } from "./project.js";

/** What the command reads, for the sandbox's first datacenter; vCenter is given by `server`. */
export function importEnvironment(sandbox: Sandbox, ova: string, sha256: string): Environment {
  const { vcenter } = sandbox;
  return {
    ...pulumiRunEnvironment(sandbox),
    TKG_EDGE_VCENTER_SERVER: vcenter.server,
    TKG_EDGE_VCENTER_USERNAME: vcenter.username,
    TKG_EDGE_VCENTER_PASSWORD: vcenter.password,
    TKG_EDGE_VCENTER_THUMBPRINT: vcenter.thumbprint,
    TKG_EDGE_TKR_VERSION: "v1.25.7+vmware.1-tiny.2-tkg.1",
    TKG_EDGE_OS: "photon",
    TKG_EDGE_OVA: ova,
    TKG_EDGE_OVA_SHA256: sha256,
    TKG_EDGE_TEMPLATE_NAME: "photon",
    TKG_EDGE_DATACENTER: "/dc0",
    TKG_EDGE_DATASTORE: "/dc0/datastore/sharedVmfs-0",
    TKG_EDGE_FOLDER: "/dc0/vm",
    TKG_EDGE_NETWORK: "/dc0/network/VM Network",
    TKG_EDGE_RESOURCE_POOL: "/dc0/host/cluster0/Resources",
  };
}

/** Starts a command; its process can be ended, and its standard error read as it comes. */
export const startCommand = (name: string, env: Environment) =>
  execa("node", [join(checkout, "command.js"), name], {
    env,
    extendEnv: false,
    stdin: "ignore",
    reject: false,
    timeout: 240_000,
  });

export interface Imported {
  readonly path: string;
  readonly imported: boolean;
}
