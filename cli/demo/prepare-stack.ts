/** Makes a stack ready for an `up`, whatever happened to the run before: selected, unlocked, nothing pending. */
import { fileURLToPath } from "node:url";
import type { Sandbox } from "../../sandbox/sandbox.js";
import { clearDeadLocks } from "../stack-lock.js";
import { askPulumi, showPulumi, type SandboxStack } from "./pulumi-run.js";

/** What is read of `pulumi stack export`. */
interface Deployment {
  readonly deployment?: {
    readonly pending_operations?: readonly { readonly resource: { readonly urn: string } }[];
  };
}

/** Name of the project in Pulumi.yaml. */
const projectName = "tkg-edge";

/**
 * Selects the stack, making it on the first run. Its settings file holds an encryption salt already, so the file is
 * not written.
 */
export async function prepareStack(stack: SandboxStack): Promise<void> {
  await askPulumi(stack, ["stack", "select", stack.name, "--create"]);
  const cleared = clearDeadLocks(backendDirectory(stack.sandbox), projectName, stack.name);
  for (const said of cleared) console.log(said);
  const exported = await askPulumi(stack, ["stack", "export", "--stack", stack.name]);
  const pending = (JSON.parse(exported) as Deployment).deployment?.pending_operations ?? [];
  if (pending.length === 0) return;
  console.log(
    `\nThe run before was ended while it worked on ${pending.length} resources; asking the APIs how that went:`,
  );
  for (const { resource } of pending) console.log(`  ${resource.urn.split("::").slice(2).join(" ")}`);
  // What a killed create has left is found again by the next `up`: objects are applied, commands are repeatable.
  await showPulumi(
    stack,
    "refresh",
    ["--yes", "--skip-preview", "--clear-pending-creates"],
    'If the state cannot be mended, "make demo-down" removes everything and "make demo" starts afresh.',
  );
}

function backendDirectory(sandbox: Sandbox): string {
  const url = sandbox.environment.PULUMI_BACKEND_URL ?? "";
  if (!url.startsWith("file://"))
    throw new Error(`the sandbox's backend is "${url}"; expected a file:// URL`);
  return fileURLToPath(url);
}
