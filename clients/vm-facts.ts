/** What vCenter says of the machine at one inventory path: cheaper than to read all of a datacenter. */
import { UserError } from "../config/problem.js";
import type { Govc } from "./vcenter.js";

interface VmInfo {
  readonly virtualMachines?:
    readonly { readonly config?: { readonly template?: boolean; readonly annotation?: string } }[] | null;
}

export interface MachineFacts {
  readonly kind: "template" | "machine";
  readonly notes?: string;
}

/**
 * @param path inventory path
 * @returns what is there; undefined for nothing
 * @throws UserError when vCenter does not answer
 */
export async function machineAt(govc: Govc, path: string): Promise<MachineFacts | undefined> {
  const result = await govc(["vm.info", "-json", `-vm.ipath=${path}`]);
  if (!result.ok && /not found|no such VM/i.test(result.stderr)) return undefined;
  if (!result.ok) throw new UserError(`looking for ${path} in vCenter failed: ${result.stderr}`);
  const config = (JSON.parse(result.stdout) as VmInfo).virtualMachines?.[0]?.config;
  if (!config) return undefined;
  return {
    kind: config.template === true ? "template" : "machine",
    ...(config.annotation !== undefined && { notes: config.annotation }),
  };
}
