/** Makes a stack ready for an `up`, whatever happened to the run before: selected, unlocked, nothing pending. */
import { fileURLToPath } from "node:url";
import type { Sandbox } from "../../../sandbox/sandbox.js";
import { shortOfSpace } from "../../clients/free-space.js";
import { describeOperation, notToBeForgotten, pendingOperations } from "../pending-operations.js";
import { clearDeadLocks } from "../stack-lock.js";
import { pulumiOutput, DemoError, type SandboxStack } from "./pulumi-run.js";

/** Name of the project in Pulumi.yaml. */
const projectName = "tkg-edge";

/**
 * Selects the stack, making it on the first run. Its settings file holds an encryption salt already, so the file is
 * not written.
 */
export async function prepareStack(stack: SandboxStack): Promise<void> {
  const backend = backendDirectory(stack.sandbox);
  const short = await shortOfSpace(stack.sandbox.directory);
  if (short !== undefined) {
    // A full disk would damage the state, and end the sandbox's own servers.
    throw new DemoError(
      `the folder of the sandbox, ${stack.sandbox.directory}, has ${short}: free some space first`,
    );
  }
  await pulumiOutput(stack, ["stack", "select", stack.name, "--create"]);
  const cleared = clearDeadLocks(backend, projectName, stack.name);
  for (const line of cleared) console.log(line);
  const exported = await pulumiOutput(stack, ["stack", "export", "--stack", stack.name]);
  await clearPending(stack, exported);
}

/** An import keeps the whole state and drops what is pending, without contacting the environment. */
async function clearPending(stack: SandboxStack, exported: string): Promise<void> {
  const pending = pendingOperations(exported);
  if (pending.length === 0) return;
  const unknown = notToBeForgotten(pending);
  if (unknown.length > 0) {
    console.log("\nThe last run was ended while it created these, and only you know whether they exist:");
    for (const operation of unknown) console.log(`  ${describeOperation(operation)}`);
    console.log(`"pulumi refresh --stack ${stack.name}" asks for each of them (docs/resume.md).`);
    return;
  }
  console.log(
    `\nThe last run was ended in the middle of ${pending.length} operations; the next one continues them:`,
  );
  for (const operation of pending) console.log(`  ${describeOperation(operation)}`);
  await pulumiOutput(stack, ["stack", "import", "--stack", stack.name], exported);
}

function backendDirectory(sandbox: Sandbox): string {
  const url = sandbox.environment.PULUMI_BACKEND_URL ?? "";
  if (!url.startsWith("file://"))
    throw new Error(`the sandbox's backend is "${url}"; expected a file:// URL`);
  return fileURLToPath(url);
}
