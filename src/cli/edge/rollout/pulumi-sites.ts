/** Brings sites up by `pulumi`: the engine's own preview first, and then, where it does what the plan announced, `pulumi up`. */
import { readFileSync, rmSync } from "node:fs";
import { outsideWindows, refusedOutside } from "../../../config/rebuild-windows/window-text.js";
import type { PlannedSite } from "../../../fleet/plan/plan-fleet.js";
import { reasonText } from "../../../fleet/plan/plan-report.js";
import type { SiteEnd } from "../../../fleet/rollout/outcome.js";
import type { Attempt } from "../../../fleet/rollout/records.js";
import type { RunReports, SiteRunner, SiteToRun } from "../../../fleet/rollout/site-runner.js";
import type { Task } from "../../../fleet/rollout/task.js";
import { clusterLoss, readPreview } from "./engine-preview.js";
import { endOfFailure } from "./out-of-reach.js";
import { cancelledAtFirst, PulumiRuns, type PulumiRunsOptions, type RunOfSite } from "./pulumi-runs.js";
import { failureIn, shortened } from "./run-output.js";

export interface PulumiSitesOptions extends PulumiRunsOptions {
  /** Plans one site from what is there now. */
  readonly judge: (site: string) => Promise<PlannedSite | undefined>;
  /** What its cluster waits for, in lines. */
  readonly explain: (site: string) => Promise<readonly string[]>;
  /** Whether sites that could not be planned at first may be rebuilt. */
  readonly allowsRebuilds: boolean;
  /** Whether sites are run where nothing is to be done. */
  readonly runsAll: boolean;
  /** Of the configuration as the files have it now. @default - it is not compared with the one that was planned */
  readonly digestNow?: ((site: string) => Promise<string | undefined>) | undefined;
}

export class PulumiSites implements SiteRunner {
  readonly #runs: PulumiRuns;

  constructor(private readonly options: PulumiSitesOptions) {
    this.#runs = new PulumiRuns(options);
  }

  cancel(): void {
    this.#runs.cancel();
  }

  async run(
    site: SiteToRun,
    attempt: number,
    earlier: Attempt | undefined,
    reports: RunReports,
  ): Promise<SiteEnd> {
    const left = await this.#runs.cleanUp(site.name, earlier, reports);
    if (left) return left;
    const announced = await this.#announced(site, earlier);
    if (typeof announced !== "string") return announced;
    const run = this.#runs.of(site.name, attempt);
    const changed = await this.#changed(site);
    if (changed) return changed;
    const preview = await this.#preview(site, run, announced, earlier, reports);
    if (preview !== "go on") return preview;
    // The program reads the files again.
    return (await this.#changed(site)) ?? (await this.#up(run, reports));
  }

  /** Nobody has agreed to what the files have since. @returns its end, where that differs from what was planned */
  async #changed({ name, digest }: SiteToRun): Promise<SiteEnd | undefined> {
    const { digestNow } = this.options;
    if (!digestNow || (await digestNow(name)) === digest) return undefined;
    const text = "its configuration was changed after it was planned, so it was not run; nothing was changed";
    return { outcome: "stopped", reasons: [text, "the same command plans it again, and runs it"] };
  }

