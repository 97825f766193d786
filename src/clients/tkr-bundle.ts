/** The bundle of a TKr in its registry, read with imgpkg. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../config/problem.js";
import { bundleTag, packageManifestPath } from "../config/tkr-version.js";
import { tkrPackage, type TkrPackage } from "../manifests/tkr-package.js";
import { failureCause } from "./failure-cause.js";
import { answerSeconds, isLateText, type Patience } from "./patience.js";
import { registryFailure } from "./registry-failure.js";
import { withScratch } from "./scratch.js";
import { runTool } from "./tool.js";

/** How a registry is reached; the password is the only secret. */
export interface RegistryAccess {
  /** PEM file of its CA. @default - the system's CAs */
  readonly caFile?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

/** Reference of a TKr's repository bundle. @param repository without tag */
export function bundleReference(repository: string, tkrVersion: string): string {
  return `${repository}:${bundleTag(tkrVersion)}`;
}

/**
 * Pulls a TKr's repository bundle and gives its Package, changed for this management cluster.
 * @param repository without tag
 * @throws UserError that names the config key to fix
 */
export async function pullTkrPackage(
  repository: string,
  tkrVersion: string,
  access: RegistryAccess,
): Promise<TkrPackage> {
  const reference = bundleReference(repository, tkrVersion);
  return withScratch("bundle", async (directory) => {
    await pull(reference, directory, access);
    const path = packageManifestPath(tkrVersion);
    const manifest = await readManifest(join(directory, "bundle", path), path, reference);
    return tkrPackage(manifest, tkrVersion, repository.slice(0, repository.lastIndexOf("/")));
  });
}

async function pull(reference: string, directory: string, registry: RegistryAccess): Promise<void> {
  const args = ["pull", "-b", reference, "-o", join(directory, "bundle"), "--tty=false"];
  const environment = {
    // Credentials come from the stack, never from the docker configuration of the user who runs it.
    DOCKER_CONFIG: directory,
    IMGPKG_USERNAME: registry.username,
    IMGPKG_PASSWORD: registry.password,
  };
  const patience: Patience = {
    ...registryPatience(reference, 2),
    of: "progress",
    // imgpkg prints nothing while a layer arrives.
    probe: () => bytesBelow(directory),
  };
  const result = await runTool("imgpkg", [...args, ...trust(registry)], environment, {
    patience,
    onOutput: () => true,
  });
  if (!result.ok) throw new UserError(explainPull(reference, result.stderr));
}

function registryPatience(reference: string, factor = 1): Patience {
  const host = reference.split("/")[0] ?? reference;
  return {
    system: `the registry ${host}`,
    key: "tkg-edge:connection.registry.host",
    seconds: answerSeconds(factor),
  };
}

async function bytesBelow(directory: string): Promise<number> {
  const files = await readdir(directory, { recursive: true });
  const sizes = await Promise.all(
    files.map(async (file) => (await stat(join(directory, file)).catch(() => undefined))?.size ?? 0),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

const trust = ({ caFile }: RegistryAccess) =>
  caFile === undefined ? [] : ["--registry-ca-cert-path", caFile];

/**
 * Requests an image as the management cluster's TKr controller does: without any login.
 * @returns imgpkg's words when it may not be had; undefined when it may
 */
export async function anonymousRefusal(
  reference: string,
  registry: RegistryAccess,
): Promise<string | undefined> {
  return withScratch("anonymous", async (directory) => {
    const args = ["tag", "resolve", "-i", reference, "--registry-anon", "--tty=false"];
    const environment = { DOCKER_CONFIG: directory };
    const patience = registryPatience(reference);
    const result = await runTool("imgpkg", [...args, ...trust(registry)], environment, { patience });
    return result.ok ? undefined : result.stderr;
  });
}

/** What went wrong with a pull, by the config key that fixes it; imgpkg's own words come last. */
export function explainPull(reference: string, stderr: string): string {
  if (isLateText(stderr)) return `${reference} was not pulled: ${stderr}`;
  const cause = failureCause(stderr);
  if (cause === "tool-missing") return stderr;
  const { path, text } = registryFailure(cause, reference);
  return `${path}: ${text}.\nimgpkg reports: ${stderr.replace(/^imgpkg: Error: */, "").trim()}`;
}

async function readManifest(file: string, path: string, reference: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch {
    throw new UserError(
      `tkg-edge:management.tkr.version: the bundle ${reference} has no ${path}; it is not the repository bundle of that TKr`,
    );
  }
}
