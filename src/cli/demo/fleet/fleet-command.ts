/** Runs `tkg-edge fleet …` on the project of the demo, with the terminal handed through. */
import { join, relative } from "node:path";
import { execa } from "execa";
import { DemoError, demoEnvironment, withoutInterrupts, type SandboxStack } from "../pulumi-run.js";

export interface DemoProject extends Pick<SandboxStack, "sandbox" | "project"> {
  /** The checkout. */
  readonly root: string;
}

/**
 * @param expected exit code with which the command has to end, such as 2 for a plan with changes
 * @throws DemoError where it ends with another one
 */
export async function fleetCommand(
  { root, sandbox, project }: DemoProject,
  words: readonly string[],
  expected = 0,
): Promise<void> {
  const args = ["tkg-edge.js", "fleet", ...words, "-C", relative(root, project)];
  console.log(`\n+ node ${args.join(" ")}`);
  const { exitCode } = await withoutInterrupts(() =>
    execa(process.execPath, [join(root, "tkg-edge.js"), ...args.slice(1)], {
      ...{ cwd: root, env: demoEnvironment(sandbox), extendEnv: false },
      ...{ stdio: "inherit" as const, reject: false as const },
    }),
  );
  if (exitCode === expected) return;
  throw new DemoError(
    `fleet ${words[0] ?? ""} ended with exit code ${exitCode ?? "none"}; the demo expected ${expected}. ` +
      'Fix what the messages above report, then run "make demo-fleet" again: it begins from the start.',
  );
}
