// A cache of a test's own.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Gives every case of the surrounding `describe` an empty cache. */
export function useScratchCache(): void {
  const before = process.env.XDG_CACHE_HOME;
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tkg-edge-cache-"));
    process.env.XDG_CACHE_HOME = folder;
  });
  afterEach(() => {
    if (before === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before;
    rmSync(folder, { recursive: true, force: true });
  });
}
