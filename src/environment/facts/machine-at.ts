/** What vCenter holds at one inventory path of a machine: cheaper than to read all of a datacenter. */
import * as z from "zod";
import type { Govc } from "../../clients/vcenter.js";
import { UserError } from "../../config/problem.js";
import { entries, lenient, readAs, text } from "./lenient.js";

export interface MachineFacts {
  /** `unknown` for one whose files vCenter cannot read. */
  readonly kind: "template" | "machine" | "unknown";
  readonly notes?: string;
  /** `poweredOn`, `poweredOff` or `suspended`; undefined where vCenter does not report it. */
  readonly powerState: string | undefined;
  /** That its guest reports; undefined while it has none. */
  readonly address: string | undefined;
  /** What it waits for an answer to before it goes on; undefined where it goes on. */
  readonly question: string | undefined;
}

const vmInfo = z.object({
  virtualMachines: entries(
    z.object({
      config: lenient(z.object({ template: lenient(z.boolean()), annotation: text })),
      runtime: lenient(z.object({ powerState: text, question: lenient(z.object({ text })) })),
      guest: lenient(z.object({ ipAddress: text })),
    }),
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
  if (!result.ok) throw new UserError(`searching vCenter for ${path} failed: ${result.stderr}`);
  const [machine] = readAs(vmInfo, JSON.parse(result.stdout)).virtualMachines;
  if (!machine) return undefined;
  const { config, runtime, guest } = machine;
  return {
    kind: kindOf(config),
    ...(config?.annotation !== undefined && { notes: config.annotation }),
    powerState: runtime?.powerState,
    address: guest?.ipAddress,
    question: runtime?.question?.text,
  };
}

const kindOf = (config: { readonly template?: boolean | undefined } | undefined): MachineFacts["kind"] => {
  if (!config) return "unknown";
  return config.template === true ? "template" : "machine";
};
