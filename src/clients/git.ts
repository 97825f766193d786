/**
 * Runs git to read objects of a repository that others may have written: no program that its configuration or its files name is
 * started, nothing is fetched, and no file of the work tree is read or written.
 */
import { spawnSync } from "node:child_process";
import { UserError } from "../config/problem.js";

/** Programs that a repository's own configuration can name, and what leads to a repository that nobody meant. */
const settings = [
  ...[
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.askPass=",
    "diff.external=",
  ],
  ...["safe.bareRepository=explicit", "core.commitGraph=false", "gc.auto=0", "maintenance.auto=false"],
];

/** Where git finds the user's own configuration, which may name the repository as safe; none of git's own variables. */
const kept = ["PATH", "HOME", "XDG_CONFIG_HOME", "TMPDIR"];

const environment = (): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(
    kept.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  ),
  LC_ALL: "C",
  // A partial clone would fetch what it lacks, by a program of its configuration.
  GIT_NO_LAZY_FETCH: "1",
  GIT_ALLOW_PROTOCOL: "none",
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_TERMINAL_PROMPT: "0",
  GIT_ATTR_NOSYSTEM: "1",
});

export type GitResult = { readonly stdout: Buffer } | { readonly failure: string };

const mostOutput = 1024 * 1024 * 1024;
const patienceSeconds = 120;

/**
 * @param directory in the work tree, absolute
 * @param input for standard input
 * @returns what it printed, or the last line of its errors
 * @throws UserError where there is no git
 */
export function git(directory: string, args: readonly string[], input = ""): GitResult {
  const all = ["--no-pager", ...settings.flatMap((setting) => ["-c", setting]), ...args];
  const { status, stdout, stderr, error } = spawnSync("git", all, {
    ...{ cwd: directory, env: environment(), input },
    ...{ maxBuffer: mostOutput, timeout: patienceSeconds * 1000 },
  });
  if (error && "code" in error && error.code === "ENOENT") {
    throw new UserError("git: no such program; expected: git, which reads the other version (--against)");
  }
  if (error) return { failure: error.message };
  if (status === 0) return { stdout };
  return { failure: stderr.toString("utf8").trim().split("\n").at(-1) ?? "" };
}
