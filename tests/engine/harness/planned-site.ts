/** A site of a fleet on a sandbox: its word in `tkg-edge fleet plan`, and what the engine plans for it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fleetPlan } from "../../../src/cli/edge/fleet-plan.js";
import { fleetStatus } from "../../../src/cli/edge/fleet-status.js";
import type { Facts } from "../../../src/environment/facts/facts.js";
import type { FleetPlan, PlannedSite } from "../../../src/fleet/plan/plan-fleet.js";
import { statusReportSchema, type SiteReport } from "../../../src/fleet/status/report.js";
import { merge, type Tree } from "./stack-settings.js";
import type { Outcome, TestStack } from "./test-stack.js";

/** What the engine's plan comes to. */
export type Planned = "none" | "update" | "roll" | "create" | "import" | "replace" | "stopped";

export class PlannedSiteOfFleet {
  readonly #entry: Tree;

  /** Moves the settings of a stack, but for the password, to a fleet file. */
  constructor(readonly stack: TestStack) {
    const { "tkg-edge:vcenterPassword": _, ...written } = stack.saved.config;
    const keys = Object.keys(written).map((key) => key.replace("tkg-edge:", ""));
    this.#entry = Object.fromEntries(keys.map((key) => [key, written[`tkg-edge:${key}`]]));
    stack.configure({ ...Object.fromEntries(keys.map((key) => [key, undefined])), fleetFile: "fleet.yaml" });
    this.configure({});
  }

  /** @param change laid over what the fleet configures at first */
  configure(change: Tree): void {
    const sites = { [this.stack.name]: merge(this.#entry, change) };
    writeFileSync(join(this.stack.project, "fleet.yaml"), JSON.stringify({ sites }));
  }

  /** What the command prints, in this process. @param facts what was read before. @default - all is read */
  async plan({ states = false, facts }: { readonly states?: boolean; readonly facts?: Facts } = {}): Promise<{
    readonly code: number;
    readonly site: PlannedSite;
    readonly plan: FleetPlan;
  }> {
    let out = "";
    const options = {
      directory: this.stack.project,
      fleet: "fleet.yaml",
      json: true,
      markdown: false,
      states,
    };
    const code = await fleetPlan(
      options,
      { out: (text) => void (out += text), err: () => undefined },
      // The state as `pulumi stack export` prints it.
      () => Promise.resolve({ ok: states, stdout: this.stack.state(), stderr: "no state is read" }),
      "0.0.0-test",
      facts,
    );
    const plan = JSON.parse(out) as FleetPlan;
    const [site] = plan.sites;
    if (!site) throw new Error(out);
    return { code, site, plan };
  }

  /** What `fleet status` prints, in this process, and the metrics and the page that it writes. */
  async status(): Promise<{
    readonly code: number;
    readonly site: SiteReport;
    readonly metrics: string;
    readonly page: string;
  }> {
    let out = "";
    const [metrics, html] = ["fleet.prom", "fleet.html"].map((name) => join(this.stack.project, name));
    const code = await fleetStatus(
      { directory: this.stack.project, fleet: "fleet.yaml", json: true, metrics, html },
      { out: (text) => void (out += text), err: () => undefined },
      () => Promise.reject(new Error("pulumi was called")),
      "0.0.0-test",
    );
    const [site] = statusReportSchema.parse(JSON.parse(out)).sites;
    if (!site || metrics === undefined || html === undefined) throw new Error(out);
    return { code, site, metrics: readFileSync(metrics, "utf8"), page: readFileSync(html, "utf8") };
  }
}

/** Commands that check and wait, and change nothing. */
const checking = /::\w[\w-]*-(rebuild-gate|(?<!after-)ready)$/;

/** Steps that change something, `operation name`. */
export function stepsOf({ steps }: Outcome): readonly string[] {
  return steps
    .filter(({ op }) => !["same", "read", "refresh", "read-discard"].includes(op))
    .filter(({ op, type, urn }) => !type.startsWith("pulumi:") && !(checking.test(urn) && op !== "replace"))
    .map(({ op, urn }) => `${op} ${urn.split("::").at(-1) ?? ""}`);
}

/** What the engine plans for the Cluster `NAME-cluster` of a stack, and for what goes with it. */
export function plannedBy(outcome: Outcome): Planned {
  const steps = stepsOf(outcome);
  const ofCluster = steps.filter((step) => step.endsWith("-cluster"));
  if (ofCluster.some((step) => /^(replace|create-replacement|delete-replaced|delete) /.test(step)))
    return "replace";
  if (outcome.exitCode !== 0) return "stopped";
  if (ofCluster.some((step) => step.startsWith("import"))) return "import";
  if (ofCluster.some((step) => step.startsWith("create"))) return "create";
  if (/\bROLL of\b/.test(outcome.all)) return "roll";
  return steps.length > 0 ? "update" : "none";
}
