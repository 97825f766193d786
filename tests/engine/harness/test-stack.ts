/**
 * A stack driven by the real engine through the `pulumi` CLI, as a user would, in a project directory of its own. It
 * gets the environment that the sandbox hands out and as little as possible of the machine's.
 */
import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { dump, load } from "js-yaml";
import type { Sandbox } from "../../../sandbox/sandbox.js";
import { readEngineRecord, type EngineRecord } from "./engine-events.js";
import { pulumiRunEnvironment } from "./environments.js";
import { linkProject } from "./project.js";
import { exampleSite, merge, type StackFile, type Tree } from "./stack-settings.js";

export interface Outcome extends EngineRecord {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams as they came, for a failing assertion to show. */
  readonly all: string;
}

export interface RunOptions {
  /** Further arguments of the CLI. */
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Deadline in seconds; the run is then ended and fails. @default 240 */
  readonly seconds?: number;
}

export interface PreviewOptions extends RunOptions {
  readonly expectNoChanges?: boolean;
  readonly diff?: boolean;
}

interface StoredState {
  readonly version: number;
  readonly checkpoint: { readonly latest?: object };
}

export class TestStack {
  readonly project: string;
  readonly settingsFile: string;

  private constructor(
    private readonly sandbox: Sandbox,
    directory: string,
    readonly name: string,
    private settings: StackFile,
    program: string | undefined,
  ) {
    this.project = linkProject(join(directory, `project-${name}`), program);
    this.settingsFile = join(this.project, `Pulumi.${name}.yaml`);
  }

  /**
   * Makes the project directory, the settings and the stack in the sandbox's backend.
   * @param overrides what differs from the vendor page's example site, by `tkg-edge:` key without the prefix
   * @param program directory of the program. @default - the checkout
   */
  static async create(
    sandbox: Sandbox,
    directory: string,
    name: string,
    overrides: Tree = {},
    program?: string,
  ): Promise<TestStack> {
    const stack = TestStack.open(sandbox, directory, name, overrides, program);
    await stack.pulumi(["stack", "init", name]);
    return stack;
  }

  /** The same of a stack that is in the backend already. */
  static open(
    sandbox: Sandbox,
    directory: string,
    name: string,
    overrides: Tree = {},
    program?: string,
  ): TestStack {
    const stack = new TestStack(sandbox, directory, name, exampleSite(sandbox, overrides), program);
    stack.save();
    return stack;
  }

  /** Goes on with today's program, as a user does who updates the checkout. */
  upgrade(): void {
    linkProject(this.project);
  }

  /** Changes settings; an `undefined` removes the key. */
  configure(overrides: Tree): void {
    const prefixed = Object.fromEntries(
      Object.entries(overrides).map(([key, value]) => [`tkg-edge:${key}`, value]),
    );
    this.settings = { ...this.settings, config: merge(this.settings.config, prefixed) };
    this.save();
  }

  /** Goes back to the example site with these overrides, the committed secrets included. */
  reset(overrides: Tree): void {
    this.settings = exampleSite(this.sandbox, overrides);
    this.save();
  }

  /** The settings as they are now, to go back to with `restore`. */
  get saved(): StackFile {
    return this.settings;
  }

  /** Goes back to settings of this stack, with these overrides. */
  restore(saved: StackFile, overrides: Tree): void {
    this.settings = saved;
    this.configure(overrides);
  }

  /** Encrypts a secret into the settings; the CLI reads the value from standard input. */
  async setSecret(key: string, value: string): Promise<void> {
    await this.pulumi(["config", "set", "--stack", this.name, "--secret", `tkg-edge:${key}`], value);
    this.settings = load(readFileSync(this.settingsFile, "utf8")) as StackFile;
  }

  async preview({ expectNoChanges, diff, ...options }: PreviewOptions = {}): Promise<Outcome> {
    const flags = [...(expectNoChanges ? ["--expect-no-changes"] : []), ...(diff ? ["--diff"] : [])];
    return await this.run("preview", flags, options);
  }

