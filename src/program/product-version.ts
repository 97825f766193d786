/** The version of tkg-edge, which its package.json has. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";

const packageSchema = z.object({ version: z.string() });

/**
 * Of the package that this module belongs to, wherever the project is.
 * @throws Error where there is none, which is a broken installation
 */
export function productVersion(module: string = fileURLToPath(import.meta.url)): string {
  for (let folder = dirname(module); folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (existsSync(file)) return packageSchema.parse(JSON.parse(readFileSync(file, "utf8"))).version;
  }
  throw new Error(`no package.json above ${module}`);
}
