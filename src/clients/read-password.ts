/** Reads a password from where the configuration has it. Neither it nor what a program prints is ever in a message. */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { decodeSecret } from "../config/flat-file/encoded.js";
import type { ConfiguredSource } from "../config/password-sources.js";
import { UserError } from "../config/problem.js";
import { readTextFile } from "../config/reading/text-file.js";
import { operatorFiles, operatorFilesVariable, realFile } from "./operator-files.js";
import { answerSeconds } from "./patience.js";
import { programOutput } from "./program-output.js";

export interface ReadPassword {
  readonly password: string;
  readonly warnings: readonly string[];
}

/** Longer than any password. */
const mostBytes = 4096;

/**
 * @param directory absolute path of the project
 * @throws UserError that names the config key, the source and the remedy
 */
export async function readPassword(
  { source, key, connectionFile }: ConfiguredSource,
  directory: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<ReadPassword> {
  const { environment: variable, file, command } = source;
  if (variable !== undefined) {
    const value = environment[variable];
    const what = `${key}: the environment variable ${variable}`;
    if (value === undefined) throw new UserError(`${what} is not set; expected: the password in it`);
    return { password: passwordIn(value, what), warnings: [] };
  }
  if (file !== undefined) return fromFile(file, key, directory);
  const [program = "", ...args] = command ?? [];
  refuseForeign(program, key, connectionFile, operatorFiles(directory, environment));
  return { password: await printedBy(program, args, key, directory), warnings: [] };
}

function fromFile(file: string, key: string, directory: string): ReadPassword {
  const path = resolve(directory, file);
  const what = `${key}: ${file}`;
  const read = readTextFile(path, mostBytes);
  if ("unreadable" in read) {
    const { found, expected } = read.unreadable;
    const wanted = found.includes("KiB") ? "a file that holds only the password" : expected;
    throw new UserError(`${what} cannot be read: ${found}; expected: ${wanted}`);
  }
  const isOpen = (statSync(path).mode & 0o027) !== 0;
  const open = `${what} can be read by every user or changed by its group: chmod 600 ${file}`;
  return { password: passwordIn(read.text, what), warnings: isOpen ? [open] : [] };
}

/** A program runs where the operator, and not only the repository, names the file that holds its command. */
function refuseForeign(
  program: string,
  key: string,
  connectionFile: string | undefined,
  files: ReadonlySet<string> | undefined,
): void {
  if (connectionFile !== undefined && files?.has(realFile(connectionFile))) return;
  const file = connectionFile ?? "no connection file";
  throw new UserError(
    `${key}: ${program} was not run, since its command is in ${file}, which the operator does not name; ` +
      `expected: ${operatorFilesVariable}=${connectionFile ?? "FILE"} in the environment (docs/fleet.md)`,
  );
}

async function printedBy(
  program: string,
  args: readonly string[],
  key: string,
  directory: string,
): Promise<string> {
  const what = `${key}: ${program}`;
  const result = await programOutput(program, { args, directory, seconds: answerSeconds() });
  if ("output" in result) return passwordIn(result.output, `${what}: its output`);
  throw new UserError(
    `${what} ${result.ended}; expected: the password on standard output. Run it by hand in the project's directory to see ` +
      "why: what it prints is not shown, since it may be secret",
  );
}

/** A line end after the password is not part of it: files and programs end with one. */
function passwordIn(text: string, what: string): string {
  const password = text.replace(/\r?\n$/, "");
  const refuse = (found: string, expected: string) =>
    new UserError(`${what} ${found}; expected: ${expected}`);
  if (password === "") throw refuse("is empty", "the password");
  if (/[\r\n\0]/.test(password)) throw refuse("has several lines", "only the password, in one line");
  if (Buffer.byteLength(password) > mostBytes)
    throw refuse("is too long for a password", "only the password");
  const decoded = decodeSecret(password);
  if (decoded === undefined) {
    throw refuse(
      "is <encoded:...> of what is not base64",
      "the password itself, or <encoded:BASE64> in full",
    );
  }
  return decoded;
}
