/** Builds a kustomization with the one that is built into kubectl. */
import { UserError } from "../config/problem.js";
import { answerSeconds } from "./patience.js";
import { runTool } from "./tool.js";

/** A kustomization may fetch remote bases. */
const requests = 3;

/**
 * @param directory absolute path of a folder with a kustomization
 * @param key config key that lists the folder
 * @returns its objects as YAML
 * @throws UserError with kustomize's own words
 */
export async function buildKustomization(directory: string, key: string): Promise<string> {
  const patience = { system: `kubectl kustomize ${directory}`, key, seconds: answerSeconds(requests) };
  const result = await runTool("kubectl", ["kustomize", directory], {}, { patience });
  if (result.ok) return result.stdout;
  throw new UserError(`${key}: kubectl kustomize ${directory} failed: ${result.stderr}`);
}
