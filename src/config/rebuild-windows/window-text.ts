/** The windows of a site, for reading. */
import { weekdays, type RebuildWindows } from "./fields.js";
import { isOpen, nextOpening } from "./opening.js";
import { offsetAt } from "./wall-clock.js";

export const windowsKey = "tkg-edge:site.rebuild.windows";

const closedWindow = `no window of ${windowsKey} is open now`;

/** What is in every refusal outside the windows, and how `fleet rollout` knows one. */
export const refusedOutside = `was not started, and the cluster is as it was: ${closedWindow}`;

/** @param closed what `closedWindowText` gives */
export const outsideWindows = (name: string, closed: string): string =>
  `the rebuild of ${name} was not started, and the cluster is as it was: ${closed}`;

/** @returns why a rebuild may not start now, in a sentence without its full stop; undefined where it may */
export function closedWindowText(windows: RebuildWindows | undefined, now: number): string | undefined {
  if (windows === undefined || isOpen(windows, now)) return undefined;
  return `${closedWindow} (${momentText(now, windows.timeZone)}); ${opensText(windows, now)}`;
}

/** `the next one opens Tue 2026-12-01 01:00 Europe/Berlin (2026-12-01 00:00 UTC)` */
export function opensText(windows: RebuildWindows, now: number): string {
  const opens = nextOpening(windows, now);
  return opens === undefined
    ? "none opens within three weeks"
    : `the next one opens ${momentText(opens, windows.timeZone)}`;
}

/** `Tue 2026-12-01 01:00 Europe/Berlin (2026-12-01 00:00 UTC)` */
export function momentText(instant: number, timeZone: string): string {
  const local = new Date(instant + offsetAt(timeZone, instant));
  const weekday = weekdays[local.getUTCDay()] ?? "";
  const name = `${weekday.slice(0, 1).toUpperCase()}${weekday.slice(1)}`;
  return `${name} ${minuteOf(local)} ${timeZone} (${minuteOf(new Date(instant))} UTC)`;
}

const minuteOf = (date: Date): string => date.toISOString().slice(0, 16).replace("T", " ");
