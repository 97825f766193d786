import { readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Credentials that a kubeconfig can hold in itself, as lines of YAML or JSON. */
const credential = /"?(?:client-key-data|token|password)"?:\s*"?([^\s",}]{8,})/g;

const everyMilliseconds = 500;

/** As long as the program lives, since the plugin is configured at a time of the engine's choosing. @param kubeconfig file */
export function keepRemovingKubeconfigCopies(kubeconfig: string): void {
  keepRemoving(kubeconfig, () => {
    removeKubeconfigCopies(kubeconfig);
  });
}

/** The same for a kubeconfig that is no file. @param kubeconfig its text */
export function keepRemovingCopiesOf(kubeconfig: string): void {
  keepRemoving(kubeconfig, () => {
    removeCopiesWith(credentialsIn(kubeconfig));
  });
}

/** What is removed, by kubeconfig: each once, however often it is used. */
const removals = new Map<string, () => void>();

function keepRemoving(kubeconfig: string, remove: () => void): void {
  if (removals.size === 0) {
    const removeAll = () => {
      for (const one of removals.values()) one();
    };
    // Neither keeps the program alive; a failed run ends it without an exit event.
    setInterval(removeAll, everyMilliseconds).unref();
    process.once("exit", removeAll);
  }
  removals.set(kubeconfig, remove);
}

/**
 * Removes the copies of the management cluster's kubeconfig that the Kubernetes plugin writes for Helm when it is
 * configured, and never removes (`kubeconfig` and digits, in the temporary directory). Nothing here uses Helm. Only files
 * that hold the very credentials of that kubeconfig are touched.
 */
export function removeKubeconfigCopies(kubeconfig: string): void {
  try {
    removeCopiesWith(credentialsIn(readFileSync(kubeconfig, "utf8")));
  } catch {
    // Tidying up must not fail a run.
  }
}

const credentialsIn = (text: string) => [...text.matchAll(credential)].flatMap(([, value]) => value ?? []);

function removeCopiesWith(secrets: readonly string[]): void {
  try {
    if (secrets.length === 0) return;
    for (const name of readdirSync(tmpdir()).filter((entry) => /^kubeconfig\d+$/.test(entry))) {
      const file = join(tmpdir(), name);
      if (!isForeign.has(file) && holdsOneOf(file, secrets)) rmSync(file, { force: true });
    }
  } catch {
    // Tidying up must not fail a run.
  }
}

const largestBytes = 1024 * 1024;

/** Copies that others left, of which there may be hundreds: read once. */
const isForeign = new Set<string>();

function holdsOneOf(file: string, secrets: readonly string[]): boolean {
  try {
    const facts = statSync(file);
    if (!facts.isFile() || facts.size > largestBytes) return false;
    const text = readFileSync(file, "utf8");
    const holds = secrets.some((secret) => text.includes(secret));
    // What is younger than this process may still be being written.
    if (!holds && facts.mtimeMs < performance.timeOrigin) isForeign.add(file);
    return holds;
  } catch {
    // Another user's, or gone.
    return false;
  }
}
