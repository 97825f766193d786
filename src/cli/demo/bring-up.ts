/** `make demo`: from whatever is there to the example site of the vendor page, running, and what to do with it. */
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import * as z from "zod";
import type { Profile } from "../../../sandbox/sandbox.js";
import { triedTinyTkrs } from "../../config/tkg-releases.js";
import { kubernetesVersion } from "../../config/tkr-version.js";
import { closingText } from "./closing-text.js";
import { findSandbox } from "./find-sandbox.js";
import { liveObjects } from "./live-objects.js";
import { prepareStack } from "./prepare-stack.js";
import { pulumiOutput, DemoError, showPulumi, type SandboxStack } from "./pulumi-run.js";

/** The outputs of the stack that the demo needs; what it shows of them is read from the APIs. */
const outputsSchema = z.object({
  clusterName: z.string(),
  clusterNamespace: z.string(),
  topologyVersion: z.string(),
  kubeconfig: z.string(),
});

const demoStack = "dev";
const settingsFile = `Pulumi.${demoStack}.yaml`;
const afterFailure =
  'Fix what the message above reports, then run "make demo" again: it continues from here.';

/**
 * @param root the checkout
 * @param directory of the sandbox
 * @throws DemoError with the next step
 */
export async function bringUp(root: string, directory: string, profile: Profile | undefined): Promise<void> {
  const started = Date.now();
  const sandbox = await findSandbox(directory, profile);
  const stack = { sandbox, project: root, name: demoStack };
  await prepareStack(stack);
  await showPulumi(stack, "preview", [], afterFailure);
  await showPulumi(stack, "up", ["--yes", "--skip-preview"], afterFailure);
  const lines = await describe(stack, relative(root, directory) || ".");
  for (const line of lines) console.log(line);
  console.log(`\nThis took ${Math.round((Date.now() - started) / 1000)} s.`);
}

/** Fetches the kubeconfig and reads from the APIs what exists now. */
async function describe(stack: SandboxStack, directory: string): Promise<readonly string[]> {
  const text = await pulumiOutput(stack, [
    "stack",
    "output",
    "--stack",
    demoStack,
    "--json",
    "--show-secrets",
  ]);
  const parsed = outputsSchema.safeParse(JSON.parse(text));
  if (!parsed.success) {
    // Not the values: one of them is a kubeconfig.
    const missing = parsed.error.issues.map(({ path }) => path.join(".")).join(", ");
    throw new DemoError(
      `stack ${demoStack} has no output ${missing}: does ${settingsFile} still describe a site?`,
    );
  }
  const outputs = parsed.data;
  const kubeconfig = join(directory, `${outputs.clusterName}.kubeconfig`);
  writePrivately(join(stack.project, kubeconfig), outputs.kubeconfig);
  const facts = await liveObjects(
    stack.sandbox,
    outputs.clusterName,
    outputs.clusterNamespace,
    join(stack.project, kubeconfig),
  );
  const others = triedTinyTkrs.map(({ tkrVersion }) => kubernetesVersion(tkrVersion));
  const other = others.find((version) => version !== outputs.topologyVersion) ?? outputs.topologyVersion;
  return closingText(facts, {
    directory,
    stack: demoStack,
    settingsFile,
    kubeconfig,
    versions: { now: outputs.topologyVersion, other },
  });
}

/** Writes a file that only its owner may read, whatever was there before. */
function writePrivately(file: string, content: string): void {
  rmSync(file, { force: true });
  writeFileSync(file, content, { mode: 0o600 });
  chmodSync(file, 0o600);
}
