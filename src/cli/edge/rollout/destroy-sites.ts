/** Destroys what the stacks of sites have made, by `pulumi destroy`. */
import type { PlannedSite } from "../../../fleet/plan/plan-fleet.js";
import { reasonText } from "../../../fleet/plan/plan-report.js";
import type { SiteEnd } from "../../../fleet/rollout/outcome.js";
import type { Attempt } from "../../../fleet/rollout/records.js";
import type { RunReports, SiteRunner, SiteToRun } from "../../../fleet/rollout/site-runner.js";
import { endOfFailure } from "./out-of-reach.js";
import { cancelledAtFirst, PulumiRuns, type PulumiRunsOptions } from "./pulumi-runs.js";
import { failureIn, shortened } from "./run-output.js";

export interface DestroySitesOptions extends PulumiRunsOptions {
  /** Plans one site from what is there now. */
  readonly judge: (site: string) => Promise<PlannedSite | undefined>;
  /** What its cluster waits for, in lines. */
  readonly explain: (site: string) => Promise<readonly string[]>;
}

export class DestroySites implements SiteRunner {
  readonly #runs: PulumiRuns;

  constructor(private readonly options: DestroySitesOptions) {
    this.#runs = new PulumiRuns(options);
  }

  cancel(): void {
    this.#runs.cancel();
  }

  async run(
    { name, word }: SiteToRun,
    attempt: number,
    earlier: Attempt | undefined,
    reports: RunReports,
  ): Promise<SiteEnd> {
    const runs = this.#runs;
    const left = await runs.cleanUp(name, earlier, reports);
    if (left) return left;
    const away = word === "unreachable" ? await this.#unreachable(name) : undefined;
    if (away) return away;
    if (runs.wasCancelled()) return cancelledAtFirst;
    const verb = ["destroy", "--yes", "--skip-preview"];
    const { code, isLate, output } = await runs.followed(verb, runs.of(name, attempt), reports);
    if (code === 0) return { outcome: "done", reasons: [], output };
    const failed = async (reasons: readonly string[]): Promise<SiteEnd> =>
      (await this.#unreachable(name, output)) ?? {
        ...endOfFailure(reasons),
        reasons: shortened(reasons),
        output,
      };
    if (isLate) {
      const waits = await this.options.explain(name).catch(() => []);
      const explained = waits.length > 0 ? ["what its cluster waits for:", ...waits] : [];
      return await failed([...runs.late(), ...explained, ...failureIn(output)]);
    }
    if (runs.wasCancelled()) return { outcome: "cancelled", reasons: ["cancelled"], output };
    return await failed(failureIn(output));
  }

  /** @returns the end of a site that does not answer now */
  async #unreachable(name: string, output?: string): Promise<SiteEnd | undefined> {
    const now = await this.options.judge(name).catch(() => undefined);
    if (now?.word !== "unreachable") return undefined;
    return { outcome: "deferred", reasons: now.reasons.map(reasonText), output };
  }
}
