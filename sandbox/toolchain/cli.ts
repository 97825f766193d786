// `make tools`: finds or builds every tool, and leaves a record of where they are (tools.ts reads it).
//
//   node dist/sandbox/toolchain/cli.js
//
// Ends at once when the record is there and all it names still is. Prints one line per tool, with seconds; on a
// terminal the line of the tool being built shows what the compiler or the download is at.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Listr } from "listr2";
import PQueue from "p-queue";
import { removeDeadDrafts } from "./cache-entry.js";
import { catalogue } from "./catalogue.js";
import { companionOf, findOnPath } from "./find-on-path.js";
import type { FoundTool } from "./find-on-path.js";
import { askGo, lowestGo } from "./go.js";
import { DownloadSite, carryOut, isReady } from "./install.js";
import { downloadModule } from "./manifest-modules.js";
import { largestFirst, makePlan, mustBeBuilt, sizeOf } from "./plan.js";
import type { Step } from "./plan.js";
import { makeBinFolder, makePulumiHome } from "./pulumi-home.js";
import { readRecord, toolchainVersion, writeRecord } from "./record.js";
import type { ToolRecord, ToolchainRecord } from "./record.js";
import { manifestModules, toolNames } from "./tool-names.js";
import type { ManifestModule, ToolName } from "./tool-names.js";
import { compareVersions } from "./version-rule.js";

const languageHost = "pulumi-language-nodejs";

/** What makes a language host beside a CLI that was built here. */
const hostTools = [languageHost, "pulumi-nodejs-host"] as const;

function isComplete(record: ToolchainRecord): boolean {
  const paths = [...Object.values(record.tools).map((tool) => tool.path), ...Object.values(record.modules)];
  return [...paths, record.pulumiHome, record.binDirectory].every(existsSync);
}

/** The user's own tools that fit, and a note on each that does not. */
async function findOwnTools(): Promise<{ found: Partial<Record<ToolName, FoundTool>>; notes: string[] }> {
  const found: Partial<Record<ToolName, FoundTool>> = {};
  const notes: string[] = [];
  for (const name of toolNames) {
    const { probe } = catalogue[name];
    if (probe === undefined) continue;
    const result = await findOnPath(name, probe, name === "pulumi" ? [languageHost] : []);
    if (result.found !== undefined) found[name] = result.found;
    else notes.push(...result.unfit);
  }
  const host = found.pulumi === undefined ? undefined : companionOf(found.pulumi.path, languageHost);
  if (found.pulumi !== undefined && host !== undefined) {
    for (const name of hostTools) found[name] = { path: host, version: found.pulumi.version };
  }
  return { found, notes };
}

function requireGo(version: string | undefined, plan: readonly Step[]): void {
  const names = mustBeBuilt(plan);
  if (names.length === 0) return;
  if (version !== undefined && compareVersions(version, lowestGo) >= 0) return;
  const has = version === undefined ? "there is none" : `this one is ${version}`;
  throw new Error(
    [
      `Go >= ${lowestGo.replace(/\.0$/, "")} is needed to build what this machine lacks, and ${has}.`,
      `Either install Go (https://go.dev/doc/install), or, instead of building:`,
      ...names.map((name) => `  ${name}: ${catalogue[name].instead}`),
    ].join("\n"),
  );
}

const origins: Readonly<Record<ToolRecord["origin"], string>> = {
  path: "on PATH",
  official: "downloaded by Pulumi",
  built: "from its Go module",
  "stand-in": "stand-in: the official plugin cannot be downloaded here",
};

/**
 * Two steps at a time, so that one compiles while the other downloads or links; of the tools of one Go module one at a time,
 * because two builds that start together compile what they share twice.
 */
class Turns {
  private readonly queue = new PQueue({ concurrency: 2 });
  private readonly ofModule = new Map<string, Promise<unknown>>();
  private readonly ended = new Map<ToolName, Promise<unknown>>();

  /** Runs a step's task when it is its turn: the largest tool first. @throws what the task throws */
  async take(step: Step, task: () => Promise<void>): Promise<void> {
    const module = catalogue[step.name].build?.module ?? step.name;
    const before = this.ofModule.get(module) ?? Promise.resolve();
    const run = before.then(() => this.queue.add(task, { priority: sizeOf(step.name) }));
    const end = run.catch(() => undefined);
    this.ofModule.set(module, end);
    this.ended.set(step.name, end);
    await run;
  }

  /** Waits until a tool's step has ended, whether it worked or not. */
  async waitFor(name: ToolName): Promise<void> {
    await this.ended.get(name);
  }
}

