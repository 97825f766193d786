// Where the toolchain keeps things: a cache outside the checkout, shared by every clone of one user.
//
//   <cache>/tools/<key>/bin/<name>    binaries, keyed by what they are built from
//   <cache>/plugins/<key>/            Pulumi plugins that are no single binary
//   <cache>/pulumi-home/<key>/        PULUMI_HOME with the plugins of one version of the toolchain
//   <cache>/bin/<key>/                links to all tools of one version of the toolchain, for PATH
//   <cache>/records/<key>.json        what `make tools` found or built for one version of the toolchain
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Root of the checkout that this program runs from: the parent of dist/. */
export const checkout = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** Folder of the Go modules and of the toolchain's own sources. */
export const toolchainFolder = join(checkout, "sandbox", "toolchain");

/** Root of the cache: `${XDG_CACHE_HOME:-~/.cache}/tkg-edge`. A relative XDG_CACHE_HOME is ignored, as its specification requires. */
export function cacheRoot(): string {
  const set = process.env.XDG_CACHE_HOME;
  return join(set !== undefined && isAbsolute(set) ? set : join(homedir(), ".cache"), "tkg-edge");
}

/** Names the variable with which a folder of binaries, by name, takes the place of what `make tools` found or built. */
export const overrideVariable = "TKG_EDGE_TOOLS_DIR";
