/** The checkout as a new user has it. */
import { join } from "node:path";
import { execa } from "execa";
import { checkout } from "./project.js";

/** Clones what is committed, with the packages and the build as they are here; `npm ci` and the compiler would bring the same. */
export async function cloneCheckout(clone: string): Promise<void> {
  await execa("git", ["clone", "--quiet", "--no-hardlinks", checkout, clone]);
  const [packages, build] = [join(checkout, "node_modules"), join(checkout, "dist")];
  // Packages are only read.
  await execa("cp", ["-al", packages, clone]).catch(() => execa("cp", ["-a", packages, clone]));
  await execa("cp", ["-a", build, clone]);
}
