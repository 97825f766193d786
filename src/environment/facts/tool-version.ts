/** Which version of a tool is on this machine. */
import { runTool } from "../../clients/tool.js";

export type ToolVersion =
  /** @param version undefined where its output names none */
  | { readonly result: "runs"; readonly version: string | undefined }
  | { readonly result: "failed"; readonly words: string };

/** @param args by which it prints its version */
export async function readToolVersion(tool: string, args: readonly string[]): Promise<ToolVersion> {
  const { ok, stdout, stderr } = await runTool(tool, args);
  if (!ok) return { result: "failed", words: stderr };
  return { result: "runs", version: /\bv?(\d+\.\d+\.\d+)/.exec(stdout)?.[1] };
}
