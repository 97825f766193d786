// The program that Pulumi starts: index.ts, compiled. It runs compiled because a TypeScript loader at every
// `pulumi` call doubles the time of a preview (docs/adr/0001-compiled-program.md). A stale build is rebuilt here.
import { ensureProductBuilt } from "#built";
import { endOnBrokenOutput } from "./scripts/end-with-engine.js";
import { endWithEngineAt } from "./scripts/watch-engine.js";

endOnBrokenOutput();
endWithEngineAt(process.env.PULUMI_NODEJS_ENGINE);
if (ensureProductBuilt())
  console.error("tkg-edge: the sources changed since the last build; compiled them again");
const outputs = Object.entries(await import("./dist/bundle/index.js"));
// Pulumi takes this module's default export as the stack's outputs, and warns of every one that is undefined: what a stack
// has no section for is left out.
export default Object.fromEntries(outputs.filter(([, value]) => value !== undefined));
