/**
 * A project directory beside the checkout: a copy of Pulumi.yaml, and links to everything else that the program needs, so that
 * stack settings are never written in the checkout.
 */
import { copyFileSync, lstatSync, mkdirSync, readdirSync, symlinkSync, unlinkSync } from "node:fs";
import { join } from "node:path";

const notLinked = /^(Pulumi\..*yaml|\.git|\.tkg-edge|\.sandbox.*)$/;

/**
 * Makes the directory, or gives it another program, and returns its path.
 * @param program directory of the program: a checkout, or that of a release
 */
export function linkProject(directory: string, program: string): string {
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
