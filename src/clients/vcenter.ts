/** vCenter through govc, with the connection and credentials that the stack names and nothing ambient. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { answerSeconds, type Patience } from "./patience.js";
import { withScratch } from "./scratch.js";
import { runTool, type ToolResult, type ToolRun } from "./tool.js";

export interface VcenterAddress {
  readonly server: string;
  readonly username: string;
  readonly password: string;
  /** SHA-1, pinned when there is no CA file. */
  readonly thumbprint?: string | undefined;
  readonly caFile?: string | undefined;
}

/** How one govc command is run. */
export interface GovcRun extends Pick<ToolRun, "input" | "onOutput"> {
  /** Whether it may take as long as it makes progress, as an upload does. @default false */
  readonly whileItMoves?: boolean;
}

/** Runs one govc command. One that vCenter leaves without an answer is ended, and its result reports that. */
export type Govc = (args: readonly string[], run?: GovcRun) => Promise<ToolResult>;

/** Commands that take vCenter longer than a simple question, by how many times: tasks, and what reads a whole datacenter. */
const slow: Readonly<Record<string, number>> = {
  "object.collect": 5,
  "object.rename": 5,
  "vm.destroy": 10,
  "vm.markastemplate": 5,
  "vm.power": 5,
  "import.ova": 5,
};

/** How long vCenter may leave a question without an answer. @param factor times a simple question */
export function vcenterPatience(server: string, factor = 1): Patience {
  return {
    system: `vCenter ${server}`,
    key: "tkg-edge:connection.vcenter.server",
    seconds: answerSeconds(factor),
  };
}

/** Gives `body` a govc that is connected as the address describes; what it needs on disk is gone afterwards. */
export async function withGovc<T>(address: VcenterAddress, body: (govc: Govc) => Promise<T>): Promise<T> {
  return await withScratch("govc", async (directory) => {
    const knownHosts = join(directory, "known-hosts");
    if (address.thumbprint !== undefined) {
      const host = address.server.includes(":") ? address.server : `${address.server}:443`;
      await writeFile(knownHosts, `${host} ${address.thumbprint.toUpperCase()}\n`, { mode: 0o600 });
    }
    const environment = {
      GOVC_URL: `https://${address.server}/sdk`,
      GOVC_USERNAME: address.username,
      GOVC_PASSWORD: address.password,
      GOVC_PERSIST_SESSION: "false",
      ...trust(address, knownHosts),
    };
    return await body(async (args, { whileItMoves = false, ...run } = {}) => {
      const patience = vcenterPatience(address.server, slow[args[0] ?? ""]);
      const result = await runTool("govc", args, environment, {
        ...run,
        patience: whileItMoves ? { ...patience, of: "progress" } : patience,
      });
      return { ...result, stderr: faultWords(result.stderr) };
    });
  });
}

/** A govc for single questions: what each of them needs on disk is gone after it. */
export const govcOf =
  (address: VcenterAddress): Govc =>
  (args, run) =>
    withGovc(address, (govc) => govc(args, run));

const faultSchema = z.object({ Fault: z.object({ Code: z.string().optional(), String: z.string() }) });

/** With `-json` govc writes a refusal of vCenter as an object; its words are enough. */
function faultWords(stderr: string): string {
  try {
    const { Code: code = "Fault", String: words } = faultSchema.parse(JSON.parse(stderr)).Fault;
    return `govc: ${code}: ${words}`;
  } catch {
    return stderr;
  }
}

function trust({ caFile, thumbprint }: VcenterAddress, knownHosts: string): Record<string, string> {
  if (caFile !== undefined) return { GOVC_TLS_CA_CERTS: caFile };
  return thumbprint === undefined ? { GOVC_INSECURE: "true" } : { GOVC_TLS_KNOWN_HOSTS: knownHosts };
}
