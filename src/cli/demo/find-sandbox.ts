/** The sandbox of the demo: the one that runs in the directory, else a new one. */
import { relative } from "node:path";
import {
  openSandbox,
  startSandbox,
  type Profile,
  type Sandbox,
  type SandboxSettings,
} from "../../../sandbox/sandbox.js";
import { DemoError } from "./pulumi-run.js";

/** Profile of a demo that names none. */
const defaultProfile: Profile = "full";

/** @throws DemoError when the value is no profile */
export function demoProfile(requested: string | undefined): Profile | undefined {
  if (requested === undefined || requested === "") return undefined;
  if (requested === "light" || requested === "full") return requested;
  throw new DemoError(
    `the sandbox profile is "${requested}"; expected "light" or "full" (SANDBOX_PROFILE or --profile)`,
  );
}

/**
 * @param profile of a new sandbox; a running one keeps its own, and requesting another is an error
 */
export async function findSandbox(directory: string, profile: Profile | undefined): Promise<Sandbox> {
  const shown = relative(process.cwd(), directory) || directory;
  const running = await openSandbox(directory);
  if (running) {
    if (profile !== undefined && profile !== running.profile) {
      throw new DemoError(
        `a sandbox of profile "${running.profile}" runs in ${shown}, and "${profile}" was requested: run "make demo-down" first`,
      );
    }
    console.log(
      `The sandbox in ${shown} is running (profile ${running.profile}, addresses ${running.block}.x).`,
    );
    return running;
  }
  return await newSandbox(directory, profile ?? defaultProfile);
}

/** Starts one, with its progress on the terminal. */
export async function newSandbox(
  directory: string,
  profile: Profile,
  settings: Partial<SandboxSettings> = {},
): Promise<Sandbox> {
  const shown = relative(process.cwd(), directory) || directory;
  console.log(`Starting a sandbox in ${shown} (profile ${profile}).`);
  const started = Date.now();
  const sandbox = await startSandbox({
    directory,
    profile,
    settings,
    onProgress: (line) => {
      console.log(`  ${line}`);
    },
  });
  console.log(
    `The sandbox is up after ${Math.round((Date.now() - started) / 1000)} s (addresses ${sandbox.block}.x).`,
  );
  return sandbox;
}
