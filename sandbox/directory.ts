// Makes room for a new sandbox: ends what is left of a dead one and moves its files aside.
import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { readSandboxFile } from "./layout.js";
import { isAlive } from "./process-identity.js";
import { endProcesses } from "./supervisor.js";

const asideMarker = ".old-";

/**
 * Leaves the directory absent or empty.
 * @param directory Absolute path.
 * @throws Error when it holds something that is no sandbox, or when another process is starting one there.
 */
export async function clearDirectory(directory: string, progress: (line: string) => void): Promise<void> {
  if (!existsSync(directory) || readdirSync(directory).length === 0) return;
  const file = readSandboxFile(directory);
  if (file === undefined) {
    throw new Error(`${directory} is not empty and holds no sandbox: choose another directory, or remove it`);
  }
  if (!file.ready && file.starter.pid !== process.pid && isAlive(file.starter)) {
    throw new Error(`process ${file.starter.pid} is starting a sandbox in ${directory}: wait for it`);
  }
  await endProcesses(directory);
  const parent = dirname(directory);
  const prefix = `${basename(directory)}${asideMarker}`;
  // Only the last one is kept: its state and logs may be wanted, older ones never were.
  for (const old of readdirSync(parent).filter((name) => name.startsWith(prefix))) {
    rmSync(join(parent, old), { recursive: true, force: true });
  }
  const aside = join(parent, `${prefix}${new Date().toISOString().replaceAll(/[:.]/g, "-")}`);
  renameSync(directory, aside);
  progress(
    `the sandbox that was in ${directory} does not run any more: its files, Pulumi state included, are in ${aside}`,
  );
}
