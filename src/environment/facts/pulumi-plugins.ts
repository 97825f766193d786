/** Which plugins of Pulumi are on this machine. */
import * as z from "zod";
import { runTool, type ToolResult } from "../../clients/tool.js";

export interface PulumiPlugin {
  readonly name: string;
  readonly version: string;
}

export type PulumiPlugins =
  /** Resource plugins, each of their versions. */
  | { readonly result: "listed"; readonly plugins: readonly PulumiPlugin[] }
  | { readonly result: "failed"; readonly words: string };

const listSchema = z.array(z.object({ name: z.string(), kind: z.string(), version: z.string().default("") }));

const list = (): Promise<ToolResult> => runTool("pulumi", ["plugin", "ls", "--json"]);

/** @param read runs `pulumi plugin ls --json`; a test gives its own */
export async function readPulumiPlugins(read: () => Promise<ToolResult> = list): Promise<PulumiPlugins> {
  const { ok, stdout, stderr } = await read();
  if (!ok) return { result: "failed", words: stderr };
  const parsed = listSchema.safeParse(jsonOf(stdout));
  if (!parsed.success)
    return { result: "failed", words: "pulumi plugin ls printed something else than a list" };
  const plugins = parsed.data
    .filter(({ kind }) => kind === "resource")
    .map(({ name, version }) => ({ name, version: version.replace(/^v/, "") }));
  return { result: "listed", plugins };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
