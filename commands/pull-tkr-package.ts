/**
 * Pulls the repository bundle of a TKr with imgpkg and gives its Package, changed for this management cluster
 * (vendor page, steps 2.4 and 2.5).
 *
 * Out: `{"package": {...}}`.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { withScratch } from "../clients/scratch.js";
import { runTool, type ToolEnvironment } from "../clients/tool.js";
import { optionalText } from "../config/fields.js";
import { UserError } from "../config/problem.js";
import { bundleTag, packageManifestPath } from "../config/tkr-version.js";
import { tkrPackage } from "../manifests/tkr-package.js";
import { progress, runCommand } from "./command.js";

const inputs = z.object({
  TKG_EDGE_TKR_VERSION: z.string().min(1),
  /** Repository without tag. */
  TKG_EDGE_BUNDLE: z.string().min(1),
  TKG_EDGE_REGISTRY_CA_FILE: optionalText,
  TKG_EDGE_REGISTRY_USERNAME: optionalText,
  TKG_EDGE_REGISTRY_PASSWORD: optionalText,
});

export async function main(): Promise<void> {
  await runCommand(inputs, async (input) => {
    const repository = input.TKG_EDGE_BUNDLE;
    const reference = `${repository}:${bundleTag(input.TKG_EDGE_TKR_VERSION)}`;
    return await withScratch("bundle", async (directory) => {
      progress(`pulling ${reference}`);
      await pull(reference, directory, input);
      const path = packageManifestPath(input.TKG_EDGE_TKR_VERSION);
      const manifest = await readManifest(join(directory, "bundle", path), path, reference);
      const registry = repository.slice(0, repository.lastIndexOf("/"));
      return { package: tkrPackage(manifest, input.TKG_EDGE_TKR_VERSION, registry) };
    });
  });
}

async function pull(reference: string, directory: string, input: z.output<typeof inputs>): Promise<void> {
  const ca = input.TKG_EDGE_REGISTRY_CA_FILE;
  const environment: ToolEnvironment = {
    // Credentials come from the stack, never from the docker configuration of whoever runs it.
    DOCKER_CONFIG: directory,
    IMGPKG_USERNAME: input.TKG_EDGE_REGISTRY_USERNAME,
    IMGPKG_PASSWORD: input.TKG_EDGE_REGISTRY_PASSWORD,
  };
  const args = ["pull", "-b", reference, "-o", join(directory, "bundle"), "--tty=false"];
  const result = await runTool(
    "imgpkg",
    ca === undefined ? args : [...args, "--registry-ca-cert-path", ca],
    environment,
  );
  if (!result.ok) throw new UserError(explainPull(reference, result.stderr));
}

/** What went wrong with a pull, by the config key that mends it; imgpkg's own words come last. */
export function explainPull(reference: string, stderr: string): string {
  const host = reference.split("/")[0] ?? reference;
  const because = `\nimgpkg said: ${stderr.replace(/^imgpkg: Error: */, "").trim()}`;
  if (stderr.includes("is not on the PATH")) return stderr;
  if (/certificate|x509/i.test(stderr)) {
    return `tkg-edge:connection.registry.caFile: the certificate of ${host} is not trusted; name the PEM file of its CA.${because}`;
  }
  if (/401|UNAUTHORIZED|403|DENIED/i.test(stderr)) {
    return (
      `tkg-edge:connection.registry.username, tkg-edge:registryPassword: ${host} refuses to give out ${reference}; ` +
      `set the user and password of an account that may pull it.${because}`
    );
  }
  if (/MANIFEST_UNKNOWN|NAME_UNKNOWN|not found|404/i.test(stderr)) {
    return (
      `tkg-edge:management.tkr: ${reference} does not exist; check management.tkr.version, and management.tkr.bundle ` +
      `or connection.registry.host for a registry of your own.${because}`
    );
  }
  if (/unexpected EOF|connection reset|digest|size/i.test(stderr)) {
    return (
      `tkg-edge:connection.registry.host: the connection to ${host} broke off while ${reference} was pulled, or what came is damaged; ` +
      `run the same command again. If it stays so, look at the registry's log and at proxies on the way.${because}`
    );
  }
  return (
    `tkg-edge:connection.registry.host (or tkg-edge:management.tkr.bundle): the registry ${host} cannot be reached for ${reference}; ` +
    `check the name, the network and that it still exists.${because}`
  );
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
