// Runs the Go command in the pinned modules. What a user may have set for other work (GOFLAGS, workspaces) is set
// aside; where modules come from (GOPROXY, GOSUMDB, GOPRIVATE) stays the user's.
import { execa } from "execa";
import * as z from "zod";

/** Lowest version of Go that builds all modules. */
export const lowestGo = "1.26.0";

/** Environment of every build: exactly what go.mod and go.sum pin. Go uses a C compiler where it finds one, and needs none. */
export const goEnvironment: Readonly<Record<string, string>> = {
  GOFLAGS: "-mod=readonly",
  GOWORK: "off",
  GOTOOLCHAIN: "local",
};

/** The compiler collects garbage less often than by default: a third of its time, at the price of memory. A user's own value wins. */
const garbageCollection = "400";

const tailLines = 25;

/** The Go command failed; the message holds the last lines of its output. */
export class GoError extends Error {
  override readonly name = "GoError";
}

/** Called with each line that the Go command prints while it works. */
export type OnLine = (line: string) => void;

/**
 * Runs `go` in a folder.
 * @returns what it printed on stdout.
 * @throws GoError
 */
export async function runGo(folder: string, args: readonly string[], onLine?: OnLine): Promise<string> {
  const child = execa("go", args, {
    cwd: folder,
    env: { GOGC: process.env.GOGC ?? garbageCollection, ...goEnvironment },
    reject: false,
    stdin: "ignore",
    all: true,
  });
  if (onLine !== undefined) {
    for await (const line of child.iterable({ from: "stderr" })) onLine(line);
  }
  const result = await child;
  if (result.failed) {
    const output = result.stderr.trim() === "" ? (result.shortMessage ?? "") : result.stderr;
    const lines = output
      .split("\n")
      .filter((line) => line.trim() !== "" && !line.startsWith("go: downloading "));
    const tail = lines.slice(-tailLines).join("\n");
    throw new GoError(`go ${args.slice(0, 2).join(" ")} failed in ${folder}:\n${tail}`);
  }
  return result.stdout;
}

/** The Go command of this machine. */
export interface GoCommand {
  /** Like "1.26.8". */
  readonly version: string;
  /** The version and everything else about it that decides what a build comes to. */
  readonly description: string;
}

/** Reads the version of the Go command; undefined when there is none. */
export async function askGo(): Promise<GoCommand | undefined> {
  const questions = ["env", "GOVERSION", "CGO_ENABLED", "GOOS", "GOARCH"];
  const result = await execa("go", questions, { env: goEnvironment, reject: false, stdin: "ignore" });
  const version = result.failed ? undefined : /go(\d+\.\d+(?:\.\d+)?)/.exec(result.stdout)?.[1];
  return version === undefined ? undefined : { version, description: result.stdout };
}

const downloadSchema = z.object({ Dir: z.string() });

/** Folder of a module in the module cache, downloaded where need be and checked against the go.sum in `folder`. @throws GoError */
export async function moduleFolder(folder: string, module: string, version: string): Promise<string> {
  const answer = await runGo(folder, ["mod", "download", "-json", `${module}@${version}`]);
  return downloadSchema.parse(JSON.parse(answer)).Dir;
}
