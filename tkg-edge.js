#!/usr/bin/env node
// The `tkg-edge` command: src/cli/tkg-edge.ts, compiled and packed. A stale build is rebuilt first, as launch.js does for
// the program.
import { readFileSync } from "node:fs";
import { ensureProductBuilt } from "#built";
import { endOnBrokenOutput } from "./scripts/end-with-engine.js";

endOnBrokenOutput();
try {
  ensureProductBuilt();
  const { main } = await import("./dist/bundle/cli.js");
  const { version } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));
  await main(process.argv.slice(2), version);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
