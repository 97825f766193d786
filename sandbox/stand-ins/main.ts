/**
 * The process of all stand-ins: `node dist/sandbox/stand-ins/main.js <sandbox directory>`.
 * It runs until SIGTERM or SIGINT; it ends with an error when a stand-in cannot start.
 */
import { runStandIns } from "./process.js";
import { readRecord } from "./record.js";
import type { StandIn } from "./stand-in.js";

const all: readonly StandIn[] = [];

const [directory] = process.argv.slice(2);
if (directory === undefined) {
  console.error("usage: node dist/sandbox/stand-ins/main.js <sandbox directory>");
  process.exit(2);
}
const ending = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    ending.abort();
  });
}
await runStandIns(all, readRecord(directory), ending.signal);