/** Carries out the plan. @throws Error that names every tool that cannot be had, why, and what to do instead. */
async function carryOutAll(plan: readonly Step[]): Promise<Record<ToolName, ToolRecord>> {
  const done: Partial<Record<ToolName, ToolRecord>> = {};
  const site = new DownloadSite();
  const failures: string[] = [];
  let reported = false;
  // Without a terminal: a line when something long begins, and one when it is done.
  const print = (line: string): void => {
    if (!process.stdout.isTTY) console.log(line);
  };
  const turns = new Turns();
  const tasks = new Listr(
    largestFirst(plan).map((step, index) => {
      const count = `[${String(index + 1)}/${String(plan.length)}]`;
      const label = `${count} ${step.name} ${catalogue[step.name].version}`;
      return {
        title: isReady(step) ? label : `${label}: not there yet`,
        task: (_context: unknown, task: { title: string; output: string }) =>
          turns.take(step, async () => {
            if (step.kind === "download") await turns.waitFor("pulumi");
            const started = Date.now();
            if (!isReady(step)) print(`${label} ...`);
            const onLine = (line: string): void => {
              if (process.stdout.isTTY) task.output = line;
            };
            try {
              const tool = await carryOut(step, { pulumi: done.pulumi?.path, site, onLine });
              done[step.name] = tool;
              const seconds = Math.round((Date.now() - started) / 1000);
              const cached =
                tool.origin !== "path" && isReady(step) ? ", cached" : seconds > 0 ? `, ${seconds} s` : "";
              task.title = `${count} ${step.name} ${tool.version} (${origins[tool.origin]}${cached})`;
              print(task.title);
              if (site.unreachable !== undefined && !reported) {
                reported = true;
                task.output = `${site.unreachable}; plugins are built here instead`;
                print(task.output);
              }
            } catch (error) {
              const reason = error instanceof Error ? error.message : String(error);
              print(`${label}: failed`);
              failures.push(
                `${step.name} cannot be had: ${reason}\n  what to do: ${catalogue[step.name].instead}`,
              );
              throw new Error(`${label}: failed`, { cause: error });
            }
          }),
        rendererOptions: { persistentOutput: true },
      };
    }),
    { concurrent: true, exitOnError: false, fallbackRenderer: "silent" },
  );
  await tasks.run();
  if (failures.length > 0) throw new Error(failures.join("\n\n"));
  return done as Record<ToolName, ToolRecord>;
}

async function install(): Promise<ToolchainRecord> {
  const { found, notes } = await findOwnTools();
  for (const note of notes) console.log(`not used: ${note}`);
  const go = await askGo();
  const plan = makePlan({ found, go: go?.description ?? "none" });
  requireGo(go?.version, plan);
  const tools = await carryOutAll(plan);
  const modules = Object.fromEntries(
    await Promise.all(manifestModules.map(async (name) => [name, await downloadModule(name)] as const)),
  ) as Record<ManifestModule, string>;
  const isPlugin = (name: ToolName): boolean => catalogue[name].plugin !== undefined;
  const plugins = toolNames.flatMap((name) => {
    const { plugin } = catalogue[name];
    return plugin === undefined
      ? []
      : [{ name: plugin.name, version: tools[name].version, path: tools[name].path }];
  });
  // A CLI of the user's own has its language host beside it already.
  const together = tools.pulumi.origin === "built" ? (["pulumi", ...hostTools] as const) : [];
  const isOfHost = (name: ToolName): boolean => hostTools.some((tool) => tool === name);
  const linked = toolNames.filter((name) => !isPlugin(name) && (together.length > 0 || !isOfHost(name)));
  const binDirectory = await makeBinFolder(
    Object.fromEntries(linked.map((name) => [name, tools[name].path])),
    together,
  );
  for (const name of together) tools[name].path = join(binDirectory, name);
  return { tools, modules, pulumiHome: await makePulumiHome(plugins), binDirectory };
}

async function main(): Promise<void> {
  removeDeadDrafts();
  const before = readRecord();
  if (before !== undefined && isComplete(before)) {
    console.log(`all ${String(toolNames.length)} tools are there: ${before.binDirectory}`);
    return;
  }
  const version = toolchainVersion();
  const record = await install();
  if (toolchainVersion() !== version) {
    throw new Error("files under toolchain/ changed while the tools were made; run make tools again");
  }
  writeRecord(version, record);
  console.log(`all ${String(toolNames.length)} tools are there: ${record.binDirectory}`);
}

try {
  await main();
} catch (error) {
  console.error(`\nmake tools: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
