/** A fleet on a sandbox that is rolled out by the command, with what it wrote and what exists. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { execa } from "execa";
import { ledgerIn, rolloutFolder } from "../../../src/cli/edge/rollout/rollout-folder.js";
import { defaultClassName } from "../../../src/config/tkg-releases.js";
import type { RolloutEvent } from "../../../src/fleet/rollout/events.js";
import { readLedger } from "../../../src/fleet/rollout/ledger.js";
import type { LedgerRecord } from "../../../src/fleet/rollout/records.js";
import { newer, succeeded } from "../steps/tried-site.js";
import { pulumiRunEnvironment, type Environment } from "./environments.js";
import { killVariable, type KillMoment } from "./killed-at.js";
import { LiveApis } from "./live-apis.js";
import { checkout, linkProject } from "./project.js";
import type { SandboxOfFile } from "./sandbox-of-file.js";
import { exampleSite, merge, type Tree } from "./stack-settings.js";
import { TestStack } from "./test-stack.js";
import { eventually } from "./wait.js";

/** An entry of the fleet file: labels, groups, connection, site. */
export type SiteEntry = Tree;

const killedAt = pathToFileURL(join(checkout, "dist", "tests", "engine", "harness", "killed-at.js")).href;

export class RolledFleet {
  readonly apis: LiveApis;

  private constructor(
    private readonly file: SandboxOfFile,
    readonly project: string,
    private readonly sites: Readonly<Record<string, SiteEntry>>,
    private readonly rollout: Tree,
  ) {
    this.apis = new LiveApis(file.sandbox);
  }

  /**
   * Makes what sites share, and a stack for each of them.
   * @param sites what each has at all times, by its name; the endpoint is given if there is none
   * @param rollout section `rollout` of the fleet file
   */
  static async make(
    file: SandboxOfFile,
    sites: Readonly<Record<string, SiteEntry>>,
    rollout: Tree,
  ): Promise<RolledFleet> {
    const shared = await TestStack.create(file.sandbox, file.directory, "shared", {
      ...{ management: { tkr: { version: newer } }, site: undefined, template: { tkrVersion: newer } },
    });
    succeeded(await shared.up());
    const project = linkProject(join(file.directory, "project-rollout"));
    const fleet = new RolledFleet(file, project, sites, rollout);
    fleet.configure({});
    const { encryptionsalt, config } = exampleSite(file.sandbox);
    const { "tkg-edge:vcenterPassword": vcenterPassword } = config;
    const stack = {
      encryptionsalt,
      config: { "tkg-edge:vcenterPassword": vcenterPassword, "tkg-edge:fleetFile": "fleet.yaml" },
    };
    for (const name of Object.keys(sites))
      writeFileSync(join(project, `Pulumi.${name}.yaml`), JSON.stringify(stack));
    const made = await fleet.edge(["fleet", "init", "--parallel", "3"]);
    assert.equal(made.exitCode, 0, made.all);
    return fleet;
  }

  /**
   * Makes a stack that sites can name in `site.from`, which is not brought up.
   * @param sections by their keys, laid over those of the example; the example's other sections are left out
   */
  async addStack(name: string, sections: Tree): Promise<void> {
    const none = { management: undefined, template: undefined, site: undefined };
    const settings = exampleSite(this.file.sandbox, { ...none, ...sections });
    writeFileSync(join(this.project, `Pulumi.${name}.yaml`), JSON.stringify(settings));
    await this.pulumi("stack", "init", name);
  }

  /** The stored states of sites, by their names. */
  statesOf(names: readonly string[]): Readonly<Record<string, string>> {
    const folder = join(this.file.sandbox.directory, "pulumi-state/.pulumi/stacks/tkg-edge");
    return Object.fromEntries(
      names.map((name) => [name, readFileSync(join(folder, `${name}.json`), "utf8")]),
    );
  }

  /** @param own laid over what sites have at all times @param all the same for all of them */
  configure(own: Readonly<Record<string, SiteEntry>>, all: Tree = {}): void {
    const { sandbox } = this.file;
    const { "tkg-edge:site": example, "tkg-edge:connectionFile": connectionFile } =
      exampleSite(sandbox).config;
    const { name: _name, controlPlaneEndpoint: _endpoint, ...shared } = example as Tree;
    const site = merge({ ...shared, tkrVersion: newer, className: defaultClassName, protect: false }, all);
    const sites = Object.entries(this.sites).map(([name, entry], index) => {
      const given = { site: { controlPlaneEndpoint: endpointOf(index, sandbox) } };
      return [name, merge(merge(given, entry), own[name] ?? {})] as const;
    });
    const fleet = {
      defaults: { connectionFile, site },
      rollout: this.rollout,
      sites: Object.fromEntries(sites),
    };
    writeFileSync(join(this.project, "fleet.yaml"), JSON.stringify(fleet));
  }

  get environment(): Environment {
    return pulumiRunEnvironment(this.file.sandbox);
  }

  /** Starts `tkg-edge`. @param kill a moment at which it is killed */
  edge(args: readonly string[], kill?: KillMoment) {
    const preload = kill ? ["--import", killedAt] : [];
    return execa("node", [...preload, join(checkout, "tkg-edge.js"), ...args, "-C", this.project], {
      env: { ...this.environment, ...(kill && { [killVariable]: JSON.stringify(kill) }) },
      ...{ extendEnv: false, reject: false, stdin: "ignore", all: true, detached: true },
    });
  }

  /** Starts a rollout with events and report. */
  roll(args: readonly string[], kill?: KillMoment) {
    return this.edge(
      ["fleet", "rollout", "--events", "events.jsonl", "--report", "report.md", ...args],
      kill,
    );
  }

  pulumi(...args: readonly string[]) {
    return execa("pulumi", [...args, "--non-interactive"], {
      ...{ cwd: this.project, env: this.environment, extendEnv: false },
    });
  }

  get events(): readonly RolloutEvent[] {
    const path = join(this.project, "events.jsonl");
    if (!existsSync(path)) return [];
    const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
    // A process that was killed while it wrote leaves a line that the next one goes on with.
    return lines.map((line) => JSON.parse(line) as RolloutEvent);
  }

  /** Sites that were started since there were so many events. */
  startedSince(count: number): readonly string[] {
    return this.events.slice(count).flatMap((one) => (one.event === "site-started" ? [one.site] : []));
  }

  /** Waits until an event is written. */
  async event(what: string, is: (event: RolloutEvent) => boolean, after = 0, seconds = 180): Promise<void> {
    await eventually(what, () => Promise.resolve(this.events.slice(after).some(is)), {
      ...{ seconds, everyMilliseconds: 20 },
    });
  }

  get ledger(): readonly LedgerRecord[] {
    const file = ledgerIn(this.folder);
    return existsSync(file) ? readLedger(file).records : [];
  }

  get folder(): string {
    return rolloutFolder(this.project, "fleet.yaml");
  }

  async uidOf(name: string): Promise<string> {
    return (await this.apis.mustGet("cluster", name, "default")).metadata.uid;
  }

  /** Files that its rollouts wrote for people and for programs. */
  get written(): readonly string[] {
    const below = readdirSync(this.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const others = ["events.jsonl", "report.md", "fleet.html"].map((name) => join(this.project, name));
    return [...below, ...others.filter((name) => existsSync(name))];
  }
}

/** More than a sandbox has for guests: nobody listens at any of them. */
const endpointOf = (index: number, { block, endpoints }: SandboxOfFile["sandbox"]): string =>
  endpoints[index + 1] ?? `${block}.${100 + index + 1 - endpoints.length}`;
