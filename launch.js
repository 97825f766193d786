// The program that Pulumi starts: index.ts, compiled. It runs compiled because a TypeScript loader at every
// `pulumi` call doubles the time of a preview (docs/adr/0001-compiled-program.md). A stale build is mended here.
import { ensureBuilt } from "./scripts/build.js";

if (ensureBuilt()) console.error("tkg-edge: the sources changed since the last build; compiled them again");
// Pulumi takes this module's default export as the stack's outputs.
export default { ...(await import("./dist/index.js")) };
