/** vCenter through govc, with the connection and credentials that the stack names and nothing ambient. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { optionalText } from "../config/fields.js";
import { withScratch } from "./scratch.js";
import { runTool, type ToolResult } from "./tool.js";

/** Environment variables that name vCenter; the password is the only secret among them. */
export const vcenterInputs = {
  TKG_EDGE_VCENTER_SERVER: z.string().min(1),
  TKG_EDGE_VCENTER_USERNAME: z.string().min(1),
  TKG_EDGE_VCENTER_PASSWORD: z.string().min(1),
  TKG_EDGE_VCENTER_THUMBPRINT: optionalText,
  TKG_EDGE_VCENTER_CA_FILE: optionalText,
};

type VcenterInputs = { readonly [K in keyof typeof vcenterInputs]: z.output<(typeof vcenterInputs)[K]> };

export interface VcenterAddress {
  readonly server: string;
  readonly username: string;
  readonly password: string;
  /** SHA-1, pinned when there is no CA file. */
  readonly thumbprint?: string | undefined;
  readonly caFile?: string | undefined;
}

export function vcenterAddress(input: VcenterInputs): VcenterAddress {
  return {
    server: input.TKG_EDGE_VCENTER_SERVER,
    username: input.TKG_EDGE_VCENTER_USERNAME,
    password: input.TKG_EDGE_VCENTER_PASSWORD,
    thumbprint: input.TKG_EDGE_VCENTER_THUMBPRINT,
    caFile: input.TKG_EDGE_VCENTER_CA_FILE,
  };
}

/** Runs one govc command. */
export type Govc = (args: readonly string[], input?: string) => Promise<ToolResult>;

/** Gives `body` a govc that is connected as the address says; what it needs on disk is gone afterwards. */
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
    return await body(async (args, input) => {
      const result = await runTool("govc", args, environment, input);
      return { ...result, stderr: faultWords(result.stderr) };
    });
  });
}

/** With `-json` govc writes a refusal of vCenter as an object; its words are enough. */
function faultWords(stderr: string): string {
  try {
    const { Fault: fault } = JSON.parse(stderr) as { Fault?: { Code?: string; String?: string } };
    return fault?.String === undefined ? stderr : `govc: ${fault.Code ?? "Fault"}: ${fault.String}`;
  } catch {
    return stderr;
  }
}

function trust({ caFile, thumbprint }: VcenterAddress, knownHosts: string): Record<string, string> {
  if (caFile !== undefined) return { GOVC_TLS_CA_CERTS: caFile };
  return thumbprint === undefined ? { GOVC_INSECURE: "true" } : { GOVC_TLS_KNOWN_HOSTS: knownHosts };
}
