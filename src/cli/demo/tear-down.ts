/** `make demo-down`: removes the sandbox with everything in it, Pulumi state included, and the build output. */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { readSandboxFile } from "../../../sandbox/layout.js";
import { stopSandbox } from "../../../sandbox/sandbox.js";
import { DemoError } from "./pulumi-run.js";

/**
 * @param root the checkout
 * @param directories of the sandboxes
 * @throws DemoError when a directory is something else than a sandbox
 */
export async function tearDown(root: string, directories: readonly string[]): Promise<void> {
  for (const directory of directories) await removeSandbox(directory);
  rmSync(join(root, "dist"), { recursive: true, force: true });
  const shown = directories.map((directory) => relative(root, directory)).join(" and ");
  console.log(
    `Removed the sandbox in ${shown}, the state of its stacks and the build output. ` +
      'The tools stay in their cache ("make clean-cache" removes them).',
  );
}

/**
 * Ends a sandbox, if there is one, and removes its files.
 * @throws DemoError when the directory is something else than a sandbox
 */
export async function removeSandbox(directory: string): Promise<void> {
  if (existsSync(directory) && readdirSync(directory).length > 0) {
    if (readSandboxFile(directory) === undefined) {
      throw new DemoError(
        `${directory} does not look like a sandbox: it was left alone. Is SANDBOX_DIR right?`,
      );
    }
    await stopSandbox(directory);
  }
  for (const removed of [directory, ...movedAside(directory)]) {
    rmSync(removed, { recursive: true, force: true });
  }
}

/** Dead sandboxes that a later start moved aside, beside the directory. */
function movedAside(directory: string): readonly string[] {
  const parent = dirname(directory);
  return readdirSync(parent)
    .filter((name) => name.startsWith(`${basename(directory)}.old-`))
    .map((name) => join(parent, name));
}
