/**
 * Whether the folder with the state has room for it. Where the disk is full Pulumi's file backend replaces the state by the
 * part of it that could be written, and its backup too (fileblob of gocloud.dev renames the file after a failed write).
 */
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { shortOfSpace } from "../clients/free-space.js";
import { readTextFile } from "../config/reading/text-file.js";
import { readYaml } from "../config/reading/yaml-tree.js";

type Environment = Readonly<Record<string, string | undefined>>;

const projectFile = z.looseObject({ backend: z.looseObject({ url: z.string() }) });
const credentialsFile = z.looseObject({ current: z.string() });

/** @returns the warning for the person at the keyboard; undefined where there is room, or the state is elsewhere */
export async function stateSpaceWarning(
  projectDirectory: string,
  environment: Environment = process.env,
  spaceOf = shortOfSpace,
): Promise<string | undefined> {
  const folder = stateFolder(projectDirectory, environment);
  const short = folder === undefined ? undefined : await spaceOf(folder);
  if (folder === undefined || short === undefined) return undefined;
  return (
    `the folder with the state of this stack, ${folder}, has ${short}. A disk that gets full while Pulumi writes the state ` +
    "damages it: free some space first (docs/troubleshooting.md, `unexpected end of JSON input`)."
  );
}

/** Folder of a file backend; undefined for any other. Pulumi reads, in this order: environment, project, login. */
export function stateFolder(projectDirectory: string, environment: Environment): string | undefined {
  const home = environment.HOME ?? homedir();
  const pulumiHome = environment.PULUMI_HOME ?? join(home, ".pulumi");
  const url =
    nonEmpty(environment.PULUMI_BACKEND_URL) ??
    projectFile.safeParse(read(join(projectDirectory, "Pulumi.yaml"))).data?.backend.url ??
    credentialsFile.safeParse(read(join(pulumiHome, "credentials.json"))).data?.current;
  return url === undefined ? undefined : folderOf(url, projectDirectory, home);
}

/** `file:///absolute`, `file://./relative`, `file://~/of-the-home`, each perhaps with `?parameters`. */
function folderOf(url: string, base: string, home: string): string | undefined {
  if (!url.startsWith("file://")) return undefined;
  const path = url.slice("file://".length).split("?")[0] ?? "";
  if (path === "~" || path.startsWith("~/")) return join(home, path.slice(1));
  return isAbsolute(path) ? fileURLToPath(`file://${path}`) : resolve(base, path);
}

const nonEmpty = (text: string | undefined): string | undefined => (text === "" ? undefined : text);

/** @returns undefined for a file that cannot be read; Pulumi itself has the word on it */
function read(file: string): unknown {
  const content = readTextFile(file);
  return "text" in content ? readYaml(content.text).documents[0]?.value : undefined;
}
