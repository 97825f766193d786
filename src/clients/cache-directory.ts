import { homedir } from "node:os";
import { join } from "node:path";

/** A directory of this user's own for what can be computed or read again at any time; nothing in it is secret. */
export function cacheDirectory(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "tkg-edge");
}
