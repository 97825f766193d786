/** A user's shell in a sandbox: PATH, HOME and the sandbox's env file, and nothing else. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { execa } from "execa";
import type { Sandbox } from "../../../sandbox/sandbox.js";
import { machineEnvironment } from "./environments.js";

export interface ShellOutcome {
  readonly ok: boolean;
  /** Both streams as they came. */
  readonly text: string;
}

/** Runs lines in a directory; stops at the first that fails. */
export async function tryInShell(
  { directory: sandbox }: Sandbox,
  directory: string,
  lines: readonly string[],
): Promise<ShellOutcome> {
  const { PATH = "" } = process.env;
  const script = [`. '${join(sandbox, "env")}'`, ...lines].join("\n");
  const result = await execa("bash", ["-euo", "pipefail", "-c", script], {
    cwd: directory,
    env: { ...machineEnvironment(), PATH },
    extendEnv: false,
    stdin: "ignore",
    all: true,
    reject: false,
  });
  return { ok: result.exitCode === 0, text: result.all };
}

/** The same for lines that must succeed. @returns what they print */
export async function inShell(
  sandbox: Sandbox,
  directory: string,
  lines: readonly string[],
): Promise<string> {
  const { ok, text } = await tryInShell(sandbox, directory, lines);
  assert.ok(ok, text);
  return text;
}
