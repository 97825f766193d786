/** The import of an OVA, run by hand as its command: `node command.js import-ova`. */
import { join } from "node:path";
import { execa } from "execa";
import type { Sandbox } from "../../../sandbox/sandbox.js";
import { importOva, type ImportInputs } from "../../../src/contracts/import-ova.js";
import { commandEnvironment } from "../../command-environment.js";
import { pulumiRunEnvironment, type Environment } from "./environments.js";
import { checkout } from "./project.js";

/** What differs from the sandbox's first datacenter. */
type Changes = Partial<Omit<ImportInputs, "vcenter" | "vcenterPassword" | "reason">> & {
  readonly server?: string;
};

/** What the command reads. */
export function importEnvironment(
  sandbox: Sandbox,
  ova: string,
  ovaSha256: string,
  { server = sandbox.vcenter.server, madeBy, ...changes }: Changes = {},
): Environment {
  const { vcenter } = sandbox;
  const input = {
    vcenter: { ...vcenter, server },
    tkrVersion: "v1.25.7+vmware.1-tiny.2-tkg.1",
    tkrIsPending: false,
    os: "photon" as const,
    ova,
    ovaSha256,
    templateName: "photon",
    datacenter: "/dc0",
    datastore: "/dc0/datastore/sharedVmfs-0",
    folder: "/dc0/vm",
    network: "/dc0/network/VM Network",
    resourcePool: "/dc0/host/cluster0/Resources",
    ...changes,
  };
  const texts = { vcenterPassword: vcenter.password, madeBy };
  return { ...pulumiRunEnvironment(sandbox), ...commandEnvironment(importOva, input, texts) };
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
