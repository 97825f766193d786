/** Brings sites up by `pulumi`: the engine's own preview first, and then, where it does what the plan announced, `pulumi up`. */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { ProcessIdentity } from "../../../clients/process-identity.js";
import type { PlannedSite } from "../../../fleet/plan/plan-fleet.js";
import { reasonText } from "../../../fleet/plan/plan-report.js";
import type { Word } from "../../../fleet/plan/verdict.js";
import type { SiteEnd } from "../../../fleet/rollout/outcome.js";
import type { Attempt } from "../../../fleet/rollout/records.js";
import type { RunReports, SiteRunner, SiteToRun } from "../../../fleet/rollout/site-runner.js";
import { cleanUpAfter, type Leftovers } from "./clean-up.js";
import { clusterLoss, readPreview } from "./engine-preview.js";
import { interrupt, kill, startPulumi, type ChildFiles } from "./pulumi-child.js";
import { failureIn, OutputTail, shortened } from "./run-output.js";

export interface PulumiSitesOptions extends Leftovers {
  /** Of the rollout. */
  readonly id: string;
  /** Folder for what `pulumi` prints. */
  readonly outputs: string;
  /** Plans one site from what is there now. */
  readonly judge: (site: string) => Promise<PlannedSite | undefined>;
  /** What its cluster waits for, in lines. */
  readonly explain: (site: string) => Promise<readonly string[]>;
  /** Whether sites that could not be planned at first may be rebuilt. */
  readonly allowsRebuilds: boolean;
  /** Whether sites are run where nothing is to be done. */
  readonly runsAll: boolean;
  readonly timeoutSeconds: number;
}

const cancelledAtFirst: SiteEnd = {
  outcome: "cancelled",
  reasons: ["cancelled before this run changed anything"],
};

/** How a `pulumi` of a site ended. */
interface Ended {
  readonly code: number | undefined;
  readonly isLate: boolean;
}

const tailMilliseconds = 1000;
/** How long the engine has to end cleanly after a timeout, before it is pressed and then killed. */
const graceMilliseconds = [120_000, 60_000] as const;
/** Of a timer. */
const longest = 2_147_483_647;

export class PulumiSites implements SiteRunner {
  readonly #running = new Set<ProcessIdentity>();
  #isCancelled = false;

  constructor(private readonly options: PulumiSitesOptions) {
    mkdirSync(options.outputs, { recursive: true, mode: 0o700 });
  }

