/** Project directories to measure in: the site's, and what a plain `pulumi new typescript` gives. */
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { pulumiRunEnvironment } from "../../tests/engine/harness/environments.js";
import { checkout, linkProject } from "../../tests/engine/harness/project.js";
import type { Sandbox } from "../sandbox.js";
import type { Invocation } from "./measure.js";

/** A stack that `pulumi` is run on. */
export interface Project {
  readonly directory: string;
  readonly stack: string;
}

/** Makes the project of an empty TypeScript program, run by the nodejs runtime through ts-node, with its stack. */
export async function emptyProject(sandbox: Sandbox, directory: string): Promise<Project> {
  mkdirSync(directory);
  const write = (name: string, content: string): void => {
    writeFileSync(join(directory, name), content);
  };
  write("Pulumi.yaml", "name: empty\nruntime:\n  name: nodejs\n  options:\n    packagemanager: npm\n");
  write("index.ts", 'import * as pulumi from "@pulumi/pulumi";\n');
  write(
    "package.json",
    JSON.stringify({
      name: "empty",
      main: "index.ts",
      devDependencies: { "@types/node": "^20", typescript: "^5.0.0" },
      dependencies: { "@pulumi/pulumi": "^3.113.0" },
    }),
  );
  write(
    "tsconfig.json",
    JSON.stringify({
      compilerOptions: {
        strict: true,
        outDir: "bin",
        target: "es2020",
        module: "commonjs",
        moduleResolution: "node",
        sourceMap: true,
        experimentalDecorators: true,
        pretty: true,
        noFallthroughCasesInSwitch: true,
        noImplicitReturns: true,
        forceConsistentCasingInFileNames: true,
      },
      files: ["index.ts"],
    }),
  );
  symlinkSync(join(checkout, "node_modules"), join(directory, "node_modules"));
  const project = { directory, stack: "empty" };
  await initStack(sandbox, project);
  return project;
}

/**
 * Makes a copy of a project that runs another compiled program on the same stack and settings, packed as the real one is.
 * @param program path in the checkout. Pulumi works from where the main file is, so it is started by one in the project.
 */
export async function withProgram(of: Project, directory: string, program: string): Promise<Project> {
  linkProject(directory);
  const file = join(directory, "Pulumi.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace(/^main: .*$/m, "main: start.js"));
  const { bundle } = (await import(join(checkout, "scripts", "bundle.js"))) as {
    readonly bundle: (entryPoints: Readonly<Record<string, string>>, outdir: string) => void;
  };
  bundle({ program: join(checkout, program) }, directory);
  writeFileSync(join(directory, "start.js"), 'export default { ...(await import("./program.js")) };\n');
  rmSync(join(directory, `Pulumi.${of.stack}.yaml`), { force: true });
  symlinkSync(join(of.directory, `Pulumi.${of.stack}.yaml`), join(directory, `Pulumi.${of.stack}.yaml`));
  return { directory, stack: of.stack };
}

async function initStack(sandbox: Sandbox, { directory, stack }: Project): Promise<void> {
  await execa("pulumi", ["stack", "init", stack, "--non-interactive"], {
    cwd: directory,
    env: pulumiRunEnvironment(sandbox),
    extendEnv: false,
  });
}

/** One run of `pulumi`. */
export function pulumiRun(
  sandbox: Sandbox,
  { directory, stack }: Project,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Invocation {
  return {
    command: "pulumi",
    args: [...args, "--stack", stack, "--non-interactive", "--color", "never"],
    cwd: directory,
    environment: { ...pulumiRunEnvironment(sandbox), BENCH_PROJECT: directory, ...environment },
  };
}
