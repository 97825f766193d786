/** The sandboxes of a benchmark, one at a time; none may remain after a signal ends the benchmark. */
import { startSandbox, stopSandbox, type Profile, type Sandbox, type SandboxOptions } from "../sandbox.js";

const standing = new Set<string>();

/** Starts a sandbox for the time of `body`. @param directory of the sandbox */
export async function withSandbox<T>(
  directory: string,
  profile: Profile,
  body: (sandbox: Sandbox) => Promise<T>,
  settings: SandboxOptions["settings"] = {},
): Promise<T> {
  standing.add(directory);
  try {
    return await body(await startSandbox({ directory, profile, settings }));
  } finally {
    await stopSandbox(directory);
    standing.delete(directory);
  }
}

/** Stops what stands, also what is just being started. */
export async function stopStanding(): Promise<void> {
  await Promise.all([...standing].map((directory) => stopSandbox(directory)));
}
