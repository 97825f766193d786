/** When the rebuild of a site may start. Pure. */
import { rebuildWindowsOf, type RebuildWindows } from "../../config/rebuild-windows/fields.js";
import { isOpen, nextOpening } from "../../config/rebuild-windows/opening.js";
import { closedWindowText } from "../../config/rebuild-windows/window-text.js";
import type { SiteSpec } from "../../config/stack-spec.js";
import type { RebuildWindow, Verdict } from "./verdict.js";

/**
 * @param isLeaving whether its Cluster is being deleted: what has begun is finished at any time
 * @param now in milliseconds since 1970
 */
export function withWindow(verdict: Verdict, site: SiteSpec, isLeaving: boolean, now: number): Verdict {
  const windows = rebuildWindowsOf(site);
  if (verdict.word !== "REBUILD" || isLeaving || windows === undefined) return verdict;
  return { ...verdict, window: { ...windows, ...whenClosed(windows, now) } };
}

function whenClosed(windows: RebuildWindows, now: number): Pick<RebuildWindow, "opensAt" | "closed"> {
  if (isOpen(windows, now)) return {};
  const opens = nextOpening(windows, now);
  const closed = closedWindowText(windows, now);
  return {
    ...(opens !== undefined && { opensAt: new Date(opens).toISOString() }),
    ...(closed !== undefined && { closed }),
  };
}
