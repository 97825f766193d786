/**
 * `make demo-fleet`: twelve sites from a fleet file, rolled out, and moved to another TKr: refused without agreement, stopped by a
 * broken site, repaired and gone on with. It begins from the start each time.
 */
import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { newSandbox } from "../find-sandbox.js";
import { linkProject } from "../linked-project.js";
import { prepareStack } from "../prepare-stack.js";
import { showPulumi } from "../pulumi-run.js";
import { removeSandbox } from "../tear-down.js";
import { fleetClosingText } from "./closing-text.js";
import {
  brokenSite,
  fleetFile,
  managementFile,
  passwordFile,
  stackNames,
  templateFile,
  tkrVersions,
} from "./demo-files.js";
import { fleetCommand, type DemoProject } from "./fleet-command.js";

const siteCount = 12;
/** Exit codes of a plan and of a rollout. */
const [changes, rebuilds, failures] = [2, 3, 1];

const { older, newer } = tkrVersions;

/**
 * @param root the checkout
 * @param directory of the sandbox
 * @throws DemoError with the next step
 */
export async function rollFleet(root: string, directory: string): Promise<void> {
  const started = Date.now();
  await removeSandbox(directory);
  // Sites without the inside of a node: twelve of them are about the order of runs.
  const sandbox = await newSandbox(directory, "light", { guests: false });
  const project = linkProject(join(directory, "project"), root);
  const demo: DemoProject = { root, sandbox, project };
  const shown = relative(root, directory);
  const endpoints = sandbox.endpoints.slice(0, siteCount);
  const write = (name: string, text: string): void => {
    writeFileSync(join(project, name), text);
  };
  writeFileSync(join(directory, passwordFile), `${sandbox.vcenter.password}\n`, { mode: 0o600 });

  title(1, "One management stack and one template, which all sites share");
  await share(demo, older, []);

  title(2, `A fleet file with ${siteCount} sites: their stacks, and what would be done`);
  write("fleet.yaml", fleetFile({ endpoints, isBroken: false }));
  await fleetCommand(demo, ["init"]);
  await fleetCommand(demo, ["validate"]);
  await fleetCommand(demo, ["plan"], changes);

  title(3, "The first rollout: two canaries, then the others");
  await fleetCommand(demo, ["rollout", "--yes"]);

  title(4, `The sites move to ${newer}: the management stack first, then the template`);
  await share(demo, newer, [older]);
  console.log(`\nAnd a mistake in the fleet file: ${brokenSite} names a datastore that does not exist.`);
  write("fleet.yaml", fleetFile({ endpoints, isBroken: true }));
  await fleetCommand(demo, ["plan"], rebuilds);

  title(5, "Each site would be rebuilt: that is refused unless it is allowed");
  await fleetCommand(demo, ["rollout", "--yes"], rebuilds);

  title(6, `Allowed, the rollout stops at ${brokenSite}: its maxFailures is 1`);
  await fleetCommand(demo, ["rollout", "--yes", "--allow-rebuilds", "--report", "rollout.md"], failures);
  await fleetCommand(demo, ["status", "--html", `${shown}/stopped.html`]);

  title(7, `${brokenSite} is repaired, and the same command goes on; finished sites are not run again`);
  write("fleet.yaml", fleetFile({ endpoints, isBroken: false }));
  await fleetCommand(demo, ["rollout", "--yes", "--allow-rebuilds", "--report", "rollout.md"]);

  title(8, "What runs now");
  await fleetCommand(demo, ["status", "--html", `${shown}/fleet.html`]);
  const closing = { directory: shown, sites: siteCount, tkrVersion: newer, site: brokenSite };
  for (const line of fleetClosingText(closing)) console.log(line);
  console.log(`\nThis took ${Math.round((Date.now() - started) / 1000)} s.`);
}

function title(number: number, text: string): void {
  console.log(`\n== ${number}. ${text}`);
}

/** Brings up what all sites share, in the order in which sites need it. */
async function share(demo: DemoProject, version: string, kept: readonly string[]): Promise<void> {
  const { management, template } = stackNames;
  for (const [name, text] of [
    [management, managementFile(version, kept)],
    [template, templateFile(version)],
  ] as const) {
    writeFileSync(join(demo.project, `Pulumi.${name}.yaml`), text);
    const stack = { sandbox: demo.sandbox, project: demo.project, name };
    await prepareStack(stack);
    const next = 'Fix what the message above reports, then run "make demo-fleet" again.';
    await showPulumi(stack, "up", ["--yes", "--skip-preview"], next);
  }
}
