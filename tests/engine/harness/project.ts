/**
 * A project directory of a test's own: a copy of Pulumi.yaml, and links to everything else that the program needs, so
 * that stack settings are never written in the checkout. The program itself is the checkout's build, unchanged.
 */
import { copyFileSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout that these tests were compiled from (dist/tests/engine/harness/ is four levels below it). */
export const checkout = dirname(dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url))))));

const notLinked = /^(Pulumi\..*yaml|\.git|\.sandbox.*)$/;

/** Makes the directory and returns its path. */
export function linkProject(directory: string): string {
  mkdirSync(directory, { recursive: true });
  for (const name of readdirSync(checkout)) {
    if (!notLinked.test(name)) symlinkSync(join(checkout, name), join(directory, name));
  }
  copyFileSync(join(checkout, "Pulumi.yaml"), join(directory, "Pulumi.yaml"));
  return directory;
}
