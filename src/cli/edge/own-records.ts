/** What a stack's own state records, for commands that run without the program. */
import { join } from "node:path";
import { UserError } from "../../config/problem.js";
import { readTextFile } from "../../config/reading/text-file.js";
import { readYaml } from "../../config/reading/yaml-tree.js";
import { isTree } from "../../config/tree.js";
import type { StackView } from "../../environment/judgements/standing.js";
import { outsideWorkloadCluster, readExported } from "../../program/exported-state.js";
import type { PulumiRunner } from "./store-password.js";

/**
 * Values that are secret stay encrypted; nothing of what is read from it is.
 * @returns nothing recorded for a stack that does not exist yet
 * @throws UserError when the state cannot be read: an unknown state is never treated as empty
 */
export async function ownRecords(stack: string, directory: string, pulumi: PulumiRunner): Promise<StackView> {
  const mark = `${projectName(directory)}/${stack.split("/").at(-1) ?? stack}`;
  const args = ["stack", "export", "--stack", stack, "--cwd", directory, "--non-interactive"];
  const { ok, stdout, stderr } = await pulumi(args);
  if (!ok && stderr.includes("no stack named")) return { mark, records: [] };
  if (!ok) throw new UserError(`the state of stack ${stack} cannot be read: ${stderr}`);
  const records = outsideWorkloadCluster(readExported(stdout).resources).filter(
    (resource) => !resource.delete,
  );
  return { mark, records: records.map(({ urn, type, outputs }) => ({ urn, type, outputs })) };
}

/** @throws UserError where the directory is no project of Pulumi */
export function projectName(directory: string): string {
  const file = join(directory, "Pulumi.yaml");
  const read = readTextFile(file);
  const project = "text" in read ? readYaml(read.text).documents[0]?.value : undefined;
  if (isTree(project) && typeof project.name === "string") return project.name;
  throw new UserError(`${file}: cannot be read; expected a Pulumi project file with a name`);
}
