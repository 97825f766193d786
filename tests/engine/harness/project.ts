/** A project directory of a test's own. Its program is the checkout's build, or that of a release. */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { linkProject as link } from "../../../src/cli/demo/linked-project.js";

/** The checkout that these tests were compiled from (dist/tests/engine/harness/ is four levels below it). */
export const checkout = dirname(dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url))))));

/**
 * Makes the directory, or gives it another program, and returns its path.
 * @param program directory of the program. @default - the checkout
 */
export const linkProject = (directory: string, program = checkout): string => link(directory, program);
