/** The program of examples/library in a folder of its own, with the installed package: as a user writes one. */
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dump } from "js-yaml";
import type { Sandbox } from "../../../sandbox/sandbox.js";
import { checkout } from "../harness/project.js";

export const programStack = "example";

/**
 * @param folder is made
 * @param modules folder of the installed packages
 * @param shops address of the API by the name of the site
 */
export function writeProgram(
  folder: string,
  modules: string,
  { connectionFile, directory }: Sandbox,
  shops: Readonly<Record<string, string>>,
): void {
  mkdirSync(folder, { recursive: true });
  cpSync(join(checkout, "examples", "library"), folder, { recursive: true });
  symlinkSync(modules, join(folder, "node_modules"));
  const ova = join(directory, "ova", "photon-3-kube-v1.25.7+vmware.1-tiny.2.ova");
  const config = Object.entries({ connectionFile, ova, shops }).map(
    ([key, value]) => [`edge-shops:${key}`, value] as const,
  );
  writeFileSync(
    join(folder, `Pulumi.${programStack}.yaml`),
    dump({ config: Object.fromEntries(config) as Record<string, unknown> }),
  );
}

/** The command of its `npm run build`, without the compiler in its modules. */
export const compiler = join(checkout, "node_modules", "typescript", "bin", "tsc");