  /** `preview: true` previews first, as a user's `up` does. */
  async up({
    preview = false,
    ...options
  }: RunOptions & { readonly preview?: boolean } = {}): Promise<Outcome> {
    return await this.run("up", ["--yes", ...(preview ? [] : ["--skip-preview"])], options);
  }

  async refresh({ expectNoChanges, ...options }: Omit<PreviewOptions, "diff"> = {}): Promise<Outcome> {
    return await this.run("refresh", ["--yes", ...(expectNoChanges ? ["--expect-no-changes"] : [])], options);
  }

  /** What a refresh would write to the state; it is not written. */
  async previewRefresh(options: RunOptions = {}): Promise<Outcome> {
    return await this.run("refresh", ["--preview-only"], options);
  }

  async destroy(options: RunOptions = {}): Promise<Outcome> {
    return await this.run("destroy", ["--yes", "--skip-preview"], options);
  }

  /** The stack's outputs; secret ones in plain text on request. */
  async outputs({ showSecrets = false } = {}): Promise<Readonly<Record<string, unknown>>> {
    const flags = ["--json", ...(showSecrets ? ["--show-secrets"] : [])];
    return JSON.parse(await this.pulumi(["stack", "output", "--stack", this.name, ...flags])) as Tree;
  }

  /** The stack's state as it is stored, secrets encrypted, in the form of `pulumi stack export`. */
  state(): string {
    // From the backend's own file: the CLI takes half a second of a core to print it.
    const { version, checkpoint } = JSON.parse(readFileSync(this.stateFile, "utf8")) as StoredState;
    return JSON.stringify({ version, deployment: checkpoint.latest ?? {} }, undefined, 2);
  }

  /** Changes the stored state. @param edit from the form of `state` to the same form */
  editState(edit: (text: string) => string): void {
    const stored = JSON.parse(readFileSync(this.stateFile, "utf8")) as StoredState;
    const { deployment } = JSON.parse(edit(this.state())) as { readonly deployment: object };
    const edited = { ...stored, checkpoint: { ...stored.checkpoint, latest: deployment } };
    writeFileSync(this.stateFile, JSON.stringify(edited));
  }

  private get stateFile(): string {
    return join(this.sandbox.directory, "pulumi-state/.pulumi/stacks/tkg-edge", `${this.name}.json`);
  }

  /** Arguments and environment of a run, for a test that starts the process itself. */
  command(
    verb: string,
    flags: readonly string[],
  ): { readonly args: readonly string[]; readonly cwd: string } {
    return {
      args: [verb, "--stack", this.name, "--non-interactive", "--color", "never", ...flags],
      cwd: this.project,
    };
  }

  private async run(verb: string, flags: readonly string[], options: RunOptions): Promise<Outcome> {
    // Beside the project: the SDK's debug messages in it hold secret values, as those of `pulumi --debug` do.
    const eventLog = `${this.project}-events-${randomUUID()}.jsonl`;
    const { args, cwd } = this.command(verb, [...flags, "--event-log", eventLog, ...(options.args ?? [])]);
    const result = await execa("pulumi", args, {
      cwd,
      env: { ...pulumiRunEnvironment(this.sandbox), ...options.environment },
      extendEnv: false,
      preferLocal: false,
      all: true,
      reject: false,
      stdin: "ignore",
      timeout: (options.seconds ?? 240) * 1000,
    });
    const { stdout, stderr, all } = result;
    return { ...readEngineRecord(eventLog), exitCode: result.exitCode ?? -1, stdout, stderr, all };
  }

  private async pulumi(args: readonly string[], input?: string): Promise<string> {
    const { stdout } = await execa("pulumi", [...args, "--non-interactive"], {
      cwd: this.project,
      env: pulumiRunEnvironment(this.sandbox),
      extendEnv: false,
      ...(input === undefined ? { stdin: "ignore" } : { input }),
    });
    return stdout;
  }

  private save(): void {
    writeFileSync(this.settingsFile, dump(this.settings));
  }
}
