/** `tkg-edge fleet init`: the stack of each site of a fleet and its file, as far as they are missing. */
import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import pLimit from "p-limit";
import { Document, isMap, type YAMLMap } from "yaml";
import * as z from "zod";
import { withPlace } from "../../config/fleet/fleet-document.js";
import type { Fleet } from "../../config/fleet/fleet-file.js";
import { FleetLayers } from "../../config/fleet/fleet-layers.js";
import { laterPasswords } from "../../config/password-sources.js";
import { ConfigurationError, UserError, type Problem } from "../../config/problem.js";
import { readOwnStackFile, stackFileName } from "../../config/stack-file.js";
import { replacedStackFile } from "../../config/write-stack-file.js";
import { counted, someOf } from "../../fleet/finding.js";
import { readFleet, type FleetOptions } from "./fleet-input.js";
import { createStack, type PulumiRunner } from "./store-password.js";
import type { Terminal } from "./terminal.js";

export interface FleetInitOptions extends FleetOptions {
  /** Stacks that are created at the same time. */
  readonly parallel: number;
}

const fleetFileKey = "tkg-edge:fleetFile";

/**
 * Creates what is missing and changes nothing that is there, so that it can be run again, also after it was killed.
 * @returns whether each site has its stack and its file
 * @throws ConfigurationError for a fleet that cannot be read, UserError for a backend that does not answer; nothing is
 * created then
 */
export async function fleetInit(
  options: FleetInitOptions,
  terminal: Terminal,
  pulumi: PulumiRunner,
): Promise<boolean> {
  const { directory, parallel } = options;
  const fleet = readFleet(options);
  if (fleet.problems.length > 0) {
    throw new ConfigurationError(fleet.problems.map(withPlace), `fleet ${fleet.file}`);
  }
  const stacks = await stacksOf(directory, pulumi);
  const limit = pLimit(parallel);
  const sites = [...fleet.sites.keys()];
  const ends = await Promise.all(
    sites.map((site) => limit(() => complete(site, fleet, directory, stacks, pulumi))),
  );
  const created = sites.filter((_, index) => ends[index]?.created);
  const layers = new FleetLayers(fleet, directory);
  const lines = [
    `${counted(sites.length, "site")} of ${fleet.file}: ${counted(created.length, "stack")} created, ` +
      `${counted(ends.filter(({ written }) => written).length, "stack file")} completed`,
    ...listed("created", created),
    ...listed("stacks without a site in this fleet, left as they are", withoutSite(stacks, fleet, directory)),
    ...(created.some((site) => needsPassword(site, layers))
      ? [`next, for each new stack: ${passwordCommand}`]
      : []),
  ];
  terminal.out(lines.map((line) => `${line}\n`).join(""));
  const failures = ends.flatMap(({ failure }) => failure ?? []);
  for (const failure of failures) terminal.err(`${failure}\n`);
  return failures.length === 0;
}

const passwordCommand = "pulumi config set --secret tkg-edge:vcenterPassword --stack SITE";
const listed = (what: string, names: readonly string[]) =>
  names.length === 0 ? [] : [`${what}: ${someOf([...names].sort(), 10)}`];

/** Whether the vCenter password of a site is one of its stack. */
const needsPassword = (site: string, layers: FleetLayers): boolean =>
  laterPasswords(layers.site(site)?.layer.values.connection).has("vcenterPassword");

/** What was done for a site. */
interface Completed {
  readonly created: boolean;
  readonly written: boolean;
  readonly failure?: string;
}

async function complete(
  site: string,
  fleet: Fleet,
  directory: string,
  stacks: ReadonlySet<string>,
  pulumi: PulumiRunner,
): Promise<Completed> {
  const wrong = ownStack(site, fleet, directory);
  if (wrong !== undefined) return { created: false, written: false, failure: wrong };
  const isMissing = !stacks.has(site);
  // The stack comes first: pulumi adds what encrypts to the file that it finds or makes.
  const failure = isMissing ? await createStack(site, directory, pulumi) : undefined;
  if (failure !== undefined && !failure.includes("already exists")) {
    return { created: false, written: false, failure: `stack ${site} was not created: ${failure}` };
  }
  return { created: isMissing && failure === undefined, ...completeFile(site, fleet, directory) };
}

/** A stack of its own that has the name of a site is nobody's to change. @returns why the site cannot have this stack */
function ownStack(site: string, fleet: Fleet, directory: string): string | undefined {
  const name = stackFileName(site);
  if (!existsSync(join(directory, name))) return undefined;
  const { document, problems } = replacedStackFile(join(directory, name), name);
  if (problems.length > 0) return problems.map(asLine).join("\n");
  const config = document?.get("config");
  const keys = isMap(config) ? config.items.map(({ key }) => String(key)) : [];
  const isConfigured = keys.some((key) => key.startsWith("tkg-edge:"));
  if (!isConfigured) return undefined;
  const { fleetFile } = readOwnStackFile(directory, site).raw;
  if (fleetFile === undefined) {
    return (
      `${name}: a stack that names no fleet has the name of a site of ${fleet.file}; expected: ${fleetFileKey}: ${fleet.file} ` +
      "in it, or another name of the site"
    );
  }
  if (resolve(directory, fleetFile) === resolve(directory, fleet.file)) return undefined;
  return `${name}: ${fleetFileKey} is ${fleetFile}; expected: ${fleet.file}, or another name of the site`;
}

function completeFile(site: string, fleet: Fleet, directory: string): Omit<Completed, "created"> {
  const name = stackFileName(site);
  const { document = new Document({}), problems } = replacedStackFile(join(directory, name), name);
  if (problems.length > 0) return { written: false, failure: problems.map(asLine).join("\n") };
  if (!isMap(document.get("config"))) document.set("config", document.createNode({}));
  const config = document.get("config") as YAMLMap;
  if (config.has(fleetFileKey)) return { written: false };
  config.set(fleetFileKey, fleet.file);
  writeFileSync(join(directory, name), document.toString({ lineWidth: 0 }));
  return { written: true };
}

const asLine = ({ path, found = "", expected }: Problem) => `${path}: ${found}; expected: ${expected}`;

const stacksSchema = z.array(z.object({ name: z.string() }));

/** Names of the project's stacks, without organization and project. */
async function stacksOf(directory: string, pulumi: PulumiRunner): Promise<ReadonlySet<string>> {
  const { ok, stdout, stderr } = await pulumi([
    ...["stack", "ls", "--json"],
    ...["--cwd", directory, "--non-interactive"],
  ]);
  if (!ok) throw new UserError(`the stacks of the project in ${directory} cannot be listed: ${stderr}`);
  const names = stacksSchema.parse(JSON.parse(stdout)).map(({ name }) => name);
  return new Set(names.map((name) => name.split("/").at(-1) ?? name));
}

/** Stacks whose file names this fleet, which has no such site any more. */
function withoutSite(stacks: ReadonlySet<string>, fleet: Fleet, directory: string): string[] {
  return [...stacks].filter((stack) => {
    if (fleet.sites.has(stack) || !existsSync(join(directory, stackFileName(stack)))) return false;
    const { fleetFile, fleetSite } = readOwnStackFile(directory, stack).raw;
    const isThis =
      fleetFile !== undefined && resolve(directory, fleetFile) === resolve(directory, fleet.file);
    return isThis && !fleet.sites.has(fleetSite ?? stack);
  });
}
