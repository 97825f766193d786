/**
 * What releases have left in the field: a folder each, made by `node scripts/release-fixture.js VERSION` (CONTRIBUTING.md).
 *
 *   program.tar.br     the program as users have it
 *   KIND.json.gz       a stack of that kind on the sandbox: its settings, its state, and its objects as the API shows them
 */
import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { parseStack } from "../../src/config/parse-stack.js";
import type { StackSpec } from "../../src/config/stack-spec.js";
import { checkout } from "../engine/harness/project.js";
import type { Tree } from "../engine/harness/stack-settings.js";
import { fileOfProgram, unpackProgram } from "./program-archive.js";

export const releasesFolder = join(checkout, "tests", "upgrade");
export const programFile = "program.tar.br";

/** Versions with a folder, oldest first. */
export const releases: readonly string[] = readdirSync(releasesFolder)
  .filter((name) => /^\d+\.\d+\.\d+$/.test(name))
  .sort((one, other) => one.localeCompare(other, "en", { numeric: true }));

/** A resource as a state holds it, as far as tests read one. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Tree;
  readonly outputs?: Tree;
}

/** A stack as a release left it, with what differs between sandboxes replaced (normalise.ts). */
export interface ReleasedStack {
  /** Keys of the stack without prefix; the connection is in it, whichever file it came from. */
  readonly settings: Tree;
  /** As `pulumi stack export` gives it: secrets are encrypted with the demo passphrase. */
  readonly state: { readonly deployment: { readonly resources: readonly StateResource[] } };
  /** Metadata of the stack's Kubernetes objects, managed fields included. */
  readonly objects: readonly Tree[];
}

/** Kinds of stack that a release's folder holds. */
export function releasedKinds(version: string): readonly string[] {
  return readdirSync(join(releasesFolder, version))
    .flatMap((name) => /^(.*)\.json\.gz$/.exec(name)?.[1] ?? [])
    .sort();
}

export function releasedStack(version: string, kind: string): ReleasedStack {
  const file = join(releasesFolder, version, `${kind}.json.gz`);
  return JSON.parse(gunzipSync(readFileSync(file)).toString("utf8")) as ReleasedStack;
}

/** Outputs of a stack of a kind. */
function outputsOf(version: string, kind: string): Tree {
  const { resources } = releasedStack(version, kind).state.deployment;
  return resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {};
}

/** A released stack as today's program reads it. */
export function releasedSpec(version: string, kind: string): StackSpec {
  const { settings } = releasedStack(version, kind);
  const outputsOfStacks = {
    management: { outputs: outputsOf(version, "management") },
    template: { outputs: outputsOf(version, "template") },
  };
  const raw = { ...settings, outputsOfStacks, secretsSet: new Set(["vcenterPassword"]) };
  return parseStack(raw, "/nowhere", kind, "manifests");
}

/** Unpacks the program of a release, once, and returns the directory that holds it. */
export async function releasedProgram(version: string, directory: string): Promise<string> {
  const program = join(directory, `program-${version}`);
  if (existsSync(program)) return program;
  mkdirSync(program, { recursive: true });
  await unpackProgram(readFileSync(join(releasesFolder, version, programFile)), program);
  return program;
}

/** A file of a release's program. @throws Error where it has none of that name */
export function releasedFile(version: string, name: string): Promise<Buffer> {
  return fileOfProgram(readFileSync(join(releasesFolder, version, programFile)), name);
}
