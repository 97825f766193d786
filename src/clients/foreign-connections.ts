/**
 * What a change of files that others can change, such as a merge request, must not do: send passwords or kubeconfigs to
 * another server than the operator named, or have a command that only reads start a program.
 */
import { existsSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import type { ManagementConnection } from "../config/connection.js";
import { layeredStack } from "../config/layers.js";
import { sourceOf, valueAt, type ReadLayer } from "../config/lower-layers.js";
import { UserError, type Problem } from "../config/problem.js";
import type { RawStack } from "../config/stack-spec.js";
import { isPlainKubeconfig, loginProgram, tokenFileOf } from "./kubeconfig.js";
import { operatorFiles, operatorFilesVariable, realFile } from "./operator-files.js";

/** Keys that decide where a kubeconfig or a password goes, and whether what answers there is verified. */
const destinations = [
  ["managementCluster", "kubeconfig"],
  ["managementCluster", "context"],
  ["vcenter", "server"],
  ["vcenter", "thumbprint"],
  ["vcenter", "caFile"],
  ["vcenter", "insecure"],
  ["registry", "host"],
  ["registry", "caFile"],
] as const;

/**
 * Destinations that none of the operator's connection files sets. Without such files there are none.
 * @param directory absolute path of the project
 */
export function foreignConnections(raw: RawStack, directory: string): Problem[] {
  const files = operatorFiles(directory);
  if (!files) return [];
  const { layer } = layeredStack(raw, directory);
  return destinations.flatMap((key) => {
    const steps = ["connection", ...key];
    const source = sourceOf(layer, steps);
    if (!source || isOperators(source.connectionFile, files)) return [];
    const own = layer.sources.filter(({ connectionFile }) => isOperators(connectionFile, files));
    // The same value leads to the same place.
    if (own.some(({ values }) => valueAt(values, steps) === valueAt(source.values, steps))) return [];
    return [
      {
        path: `tkg-edge:connection.${key.join(".")}`,
        found: `a value in ${source.name}, which is none of the files in ${operatorFilesVariable}`,
        expected:
          "the value in one of these files, since kubeconfigs and passwords go only where they lead (docs/fleet.md)",
      },
    ];
  });
}

/**
 * For commands that only read. A kubeconfig outside of the repository is the operator's own.
 * @throws UserError where the repository's kubeconfig starts a program to log in, or sends a token of a file outside of the repository,
 * and the operator does not name it
 */
export function refuseLoginProgram(
  { kubeconfig, context }: ManagementConnection,
  raw: RawStack,
  directory: string,
): void {
  const file = resolve(directory, kubeconfig);
  const repository = realFile(repositoryOf(directory));
  const isForeign = (path: string) => !isWithin(repository, realFile(path));
  if (isForeign(file)) return;
  const program = loginProgram(file, context);
  const token = tokenFileOf(file, context);
  const does = !isPlainKubeconfig(file)
    ? "may start a program to log in (it is no single YAML mapping)"
    : program !== undefined
      ? `starts a program to log in (${program})`
      : token !== undefined && isForeign(token)
        ? `sends the token in ${token} to the server that it names`
        : undefined;
  if (does === undefined) return;
  const { layer } = layeredStack(raw, directory);
  if (isOperators(kubeconfigSource(layer), operatorFiles(directory))) return;
  throw new UserError(
    `tkg-edge:connection.managementCluster.kubeconfig: ${kubeconfig} ${does}, which a command ` +
      "that only reads does not do for a kubeconfig in the repository; expected: a kubeconfig outside of it, or one that a " +
      `connection file sets which the operator names in ${operatorFilesVariable} (docs/fleet.md)`,
  );
}

const kubeconfigSource = (layer: ReadLayer) =>
  sourceOf(layer, ["connection", "managementCluster", "kubeconfig"])?.connectionFile;

const isOperators = (connectionFile: string | undefined, files: ReadonlySet<string> | undefined): boolean =>
  connectionFile !== undefined && files?.has(realFile(connectionFile)) === true;

/** The work tree that has the project; the project itself where it is in none. */
function repositoryOf(directory: string): string {
  for (let folder = directory; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return folder;
    if (dirname(folder) === folder) return directory;
  }
}

const isWithin = (folder: string, path: string): boolean =>
  path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
