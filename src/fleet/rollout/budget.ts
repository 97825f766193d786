/** How many sites may run at the same time. */
import type { RolloutSettings } from "./settings.js";
import type { SiteToRun } from "./site-runner.js";

export type Limits = Pick<
  RolloutSettings,
  "maxConcurrency" | "maxConcurrencyPerVcenter" | "maxConcurrencyPerRegistry"
>;

/** Sites of one kind that run, such as those of a vCenter. */
class Share {
  readonly #running = new Map<string, number>();

  /** @param most undefined without a limit */
  constructor(
    private readonly most: number | undefined,
    private readonly of: (site: SiteToRun) => string | undefined,
  ) {}

  /** A site of which it is not known where it belongs counts for none. */
  hasRoomFor(site: SiteToRun): boolean {
    const whose = this.of(site);
    return whose === undefined || this.most === undefined || (this.#running.get(whose) ?? 0) < this.most;
  }

  add(site: SiteToRun, count: number): void {
    const whose = this.of(site);
    if (whose !== undefined) this.#running.set(whose, (this.#running.get(whose) ?? 0) + count);
  }
}

export class Budget {
  readonly #shares: readonly Share[];

  constructor({ maxConcurrency, maxConcurrencyPerVcenter, maxConcurrencyPerRegistry }: Limits) {
    this.#shares = [
      new Share(maxConcurrency, () => "all"),
      new Share(maxConcurrencyPerVcenter, ({ vcenter }) => vcenter),
      new Share(maxConcurrencyPerRegistry, ({ registry }) => registry),
    ];
  }

  /**
   * Removes the first site that may start now from those that wait; undefined where none may.
   * @param mayStart whether nothing but the budget keeps a site
   */
  takeFrom(waiting: SiteToRun[], mayStart: (site: SiteToRun) => boolean): SiteToRun | undefined {
    const hasRoom = (site: SiteToRun) => this.#shares.every((share) => share.hasRoomFor(site));
    const index = waiting.findIndex((site) => hasRoom(site) && mayStart(site));
    const [site] = index < 0 ? [] : waiting.splice(index, 1);
    if (site) this.#add(site, 1);
    return site;
  }

  giveBack(site: SiteToRun): void {
    this.#add(site, -1);
  }

  #add(site: SiteToRun, count: number): void {
    for (const share of this.#shares) share.add(site, count);
  }
}
