// Stand-in for the Pulumi plugin "command" 1.2.1: its resource `command:local:Command` and its function
// `command:local:run`. The rest of that plugin (remote commands, copying files) is not here, nor are its
// assetPaths and archivePaths.
//
// The plugin's rules that matter to a program: a change of any input is an update, which runs `update`, or `create`
// where there is none; every output is secret as soon as one input is; a preview runs nothing. Which change is a
// replacement (triggers) is said by the SDK, not by the plugin.
import { randomBytes } from "node:crypto";
import type { Provider } from "@pulumi/pulumi/provider/index.js";
import { checkInputs, readInputs } from "./inputs.js";
import type { CommandInputs, InputFailure } from "./inputs.js";
import { secret, unwrap } from "./property-values.js";
import { runCommand } from "./run-command.js";
import type { CommandOutput } from "./run-command.js";

/** The version of the plugin that this one stands in for. */
export const version = "1.2.1";

const announcement = `command: stand-in for pulumi-command ${version}, which could not be downloaded here`;
const commandType = "command:local:Command";
const runFunction = "command:local:run";

/** Writes a line to the engine's log; `urn` is the resource it belongs to, "" for none. */
export type EngineLog = (line: string, urn: string) => void;

/** Properties as the engine sends them. */
type Properties = Readonly<Record<string, unknown>>;

/** Answers, as the plugin server wants them: of a check, and of what ran. */
interface Checked {
  readonly inputs?: unknown;
  readonly failures: InputFailure[];
}
interface Ran {
  readonly outs: Properties;
}
interface Invoked {
  readonly outputs?: Properties;
  readonly failures?: InputFailure[];
}

function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").pop() ?? "";
}

/** The stand-in, as Pulumi's plugin server wants it. */
export class CommandProvider implements Provider {
  readonly version = version;
  private readonly canceled = new AbortController();
  private readonly running = new Set<Promise<CommandOutput>>();
  private announced = false;

  /**
   * @param log - where the output of running commands goes.
   * @param environment - what every command's environment starts from.
   */
  constructor(
    private readonly log: EngineLog,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  readonly check = (urn: string, _olds: unknown, news: unknown): Promise<Checked> => {
    this.announce();
    if (typeOf(urn) !== commandType) {
      const reason = `the stand-in for pulumi-command has no ${typeOf(urn)}; install the real plugin to use it`;
      return Promise.resolve({ failures: [{ property: "", reason }] });
    }
    return Promise.resolve({ inputs: news, failures: checkInputs(unwrap(news).value) });
  };

  readonly create = async (urn: string, news: Properties): Promise<Ran & { readonly id: string }> => {
    const inputs = readInputs(unwrap(news).value);
    const outs = await this.run(urn, inputs.create, inputs, news);
    const name = urn.split("::").slice(3).join("::");
    return { id: `${name}${randomBytes(4).toString("hex")}`, outs };
  };

  readonly update = async (_id: string, urn: string, olds: Properties, news: Properties): Promise<Ran> => {
    const before = readInputs(unwrap(olds).value);
    const inputs = { ...readInputs(unwrap(news).value), stdout: before.stdout, stderr: before.stderr };
    const command = inputs.update ?? inputs.create;
    return { outs: await this.run(urn, command, inputs, news, unwrap([olds.stdout, olds.stderr]).secret) };
  };

  readonly delete = async (_id: string, urn: string, state: Properties): Promise<void> => {
    this.announce();
    const inputs = readInputs(unwrap(state).value);
    await this.run(urn, inputs.delete, inputs, state);
  };

  readonly invoke = async (token: string, args: Properties): Promise<Invoked> => {
    this.announce();
    if (token !== runFunction) {
      throw new Error(`the stand-in for pulumi-command has no ${token}; install the real plugin to use it`);
    }
    const failures = checkInputs(unwrap(args).value);
    if (failures.length > 0) return { failures };
    const inputs = readInputs(unwrap(args).value);
    return { outputs: await this.run("", inputs.command, inputs, args) };
  };

  readonly cancel = (): Promise<void> => {
    this.canceled.abort();
    return Promise.resolve();
  };

  /** Waits until no command runs. @returns whether one did. */
  async settle(): Promise<boolean> {
    const left = [...this.running];
    await Promise.allSettled(left);
    return left.length > 0;
  }

  /** Says, once in a plugin's life, that is once in an operation, what it is. */
  private announce(): void {
    if (this.announced) return;
    this.announced = true;
    this.log(announcement, "");
  }

  /** Runs a command line, if there is one, and returns the properties with its output. */
  private async run(
    urn: string,
    command: string | undefined,
    inputs: CommandInputs,
    properties: Properties,
    outputIsSecret = false,
  ): Promise<Record<string, unknown>> {
    this.announce();
    const output: CommandOutput = command === undefined ? inputs : await this.execute(urn, command, inputs);
    const wrap = outputIsSecret || unwrap(properties).secret ? secret : (value: unknown) => value;
    return { ...properties, stdout: wrap(output.stdout), stderr: wrap(output.stderr) };
  }

  private execute(urn: string, command: string, inputs: CommandInputs): Promise<CommandOutput> {
    const logged = inputs.logging === "stdoutAndStderr" ? ["stdout", "stderr"] : [inputs.logging];
    const previous: Record<string, string> = {};
    if (inputs.addPreviousOutputInEnv) {
      if (inputs.stdout !== "") previous.PULUMI_COMMAND_STDOUT = inputs.stdout;
      if (inputs.stderr !== "") previous.PULUMI_COMMAND_STDERR = inputs.stderr;
    }
    const run = runCommand({
      command,
      interpreter: inputs.interpreter?.length ? inputs.interpreter : ["/bin/sh", "-c"],
      directory: inputs.dir ?? process.cwd(),
      environment: { ...this.environment, ...inputs.environment, ...previous },
      stdin: inputs.stdin ?? "",
      signal: this.canceled.signal,
      onLine: (stream, line) => {
        if (logged.includes(stream)) this.log(line, urn);
      },
    });
    this.running.add(run);
    return run.finally(() => this.running.delete(run));
  }
}
