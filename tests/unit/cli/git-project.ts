/** A project in a git repository of its own, whose files cases change and commit. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { run } from "../../../src/cli/tkg-edge.js";
import type { FleetPlan } from "../../../src/fleet/plan/plan-fleet.js";

export type Plan = FleetPlan & {
  readonly exitCode: number;
  readonly summary: Readonly<Record<string, number>>;
  readonly notCompared: readonly string[];
};

export class GitProject {
  readonly directory = realpathSync(mkdtempSync(join(tmpdir(), "tkg-edge-against-")));

  constructor() {
    this.git("init", "--quiet", "--initial-branch", "main");
    this.write({ "Pulumi.yaml": "name: tkg-edge\nruntime: nodejs\n" });
  }

  git(...args: readonly string[]): string {
    const author = ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgSign=false"];
    return execFileSync("git", [...author, "-C", this.directory, ...args], { encoding: "utf8" }).trim();
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

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}
