/**
 * The command line of the engine that runs this program. The engine does not pass on which resources a run replaces,
 * targets or leaves out, and whether it previewed first; its process is an ancestor of this one, so its arguments can be
 * read. Where they cannot (another operating system, a program that is run by hand), nothing is known.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename } from "node:path";

const verbs = ["up", "update", "preview", "pre", "refresh", "destroy", "down", "import", "watch"] as const;

/** What `pulumi` was called with, as far as it decides what becomes of single resources. */
export class EngineCommand {
  /**
   * @param args of the process, without its name
   * @param environment holds the flags that were given as PULUMI_OPTION_*
   */
  constructor(
    private readonly args: readonly string[],
    private readonly environment: Readonly<Record<string, string | undefined>> = {},
  ) {}

  get verb(): string | undefined {
    return this.args.find((arg) => (verbs as readonly string[]).includes(arg));
  }

  /** Whether the run brings what exists to what the program describes: `refresh --run-program` and `destroy` do not. */
  get deploys(): boolean {
    const { verb } = this;
    return verb === undefined || ["up", "update", "preview", "pre", "watch"].includes(verb);
  }

  /** Whether the run replaces a resource although nothing of it changed. */
  replaces(urn: string): boolean {
    return matches([...this.#values("replace"), ...this.#values("target-replace")], urn);
  }

  /** Whether the run is limited to some resources, or leaves some out. */
  get isPartial(): boolean {
    return this.#targets.length > 0 || this.#values("exclude", "x").length > 0;
  }

  /** Whether a partial run may work on a resource. Dependents count as included. */
  mayInclude(urn: string): boolean {
    const targets = this.#targets;
    if (targets.length > 0) return this.#has("target-dependents") || matches(targets, urn);
    return !matches(this.#values("exclude", "x"), urn);
  }

  /**
   * Whether the engine refuses to delete a protected resource before any command of this run: in a preview of the same
   * run. Also with `--ignore-protect`.
   */
  get protectionIsSettled(): boolean {
    const isUp = this.verb === "up" || this.verb === "update";
    return isUp && (this.#has("ignore-protect") || !(this.#has("skip-preview", "f") || this.#has("plan")));
  }

  /** Whether the engine compares its state with what exists, before the program's resources are compared with it. */
  get refreshes(): boolean {
    return this.#has("refresh", "r");
  }

  /**
   * Whether the engine refreshes each resource when the program registers it, in a run that deploys. It then compares a
   * replacement trigger with itself, and does not replace (3.259).
   */
  get refreshesByProgram(): boolean {
    const variable = this.environment.PULUMI_RUN_PROGRAM;
    const runsProgram =
      this.#has("run-program") || (variable !== undefined && /^(1|t|true)$/i.test(variable));
    return this.deploys && this.refreshes && runsProgram;
  }

  get #targets(): readonly string[] {
    return [...this.#values("target", "t"), ...this.#values("target-replace")];
  }

  #has(flag: string, short?: string): boolean {
    const long = `--${flag}`;
    const fromEnvironment = this.#option(flag);
    return (
      (fromEnvironment !== undefined && fromEnvironment !== "false") ||
      this.args.some(
        (arg) =>
          arg === long ||
          (arg.startsWith(`${long}=`) && arg !== `${long}=false`) ||
          (short !== undefined && /^-[a-zA-Z]+$/.test(arg) && arg.includes(short)),
      )
    );
  }

  #values(flag: string, short?: string): string[] {
    const given = this.args.flatMap((arg, index) => {
      const next = this.args[index + 1];
      if (arg.startsWith(`--${flag}=`)) return [arg.slice(flag.length + 3)];
      const isNext =
        arg === `--${flag}` || (short !== undefined && new RegExp(`^-[a-zA-Z]*${short}$`).test(arg));
      if (isNext) return next === undefined ? [] : [next];
      return short !== undefined && arg.startsWith(`-${short}`) ? [arg.slice(2).replace(/^=/, "")] : [];
    });
    return [...given, ...(this.#option(flag)?.split(",") ?? [])];
  }

  #option(flag: string): string | undefined {
    return this.environment[`PULUMI_OPTION_${flag.replaceAll("-", "_").toUpperCase()}`];
  }
}

const matches = (patterns: readonly string[], urn: string) =>
  patterns.some((pattern) => urnPattern(pattern).test(urn));

/** @returns undefined where no ancestor of this process is `pulumi`, or its arguments cannot be read */
export function engineCommand(): EngineCommand | undefined {
  // The language host is in between, and whatever starts it.
  for (let pid = process.ppid, steps = 0; pid > 1 && steps < 8; steps += 1) {
    const found = processOf(pid);
    if (!found) return undefined;
    const [executable = "", ...args] = found.commandLine;
    if (/^pulumi(\.exe)?$/.test(basename(executable))) return new EngineCommand(args, process.env);
    pid = found.parent;
  }
  return undefined;
}

interface Ancestor {
  readonly parent: number;
  readonly commandLine: readonly string[];
}

function processOf(pid: number): Ancestor | undefined {
  try {
    return process.platform === "linux" ? fromProc(pid) : fromPs(pid);
  } catch {
    return undefined;
  }
}

function fromProc(pid: number): Ancestor {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const commandLine = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
  return { parent: Number(/^PPid:\s+(\d+)/m.exec(status)?.[1] ?? 0), commandLine };
}

/** Arguments with blanks in them are torn apart; a URN has none. */
function fromPs(pid: number): Ancestor {
  const line = execFileSync("ps", ["-o", "ppid=,command=", "-p", String(pid)], { encoding: "utf8" }).trim();
  const [parent = "0", ...commandLine] = line.split(/\s+/);
  return { parent: Number(parent), commandLine };
}

/**
 * How the engine's flags name resources: `**` stands for anything, `*` for anything without a colon, and all else for
 * itself (pulumi 3.259, deploy.UrnTargets).
 */
export function urnPattern(pattern: string): RegExp {
  const quoted = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const segments = pattern.split("**").map((segment) => segment.split("*").map(quoted).join("[^:]*"));
  return new RegExp(`^${segments.join(".*")}$`, "s");
}
