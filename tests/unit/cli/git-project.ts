/** A project in a git repository of its own, whose files cases change and commit: a fleet, planned against a revision. */
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { run } from "../../../src/cli/tkg-edge.js";
import type { FleetPlan } from "../../../src/fleet/plan/plan-fleet.js";
import { defaults } from "../fleet/fleet-folder.js";

export type Plan = FleetPlan & {
  readonly exitCode: number;
  readonly summary: Readonly<Record<string, number>>;
  readonly notCompared: readonly string[];
};

/** No program beside git itself: neither one that signs, nor one that tidies up behind each commit. */
const settings = `[user]
name = x
email = x@example.com
[commit]
gpgSign = false
[gc]
auto = 0
[maintenance]
auto = false
`;

export class GitProject {
  readonly directory = realpathSync(mkdtempSync(join(tmpdir(), "tkg-edge-against-")));

  constructor() {
    this.git("init", "--quiet", "--initial-branch", "main");
    appendFileSync(join(this.directory, ".git", "config"), settings);
    this.write({ "Pulumi.yaml": "name: tkg-edge\nruntime: nodejs\n" });
  }

  git(...args: readonly string[]): string {
    return execFileSync("git", ["-C", this.directory, ...args], { encoding: "utf8" }).trim();
  }

  /** Whatever is no text is written as JSON, which is YAML. */
  write(files: Readonly<Record<string, unknown>>): void {
    for (const [name, content] of Object.entries(files)) {
      const path = join(this.directory, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
    }
  }

  commit(files: Readonly<Record<string, unknown>> = {}): void {
    this.write(files);
    this.git("add", "--all");
    this.git("commit", "--quiet", "--allow-empty", "--message", "x");
  }

  async against(
    revision: string,
    ...args: readonly string[]
  ): Promise<{ code: number; out: string; err: string }> {
    let out = "";
    let err = "";
    const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
    const pulumi = () => Promise.reject(new Error("pulumi was called"));
    const all = ["fleet", "plan", "--against", revision, ...args];
    const within = args.includes("-C") ? [] : ["-C", this.directory];
    return { code: await run([...all, ...within], { terminal, pulumi, version: "1.2.3" }), out, err };
  }

  async plan(revision = "HEAD", ...args: readonly string[]): Promise<Plan> {
    const { out, err } = await this.against(revision, "--json", ...args);
    if (out === "") throw new Error(err);
    return JSON.parse(out) as Plan;
  }

  /** The plan for a change of one site from a version to another. */
  async changed(before: object, after: object): Promise<Plan> {
    this.commit({ "fleet.yaml": fleetOf({ one: site("10.0.0.1", before) }) });
    this.write({ "fleet.yaml": fleetOf({ one: site("10.0.0.1", after) }) });
    return await this.plan();
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}

/** Gives each case a project. */
export function useGitProject(): { readonly project: GitProject } {
  const context = { project: undefined as unknown as GitProject };
  beforeEach(() => {
    context.project = new GitProject();
  });
  afterEach(() => {
    context.project.remove();
  });
  return context;
}

/** Defaults of sites that may be destroyed. */
export const open = { ...defaults, site: { ...defaults.site, protect: false } };

/** @param more further keys of the section; @param entry keys of the site beside it */
export const site = (controlPlaneEndpoint: string, more: object = {}, entry: object = {}) => ({
  ...{ site: { controlPlaneEndpoint, ...more } },
  ...entry,
});
export const fleetOf = (sites: object, shared: object = open) => ({ defaults: shared, sites });

export const wordsOf = ({ sites }: Plan) => Object.fromEntries(sites.map(({ name, word }) => [name, word]));
export const reasonsOf = ({ sites }: Plan, name: string) =>
  sites.find((one) => one.name === name)?.reasons ?? [];
