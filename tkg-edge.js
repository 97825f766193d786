#!/usr/bin/env node
// The `tkg-edge` command: cli/tkg-edge.ts, compiled. A stale build is mended first, as launch.js does for the program.
import { ensureBuilt } from "./scripts/build.js";
import { endOnBrokenOutput } from "./scripts/end-with-engine.js";

endOnBrokenOutput();
try {
  ensureBuilt();
  const { main } = await import("./dist/cli/tkg-edge.js");
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
