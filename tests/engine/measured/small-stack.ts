/** A stack of the small program (src/program/index.ts), run by the real engine through the CLI in a project of its own. */
import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import type { Sandbox } from "../../../sandbox/sandbox.js";
import { pulumiRunEnvironment } from "../harness/environments.js";
import { checkout } from "../harness/project.js";
import type { Declarations, Declared } from "./program/index.js";

/** How a run ended, and all that it printed. */
export interface Run {
  readonly ok: boolean;
  readonly text: string;
}

export class SmallStack {
  private readonly project: string;

  private constructor(
    private readonly sandbox: Sandbox,
    directory: string,
    private readonly name: string,
  ) {
    this.project = join(directory, `small-${name}`);
  }

  /** Makes the project and its stack. */
  static async create(sandbox: Sandbox, directory: string, name: string): Promise<SmallStack> {
    const stack = new SmallStack(sandbox, directory, name);
    mkdirSync(stack.project);
    symlinkSync(join(checkout, "node_modules"), join(stack.project, "node_modules"));
    writeFileSync(join(stack.project, "package.json"), '{ "type": "module", "main": "index.js" }');
    const program = join(checkout, "dist", "tests", "engine", "measured", "program", "index.js");
    writeFileSync(join(stack.project, "index.js"), `import ${JSON.stringify(program)};\n`);
    const nodeargs = `--require "${join(checkout, "scripts", "lazy-modules.cjs")}"`;
    const runtime = { name: "nodejs", options: { typescript: false, nodeargs } };
    writeFileSync(join(stack.project, "Pulumi.yaml"), JSON.stringify({ name: "small", runtime }));
    const { ok, text } = await stack.run(["stack", "init", name]);
    assert.ok(ok, text);
    return stack;
  }

  /** Sets the resources that the program creates from now on. */
  declare(
    resources: readonly Declared[],
    options: Partial<Pick<Declarations, "serverSideApply" | "rebuildDigest">> = {},
  ): void {
    const { kubeconfig } = this.sandbox;
    const declarations: Declarations = { kubeconfig, serverSideApply: true, resources, ...options };
    const file = join(this.project, "objects.json");
    writeFileSync(file, JSON.stringify(declarations), { mode: 0o600 });
  }

  preview(...flags: string[]): Promise<Run> {
    return this.run(["preview", ...flags]);
  }

  /** Without a preview before it. */
  up(...flags: string[]): Promise<Run> {
    return this.run(["up", "--yes", "--skip-preview", ...flags]);
  }

  refresh(...flags: string[]): Promise<Run> {
    return this.run(["refresh", "--yes", "--skip-preview", ...flags]);
  }

  destroy(): Promise<Run> {
    return this.run(["destroy", "--yes", "--skip-preview"]);
  }

  /** The state as JSON. */
  async state(): Promise<string> {
    return await succeeds(this.run(["stack", "export"]));
  }

  /** Names of the resources in the state. */
  async resources(): Promise<readonly string[]> {
    const { deployment } = JSON.parse(await this.state()) as {
      deployment: { resources?: readonly { urn: string }[] };
    };
    return (deployment.resources ?? []).map(({ urn }) => urn.split("::").at(-1) ?? "");
  }

  private async run(args: readonly string[]): Promise<Run> {
    const stack = args[0] === "stack" && args[1] === "init" ? [] : ["--stack", this.name];
    const result = await execa("pulumi", [...args, ...stack, "--non-interactive", "--color", "never"], {
      cwd: this.project,
      env: pulumiRunEnvironment(this.sandbox),
      extendEnv: false,
      preferLocal: false,
      all: true,
      reject: false,
      stdin: "ignore",
      timeout: 280_000,
    });
    return { ok: result.exitCode === 0, text: result.all };
  }
}

/** Asserts that a run succeeded. */
export async function succeeds(run: Promise<Run>): Promise<string> {
  const { ok, text } = await run;
  assert.ok(ok, text);
  return text;
}

/** Asserts that a run failed, with a text that holds what is expected. */
export async function failsWith(run: Promise<Run>, expected: string | RegExp): Promise<string> {
  const { ok, text } = await run;
  assert.equal(ok, false, text);
  if (typeof expected === "string") assert.ok(text.includes(expected), `${text}\nexpected: ${expected}`);
  else assert.match(text, expected);
  return text;
}
