/** What the product needs on this machine, and what of it is there. */
import { readFileSync } from "node:fs";
import { arch, platform } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { Facts } from "../../environment/facts/facts.js";
import { readPulumiPlugins, type PulumiPlugins } from "../../environment/facts/pulumi-plugins.js";
import type { Severity } from "../../environment/finding.js";
import { pluginVersion } from "../../environment/judgements/plugin-version.js";
import { toolVersion } from "../../environment/judgements/tool-version.js";
import { git, requiredTools, type Source } from "../../preflight/required-tools.js";

/** One thing that the product needs. */
export interface Part {
  readonly kind: "runtime" | "tool" | "plugin";
  readonly name: string;
  /** Undefined where it is not there, or does not report it. */
  readonly version: string | undefined;
  readonly severity: Severity;
  /** What was seen. */
  readonly seen: string;
  readonly expected: string;
  readonly neededFor: string;
  readonly source: Source;
}

export interface Installation {
  /** Of the product. */
  readonly version: string;
  /** Such as `linux x64`. */
  readonly machine: string;
  readonly parts: readonly Part[];
}

/** What is read of the machine; tests give their own. */
export interface MachineReaders {
  readonly facts: Pick<Facts, "toolVersion">;
  readonly plugins: () => Promise<PulumiPlugins>;
  /** Versions of the SDKs that the program is built with, by the name of their plugin. */
  readonly sdks: () => Readonly<Record<string, string>>;
}

export const thisMachine = (): MachineReaders => ({
  facts: new Facts(),
  plugins: () => readPulumiPlugins(),
  sdks: installedSdks,
});

/** @param version of the product */
export async function readInstallation(version: string, machine: MachineReaders): Promise<Installation> {
  const [tools, plugins] = await Promise.all([readTools(machine), readPlugins(machine)]);
  return { version, machine: `${platform()} ${arch()}`, parts: [node(), ...tools, ...plugins] };
}

/** It runs this, so that it is new enough. */
const node = (): Part => ({
  kind: "runtime",
  name: "node",
  version: process.versions.node,
  severity: "ok",
  seen: `node ${process.versions.node}`,
  expected: "node 20.9 or newer",
  neededFor: "everything",
  source: { online: "nodejs.org", airGap: "carry the release's archive in and put its bin/ on the PATH" },
});

function readTools({ facts }: MachineReaders): Promise<readonly Part[]> {
  return Promise.all(
    [...requiredTools, git].map(
      async ({ tool, args, minimum, sections, neededFor, source }): Promise<Part> => {
        const found = await facts.toolVersion(tool, args);
        const { severity: worst, seen } = toolVersion(tool, minimum, found);
        // What no stack needs is missing to those alone who use it.
        const severity = worst === "failure" && sections.length === 0 ? "warning" : worst;
        const version = found.result === "runs" ? found.version : undefined;
        const expected = `${tool} ${minimum} or newer`;
        return { kind: "tool", name: tool, version, severity, seen, expected, neededFor, source };
      },
    ),
  );
}

const neededFor: Readonly<Record<string, string>> = {
  kubernetes: "management and site stacks",
  vsphere: "template and site stacks",
  command: "all stacks",
};

async function readPlugins({ plugins, sdks }: MachineReaders): Promise<readonly Part[]> {
  const found = await plugins();
  return Object.entries(sdks()).map(([name, version]): Part => {
    const { severity, seen } = pluginVersion(name, version, found);
    const install = `pulumi plugin install resource ${name} ${version}`;
    return {
      ...{ kind: "plugin", name, version: severity === "ok" ? version : undefined, severity, seen },
      expected: `plugin ${name} ${version}`,
      neededFor: neededFor[name] ?? "",
      source: { online: install, airGap: `carry the plugin's archive in: ${install} --file ARCHIVE` },
    };
  });
}

const packageSchema = z.object({ version: z.string() });

/** The SDKs beside this module, wherever it is packed. */
function installedSdks(): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(neededFor).map((name) => [name, sdkVersion(name)]));
}

function sdkVersion(name: string): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    try {
      const file = join(folder, "node_modules", "@pulumi", name, "package.json");
      return packageSchema.parse(JSON.parse(readFileSync(file, "utf8"))).version;
    } catch (error) {
      if (folder === dirname(folder)) throw error;
    }
  }
}
