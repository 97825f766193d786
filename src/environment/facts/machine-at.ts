/** What vCenter holds at one inventory path of a machine: cheaper than to read all of a datacenter. */
import * as z from "zod";
import type { Govc } from "../../clients/vcenter.js";
import { UserError } from "../../config/problem.js";
import { entries, lenient, text } from "./lenient.js";

export interface MachineFacts {
  readonly kind: "template" | "machine";
  readonly notes?: string;
}

const vmInfo = z.object({
  virtualMachines: entries(
    z.object({ config: lenient(z.object({ template: lenient(z.boolean()), annotation: text })) }),
  ),
});

/**
 * @param path inventory path
 * @returns what is there; undefined for nothing
 * @throws UserError when vCenter does not answer
 */
export async function machineAt(govc: Govc, path: string): Promise<MachineFacts | undefined> {
  const result = await govc(["vm.info", "-json", `-vm.ipath=${path}`]);
  if (!result.ok && /not found|no such VM/i.test(result.stderr)) return undefined;
  if (!result.ok) throw new UserError(`looking for ${path} in vCenter failed: ${result.stderr}`);
  const config = vmInfo.parse(JSON.parse(result.stdout)).virtualMachines[0]?.config;
  if (!config) return undefined;
  return {
    kind: config.template === true ? "template" : "machine",
    ...(config.annotation !== undefined && { notes: config.annotation }),
  };
}