  /** A site that could not be reached is planned now. @returns its end, where there is nothing to be run */
  async #announced(site: SiteToRun, earlier: Attempt | undefined): Promise<Task | SiteEnd> {
    if (site.word !== "unreachable") return site.word;
    const { name } = site;
    const now = await this.options.judge(name);
    if (!now) return { outcome: "failed", reasons: ["the fleet has no such site any more"] };
    const reasons = now.reasons.map(reasonText);
    if (now.word === "unreachable") return { outcome: "deferred", reasons };
    if (now.word === "invalid" || now.word === "refused") return { outcome: "failed", reasons };
    if (now.word === "nothing" && !this.options.runsAll && !earlier) return { outcome: "done", reasons: [] };
    const closed = now.window?.closed;
    if (closed !== undefined) return { outcome: "deferred", reasons: [outsideWindows(name, closed)] };
    if (now.word !== "REBUILD" || this.options.allowsRebuilds) return now.word;
    const head = "could not be planned before, and would be rebuilt (--allow-rebuilds was not given):";
    return { outcome: "stopped", reasons: [head, ...reasons] };
  }

  async #preview(
    site: SiteToRun,
    run: RunOfSite,
    announced: Task,
    earlier: Attempt | undefined,
    { started, step }: RunReports,
  ): Promise<SiteEnd | "go on"> {
    const { name } = site;
    const runs = this.#runs;
    if (runs.wasCancelled()) return cancelledAtFirst;
    const files = { stdout: runs.file(name, "preview.json"), stderr: runs.file(name, "preview.log") };
    step("preview");
    const { code, isLate } = await runs.child(["preview", "--json", "--refresh"], files, run, started);
    const printed = readFileSync(files.stdout, "utf8");
    // The plan of the engine is long.
    rmSync(files.stdout);
    if (runs.wasCancelled()) return cancelledAtFirst;
    if (isLate) return await this.#failed(name, runs.late(), files.stderr);
    const plan = readPreview(printed);
    if (code !== 0 || plan === undefined) {
      const errors = plan?.errors ?? [];
      const reasons = errors.length > 0 ? shortened(errors) : failureIn(files.stderr);
      return await this.#failed(name, [...reasons, "(found by the engine's preview; nothing was changed)"]);
    }
    rmSync(files.stderr, { force: true });
    const loss = clusterLoss(plan);
    if (loss !== undefined && !(await this.#isAnnounced(site, loss, announced, earlier))) {
      const text = `the plan has "${announced}" for this site, and the engine would ${loss} its Cluster; nothing was changed`;
      return { outcome: "stopped", reasons: [text, `pulumi preview --stack ${name} --refresh shows why`] };
    }
    return plan.changes.length === 0 ? { outcome: "done", reasons: [] } : "go on";
  }

  /** A rebuild that was agreed to and interrupted is finished; where no Cluster is left, none is lost. */
  async #isAnnounced(
    { name, digest }: SiteToRun,
    loss: "replace" | "delete",
    announced: Task,
    earlier: Attempt | undefined,
  ): Promise<boolean> {
    if (loss === "delete") return false;
    if (announced === "REBUILD") return true;
    if (earlier?.word === "REBUILD" && earlier.digest === digest) return true;
    return (await this.options.judge(name))?.word === "create";
  }

  async #up(run: RunOfSite, reports: RunReports): Promise<SiteEnd> {
    const { name } = run;
    const runs = this.#runs;
    if (runs.wasCancelled()) return cancelledAtFirst;
    const verb = ["up", "--yes", "--skip-preview", "--refresh"];
    const { code, isLate, output } = await runs.followed(verb, run, reports);
    if (code === 0) return { outcome: "done", reasons: [], output };
    if (isLate) {
      const waits = await this.options.explain(name).catch(() => []);
      const explained = waits.length > 0 ? ["what its cluster waits for:", ...waits] : [];
      return await this.#failed(
        name,
        shortened([...runs.late(), ...explained, ...failureIn(output)]),
        output,
      );
    }
    if (runs.wasCancelled()) return { outcome: "cancelled", reasons: ["cancelled"], output };
    return await this.#failed(name, failureIn(output), output);
  }

  /** A failure of a site that cannot be reached is none, and neither is a window that has closed meanwhile. */
  async #failed(name: string, reasons: readonly string[], output?: string): Promise<SiteEnd> {
    if (reasons.some((line) => line.includes(refusedOutside)))
      return { outcome: "deferred", reasons, output };
    const now = await this.options.judge(name).catch(() => undefined);
    if (now?.word === "unreachable")
      return { outcome: "deferred", reasons: now.reasons.map(reasonText), output };
    return { ...endOfFailure(reasons), reasons, output };
  }
}
