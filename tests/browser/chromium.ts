/**
 * The browser in which pages are tried: the one on PATH, or Chromium's headless shell from Debian packages, unpacked once into the
 * cache of the tools. It is no tool of the product or of its sandbox, so that `make demo` does not wait for it.
 */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, type Browser } from "playwright-core";
import { entryFolder, makeEntry } from "../../sandbox/toolchain/cache-entry.js";
import { digestOf } from "../../sandbox/toolchain/digest.js";
import { findOnPath } from "../../sandbox/toolchain/find-on-path.js";
import { libraryFolders, unpackPackages } from "./debian-packages.js";

export interface BrowserProgram {
  readonly path: string;
  /** Folders of libraries that the system does not have. */
  readonly libraries: readonly string[];
}

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const probe = {
  arguments: ["--version"],
  pattern: /\b(\d+\.\d+\.\d+)/,
  rule: { atLeast: "120.0.0", below: "1000.0.0" },
};

const debianPackage = "chromium-headless-shell";
/** Changes when it is unpacked differently. */
const recipe = "1";

/** Which libraries are missing depends on the system. */
function key(): string {
  const release = "/etc/os-release";
  const system = existsSync(release) ? readFileSync(release, "utf8") : process.platform;
  return digestOf([debianPackage, recipe, process.arch, system]);
}

/** @throws Error with what to do instead where it can be neither found nor unpacked */
export async function findBrowser(): Promise<BrowserProgram> {
  for (const name of names) {
    const { found } = await findOnPath(name, probe);
    if (found) return { path: found.path, libraries: [] };
  }
  try {
    await makeEntry("tools", key(), async (draft) => {
      const work = join(draft, "work");
      await unpackPackages([debianPackage], { work, root: join(draft, "root") });
      rmSync(work, { recursive: true });
    });
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new Error(
      `there is no Chromium on PATH, and none can be unpacked from the Debian package ${debianPackage}: ` +
        `install Chromium 120 or newer. ${words}`,
      { cause: error },
    );
  }
  const root = join(entryFolder("tools", key()), "root");
  return {
    path: join(root, "usr", "lib", "chromium", debianPackage),
    libraries: libraryFolders(root),
  };
}

/** Starts the browser. It resolves no name but this machine's own address, so that a page that requests anything elsewhere gets nothing. */
export async function openBrowser(): Promise<Browser> {
  const { path, libraries } = await findBrowser();
  const { LD_LIBRARY_PATH: own, ...environment } = process.env;
  const searched = [...libraries, ...(own === undefined ? [] : [own])].join(delimiter);
  return chromium.launch({
    executablePath: path,
    env: { ...environment, ...(searched !== "" && { LD_LIBRARY_PATH: searched }) },
    args: ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
    timeout: 120_000,
  });
}
