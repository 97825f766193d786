/**
 * One sandbox for a test file: started before its cases, always stopped after them, also when the process
 * receives a signal.
 */
import { tmpdir } from "node:os";
import { startSandbox, type Profile, type Sandbox, type SandboxOptions } from "../../../sandbox/sandbox.js";
import { discard, ownDirectory, sandboxDirectory } from "./leftovers.js";

export interface SandboxOfFile {
  /** The running sandbox; throws outside the cases of the file. */
  readonly sandbox: Sandbox;
  /** Directory of this test file, outside the sandbox's own; gone after the last case. */
  readonly directory: string;
}

/** How long a start may take, in milliseconds: a cold disc cache counts, building tools does not. */
const startMilliseconds = 240_000;

/** The profile under test: `TKG_EDGE_TEST_PROFILE`, else the one given. */
export function profileUnderTest(fallback: Profile): Profile {
  const requested = process.env.TKG_EDGE_TEST_PROFILE;
  if (requested === undefined || requested === "") return fallback;
  if (requested !== "light" && requested !== "full") {
    throw new Error(`TKG_EDGE_TEST_PROFILE is "${requested}"; expected "light" or "full"`);
  }
  return requested;
}

/**
 * For tests that use no workload cluster: in the light profile nothing runs inside it, so that clusters start
 * and end faster.
 */
export function withoutGuests(profile: Profile): Pick<SandboxOptions, "profile" | "settings"> {
  return { profile, settings: profile === "light" ? { guests: false } : {} };
}

/** Call it inside a `describe`: registers the hooks that start and stop the sandbox. */
export function useSandbox(options: Omit<SandboxOptions, "directory" | "onProgress">): SandboxOfFile {
  let current: { readonly sandbox?: Sandbox; readonly directory: string } | undefined;
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= current ? discard(current.directory) : Promise.resolve());
  const stopAndEnd = (): void => void stop().finally(() => process.exit(1));
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

  before("start a sandbox", async function () {
    this.timeout(startMilliseconds);
    for (const signal of signals) process.once(signal, stopAndEnd);
    const directory = ownDirectory();
    current = { directory };
    const progress: string[] = [];
    try {
      const sandbox = await startSandbox({
        ...options,
        directory: sandboxDirectory(directory),
        onProgress: (line) => progress.push(line),
      });
      current = { directory, sandbox };
    } catch (error) {
      throw new Error(`the sandbox did not start; its progress:\n${progress.join("\n")}`, { cause: error });
    }
  });

  after("stop the sandbox", async function () {
    this.timeout(120_000);
    await stop();
    for (const signal of signals) process.off(signal, stopAndEnd);
  });

  return {
    get sandbox() {
      if (!current?.sandbox) throw new Error("the sandbox is there only while the cases of the file run");
      return current.sandbox;
    },
    get directory() {
      return current?.directory ?? tmpdir();
    },
  };
}
