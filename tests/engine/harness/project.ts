/**
 * A project directory of a test's own: a copy of Pulumi.yaml, and links to everything else that the program needs, so
 * that stack settings are never written in the checkout. The program is the checkout's build, or that of a release.
 */
import { copyFileSync, lstatSync, mkdirSync, readdirSync, symlinkSync, unlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout that these tests were compiled from (dist/tests/engine/harness/ is four levels below it). */
export const checkout = dirname(dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url))))));

const notLinked = /^(Pulumi\..*yaml|\.git|\.tkg-edge|\.sandbox.*)$/;

/**
 * Makes the directory, or gives it another program, and returns its path.
 * @param program directory of the program. @default - the checkout
 */
export function linkProject(directory: string, program = checkout): string {
  mkdirSync(directory, { recursive: true });
  for (const name of readdirSync(directory)) {
    if (lstatSync(join(directory, name)).isSymbolicLink()) unlinkSync(join(directory, name));
  }
  for (const name of readdirSync(program)) {
    if (!notLinked.test(name)) symlinkSync(join(program, name), join(directory, name));
  }
  copyFileSync(join(program, "Pulumi.yaml"), join(directory, "Pulumi.yaml"));
  return directory;
}
