/** What brings one site up to its configuration, as the scheduler sees it. */
import type { ProcessIdentity } from "../../clients/process-identity.js";
import type { RebuildWindows } from "../../config/rebuild-windows/fields.js";
import type { SiteEnd } from "./outcome.js";
import type { Attempt } from "./records.js";
import type { Task } from "./task.js";

export interface SiteToRun {
  readonly name: string;
  /** Server of its vCenter; undefined where it is not known. */
  readonly vcenter: string | undefined;
  /** Registry that its images come from; undefined for the vendor's, and where it is not known. */
  readonly registry: string | undefined;
  /** Word of the plan that was shown, or what else is done. */
  readonly word: Task;
  /** Of its configuration: a site that is done with another one is run again. */
  readonly digest: string;
  readonly isCanary: boolean;
  /** When its rebuild may start. @default - it may start at any time */
  readonly window?: RebuildWindows | undefined;
}

/** What the runner reports while a site runs. */
export interface RunReports {
  /** A process was started, and works on its own from now on. */
  readonly started: (process: ProcessIdentity) => void;
  /** What is done at present, in a few words. */
  readonly step: (text: string) => void;
}

export interface SiteRunner {
  /**
   * Runs a site to its end.
   * @param attempt number of this run of the site, from 1
   * @param earlier the last run of the site, if it did not end well: what is left of it is cleaned up first
   */
  run(site: SiteToRun, attempt: number, earlier: Attempt | undefined, reports: RunReports): Promise<SiteEnd>;
  /** Has what runs end cleanly, as `cancelled`. */
  cancel(): void;
}
