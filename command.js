// Runs one of the commands in src/commands/, compiled: node command.js NAME, its data in the environment.
// Pulumi's command resources run it, also on a destroy from a fresh clone, where nothing has been compiled yet.
import { ensureProductBuilt } from "#built";
import { endOnBrokenOutput, endWithEngineAbove } from "./scripts/end-with-engine.js";

endOnBrokenOutput();
endWithEngineAbove();
ensureProductBuilt();
const name = process.argv[2] ?? "";
if (!/^[a-z-]+$/.test(name)) {
  console.error("usage: node command.js NAME; the names are the files of src/commands/");
  process.exitCode = 2;
} else {
  const { main } = await import(`./dist/bundle/commands/${name}.js`);
  await main();
}
