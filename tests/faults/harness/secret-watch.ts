/**
 * Searches for secrets in everything that a run leaves where others can see it: its output, the arguments of
 * all processes, its temporary files while it runs and afterwards, the state and the logs. Used by every row
 * of the suite, because a run that fails is the likeliest to print too much.
 */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setInterval, clearInterval } from "node:timers";
import { gunzipSync } from "node:zlib";
import { concernedCommands } from "../../engine/harness/process-arguments.js";
import type { Outcome } from "../../engine/harness/test-stack.js";

/** A private key in PEM, or the same in base64 as kubeconfigs and Secrets hold it. */
const keyMaterial =
  /-----BEGIN [A-Z ]*PRIVATE KEY|LS0tLS1CRUdJTi[A-Za-z0-9+/]{0,12}(UFJJVkFURSBLRV|QUklWQVRFIEtFW|BSSVZBVEUgS0VZ)/;

/** Secrets found in a text, each named by `place`. A value counts in base64 too. */
export function secretsIn(text: string, secrets: readonly string[], place: string): readonly string[] {
  const found = secrets.filter(
    (secret) => text.includes(secret) || text.includes(Buffer.from(secret).toString("base64")),
  );
  return [
    ...found.map((secret) => `${place}: a secret of ${secret.length} characters`),
    ...(keyMaterial.test(text) ? [`${place}: a private key`] : []),
  ];
}

/** Secrets in the files below a directory; links are not followed. */
export function secretsBelow(directory: string, secrets: readonly string[]): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const file = join(entry.parentPath, entry.name);
      const raw = readFileSync(file);
      const content = raw[0] === 0x1f && raw[1] === 0x8b ? gunzipSync(raw) : raw;
      return secretsIn(content.toString("latin1"), secrets, file);
    });
}

/** Observations of a run in addition to its outcome. */
export interface Watched<T> {
  readonly result: T;
  /** Sentences about secrets and about files that others can read; empty when all is well. */
  readonly findings: readonly string[];
  /** Entries of the temporary directory after the run. */
  readonly leftBehind: readonly string[];
  /** How many command lines and temporary files were sampled: zero would prove nothing. */
  readonly sampled: { readonly commands: number; readonly files: number };
}

const everyMilliseconds = 100;

/** Of Pulumi's Node.js host: an empty cache for programs that it compiles itself, and the pipes to the program. */
const pulumisOwn = ["ts-node-", "pulumi-node-pipes"];

/**
 * @param temporary a directory that does not exist yet; the run's TMPDIR
 * @param work gets the environment to run with
 */
export async function watchSecrets<T>(
  temporary: string,
  secrets: readonly string[],
  work: (environment: Readonly<Record<string, string>>) => Promise<T>,
): Promise<Watched<T>> {
  mkdirSync(temporary, { recursive: true, mode: 0o700 });
  const findings = new Set<string>();
  const commands = new Set<string>();
  const files = new Set<string>();
  const sample = (): void => {
    for (const command of concernedCommands(() => false)) commands.add(command);
    for (const finding of inspectFiles(temporary, secrets, files)) findings.add(finding);
  };
  const timer = setInterval(sample, everyMilliseconds);
  try {
    const result = await work({ TMPDIR: temporary });
    sample();
    for (const command of commands) {
      for (const finding of secretsIn(command, secrets, "process arguments")) findings.add(finding);
    }
    return {
      result,
      findings: [...findings],
      leftBehind: readdirSync(temporary).filter(
        (name) => !pulumisOwn.some((prefix) => name.startsWith(prefix)),
      ),
      sampled: { commands: commands.size, files: files.size },
    };
  } finally {
    clearInterval(timer);
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** A file with a secret in it is allowed where only its owner can read it; a directory hides what is below it. */
function inspectFiles(directory: string, secrets: readonly string[], seen: Set<string>): readonly string[] {
  let entries;
  try {
    entries = readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    const path = join(directory, entry.name);
    try {
      const open = (statSync(path).mode & 0o077) !== 0;
      if (entry.isDirectory()) return open ? inspectFiles(path, secrets, seen) : [];
      if (!entry.isFile()) return [];
      seen.add(path);
      return open ? secretsIn(readFileSync(path, "latin1"), secrets, `temporary file ${path}`) : [];
    } catch {
      // Gone during the sample.
      return [];
    }
  });
}

/** Asserts that a run showed nothing: its output, its diagnostics and what was watched. */
export function assertNothingShown(watched: Watched<Outcome>, secrets: readonly string[]): void {
  const { result, findings, sampled } = watched;
  // Debug messages of the SDK hold requests in full; the documentation warns of them, and no ordinary run shows them.
  const diagnosed = result.diagnostics.filter(({ severity }) => severity !== "debug");
  const shown = [
    ...secretsIn(result.all, secrets, "output"),
    ...diagnosed.flatMap(({ message }) => secretsIn(message, secrets, "diagnostics")),
    ...findings,
  ];
  assert.deepEqual(shown, []);
  assert.ok(sampled.commands > 0, "the sampling saw no process");
}
