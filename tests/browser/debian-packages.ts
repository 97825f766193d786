/**
 * Programs of Debian packages, unpacked without root: apt resolves, downloads and verifies them in folders of its own, and
 * `dpkg-deb -x` unpacks them. What the system has installed already is left out, so that only missing libraries come along.
 */
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";

/** How long apt may wait for a mirror. */
const minutes = 60_000;

interface Places {
  /** For what is of no use once the packages are unpacked. */
  readonly work: string;
  /** Folder that becomes `/` of the packages. */
  readonly root: string;
}

/** @throws Error with apt's own words when the packages cannot be had */
export async function unpackPackages(names: readonly string[], { work, root }: Places): Promise<void> {
  const archives = join(work, "cache", "archives");
  const lists = join(work, "state", "lists");
  for (const folder of [archives, lists]) mkdirSync(join(folder, "partial"), { recursive: true });
  mkdirSync(root, { recursive: true });
  const settings = {
    "Dir::State": join(work, "state"),
    "Dir::State::status": "/var/lib/dpkg/status",
    "Dir::Cache": join(work, "cache"),
    "Debug::NoLocking": "true",
    "APT::Sandbox::User": "root",
    "Acquire::Retries": "2",
  };
  const apt = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    execa(
      "apt-get",
      [...Object.entries({ ...settings, ...more }).map(([key, value]) => `-o${key}=${value}`), ...args],
      {
        ...{ reject: false, stdin: "ignore", all: true, timeout: 10 * minutes },
        env: { LC_ALL: "C", DEBIAN_FRONTEND: "noninteractive" },
      },
    );
  const download = ["--yes", "--quiet", "--no-install-recommends", "--download-only", "install", ...names];
  // The lists of the system may be absent, or name versions that the mirror does not have any more.
  const first = await apt(download, { "Dir::State::lists": "/var/lib/apt/lists" });
  if (first.failed) {
    await apt(["--quiet", "update"]);
    const second = await apt(download);
    if (second.failed) throw new Error(second.all === "" ? second.shortMessage : second.all.slice(-1500));
  }
  for (const name of readdirSync(archives).filter((file) => file.endsWith(".deb"))) {
    await execa("dpkg-deb", ["-x", join(archives, name), root]);
  }
}

/** Folders below a root that hold shared libraries, for LD_LIBRARY_PATH. */
export function libraryFolders(root: string): readonly string[] {
  const files = readdirSync(root, { recursive: true, withFileTypes: true });
  return [
    ...new Set(files.filter(({ name }) => /\.so(\.|$)/.test(name)).map(({ parentPath }) => parentPath)),
  ].sort();
}
