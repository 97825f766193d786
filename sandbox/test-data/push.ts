// Pushes the bundles of all tiny TKrs to the registry of a sandbox, with imgpkg, as their maker does.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { toolPath } from "../toolchain/tools.js";
import { type BundleFiles, repositoryBundle, tkrBundle } from "./bundle-content.js";
import { tinyTkrs, versionTag } from "./tiny-tkrs.js";

/** More of them at once only wait for the processor. */
const parallel = 2;

/**
 * @param registryHost e.g. "127.66.3.4:5000/tkg"
 * @param caFile The registry's authority, PEM.
 * @param temporary Directory for the bundles' files; what is written there is removed again.
 * @returns how many bundles were pushed.
 */
export async function pushBundles(registryHost: string, caFile: string, temporary: string): Promise<number> {
  const waiting = tinyTkrs.flatMap((tkr) => {
    const tag = versionTag(tkr.version);
    return [
      {
        image: `${registryHost}/tkr-repository-vsphere-edge:${tag}`,
        files: repositoryBundle(tkr, registryHost),
      },
      { image: `${registryHost}/tkr-vsphere-edge:${tag}`, files: tkrBundle(tkr) },
    ];
  });
  const count = waiting.length;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      await push(next.image, next.files, caFile, join(temporary, `bundle-${waiting.length}`));
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  return count;
}

async function push(image: string, files: BundleFiles, caFile: string, folder: string): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  const args = ["push", "--bundle", image, "--file", folder, "--registry-ca-cert-path", caFile];
  await execa(toolPath("imgpkg"), args, {
    extendEnv: false,
    // Neither the user's logins nor the metadata services of clouds are used.
    env: { HOME: folder, IMGPKG_ENABLE_IAAS_AUTH: "false" },
  });
  await rm(folder, { recursive: true, force: true });
}