  #wasCancelled(): boolean {
    return this.#isCancelled;
  }

  cancel(): void {
    // A second signal would have the engine end without writing its state.
    if (this.#isCancelled) return;
    this.#isCancelled = true;
    for (const identity of this.#running) interrupt(identity);
  }

  async run(
    site: SiteToRun,
    attempt: number,
    earlier: Attempt | undefined,
    reports: RunReports,
  ): Promise<SiteEnd> {
    const { name } = site;
    if (earlier) {
      const marker = markerOf(earlier.rollout, name, earlier.number);
      const left = await cleanUpAfter(name, earlier, marker, this.options, {
        step: reports.step,
        survives: (identity, ended) => {
          this.#running.add(identity);
          void ended.then(() => this.#running.delete(identity));
        },
      });
      if (this.#wasCancelled()) return cancelledAtFirst;
      if (left.length > 0) return { outcome: "failed", reasons: left };
    }
    const announced = await this.#announced(site, earlier);
    if (typeof announced !== "string") return announced;
    const deadline = Date.now() + this.options.timeoutSeconds * 1000;
    const preview = await this.#preview(site, attempt, announced, earlier, deadline, reports);
    if (preview !== "go on") return preview;
    return await this.#up(name, attempt, deadline, reports);
  }

  /** A site that could not be reached is planned now. @returns its end, where there is nothing to be run */
  async #announced(site: SiteToRun, earlier: Attempt | undefined): Promise<Word | SiteEnd> {
    if (site.word !== "unreachable") return site.word;
    const now = await this.options.judge(site.name);
    if (!now) return { outcome: "failed", reasons: ["the fleet has no such site any more"] };
    const reasons = now.reasons.map(reasonText);
    if (now.word === "unreachable") return { outcome: "deferred", reasons };
    if (now.word === "invalid" || now.word === "refused") return { outcome: "failed", reasons };
    if (now.word === "nothing" && !this.options.runsAll && !earlier) return { outcome: "done", reasons: [] };
    if (now.word !== "REBUILD" || this.options.allowsRebuilds) return now.word;
    const head = "could not be planned before, and would be rebuilt (--allow-rebuilds was not given):";
    return { outcome: "stopped", reasons: [head, ...reasons] };
  }

  async #preview(
    site: SiteToRun,
    attempt: number,
    announced: Word,
    earlier: Attempt | undefined,
    deadline: number,
    { started, step }: RunReports,
  ): Promise<SiteEnd | "go on"> {
    const { name } = site;
    if (this.#wasCancelled()) return cancelledAtFirst;
    const files = { stdout: this.#file(name, "preview.json"), stderr: this.#file(name, "preview.log") };
    step("preview");
    const args = ["preview", "--json", ...this.#common(name, attempt)];
    const { code, isLate } = await this.#child(args, files, deadline, started);
    const printed = readFileSync(files.stdout, "utf8");
    // The plan of the engine is long.
    rmSync(files.stdout);
    if (this.#wasCancelled()) return cancelledAtFirst;
    if (isLate) return await this.#failed(name, this.#late(), files.stderr);
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
    announced: Word,
    earlier: Attempt | undefined,
  ): Promise<boolean> {
    if (loss === "delete") return false;
    if (announced === "REBUILD") return true;
    if (earlier?.word === "REBUILD" && earlier.digest === digest) return true;
    return (await this.options.judge(name))?.word === "create";
  }

  async #up(
    name: string,
    attempt: number,
    deadline: number,
    { started, step }: RunReports,
  ): Promise<SiteEnd> {
    if (this.#wasCancelled()) return cancelledAtFirst;
    const output = this.#file(name, `${attempt}.log`);
    const tail = new OutputTail(output);
    let last: string | undefined;
    const follow = (): void => {
      const now = tail.step();
      if (now !== undefined && now !== last) step(now);
      last = now;
    };
    const timer = setInterval(follow, tailMilliseconds);
    try {
      const args = ["up", "--yes", "--skip-preview", ...this.#common(name, attempt)];
      const files = { stdout: output, stderr: output };
      const { code, isLate } = await this.#child(args, files, deadline, started);
      if (code === 0) return { outcome: "done", reasons: [], output };
      if (isLate) {
        const waits = await this.options.explain(name).catch(() => []);
        const explained = waits.length > 0 ? ["what its cluster waits for:", ...waits] : [];
        const reasons = [...this.#late(), ...explained, ...failureIn(output)];
        return await this.#failed(name, shortened(reasons), output);
      }
      if (this.#wasCancelled()) return { outcome: "cancelled", reasons: ["cancelled"], output };
      return await this.#failed(name, failureIn(output), output);
    } finally {
      clearInterval(timer);
      follow();
    }
  }

  /** A failure of a site that cannot be reached is none. */
  async #failed(name: string, reasons: readonly string[], output?: string): Promise<SiteEnd> {
    const now = await this.options.judge(name).catch(() => undefined);
    if (now?.word !== "unreachable") return { outcome: "failed", reasons, output };
    return { outcome: "deferred", reasons: now.reasons.map(reasonText), output };
  }

  #late(): readonly string[] {
    return [`took longer than ${this.options.timeoutSeconds} s (timeoutPerSite), and was cancelled`];
  }

  /** Runs to its end, or is ended at the deadline. */
  async #child(
    args: readonly string[],
    files: ChildFiles,
    deadline: number,
    started: RunReports["started"],
  ): Promise<Ended> {
    const { identity, ended } = startPulumi(args, this.options.directory, files);
    this.#running.add(identity);
    let isLate = false;
    const [press, end] = graceMilliseconds;
    const after = (milliseconds: number, act: () => void) => setTimeout(act, Math.min(milliseconds, longest));
    const left = Math.max(0, deadline - Date.now());
    const timers = [
      after(left, () => {
        isLate = true;
        interrupt(identity);
      }),
      after(left + press, () => {
        interrupt(identity);
      }),
      after(left + press + end, () => {
        kill(identity);
      }),
    ];
    try {
      started(identity);
      return { code: await ended, isLate };
    } finally {
      for (const timer of timers) clearTimeout(timer);
      this.#running.delete(identity);
    }
  }

  #common(name: string, attempt: number): readonly string[] {
    return [
      ...["--refresh", "--stack", name, "--non-interactive", "--color", "never"],
      ...["--message", markerOf(this.options.id, name, attempt)],
    ];
  }

  #file(name: string, end: string): string {
    return join(this.options.outputs, `${name}.${end}`);
  }
}

/** In the history of the stack, and by which a process is found. */
const markerOf = (rollout: string, site: string, attempt: number): string =>
  `tkg-edge fleet rollout ${rollout}: ${site}, run ${attempt}`;
