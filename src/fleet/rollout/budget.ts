/** How many sites may run at the same time. */
import type { SiteToRun } from "./site-runner.js";

export class Budget {
  #running = 0;
  readonly #byVcenter = new Map<string, number>();

  constructor(
    private readonly most: number,
    private readonly mostPerVcenter: number | undefined,
  ) {}

  /** Removes the first site that may start now from those that wait; undefined where none may. */
  takeFrom(waiting: SiteToRun[]): SiteToRun | undefined {
    if (this.#running >= this.most) return undefined;
    const index = waiting.findIndex((site) => this.#of(site) < (this.mostPerVcenter ?? Infinity));
    const [site] = index < 0 ? [] : waiting.splice(index, 1);
    if (site) this.#add(site, 1);
    return site;
  }

  giveBack(site: SiteToRun): void {
    this.#add(site, -1);
  }

  /** A site whose vCenter is not known counts for none. */
  #of({ vcenter }: SiteToRun): number {
    return vcenter === undefined ? 0 : (this.#byVcenter.get(vcenter) ?? 0);
  }

  #add(site: SiteToRun, count: number): void {
    this.#running += count;
    if (site.vcenter !== undefined) this.#byVcenter.set(site.vcenter, this.#of(site) + count);
  }
}
