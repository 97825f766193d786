/**
 * `make demo`, `make demo-fleet` and `make demo-down`.
 *
 *   node dist/src/cli/demo.js up [--profile light|full]      or set SANDBOX_PROFILE
 *   node dist/src/cli/demo.js fleet
 *   node dist/src/cli/demo.js down
 *
 * The sandbox lives in SANDBOX_DIR, `.sandbox` in the checkout by default; that of the fleet always in `.sandbox-fleet`.
 */
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { bringUp } from "./demo/bring-up.js";
import { demoProfile } from "./demo/find-sandbox.js";
import { rollFleet } from "./demo/fleet/roll-fleet.js";
import { DemoError } from "./demo/pulumi-run.js";
import { tearDown } from "./demo/tear-down.js";

/** The checkout: this file runs as dist/src/cli/demo.js. */
const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { profile: { type: "string" } },
  });
  const ownDirectory = join(root, ".sandbox");
  const directory = resolve(root, process.env.SANDBOX_DIR ?? ownDirectory);
  const fleetDirectory = join(root, ".sandbox-fleet");
  const [verb] = positionals;
  if (verb === "down") {
    await tearDown(root, [directory, fleetDirectory]);
  } else if (verb === "fleet") {
    await rollFleet(root, fleetDirectory);
  } else if (verb !== "up") {
    throw new DemoError("usage: demo.js up [--profile light|full] | fleet | down");
  } else if (directory !== ownDirectory) {
    throw new DemoError(
      `Pulumi.dev.yaml names the sandbox in .sandbox, and SANDBOX_DIR is ${directory}: run it without SANDBOX_DIR`,
    );
  } else {
    await bringUp(root, directory, demoProfile(values.profile ?? process.env.SANDBOX_PROFILE));
  }
}

try {
  await main();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  console.error(`\ndemo: ${message}`);
  if (!(error instanceof DemoError)) {
    console.error(
      'What to do next: "make sandbox-status" shows the state of the sandbox; its logs are in .sandbox/logs ' +
        "(of a fleet: .sandbox-fleet/logs).",
    );
  }
  process.exitCode = 1;
}
