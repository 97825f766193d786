/**
 * Whether a window is open, and when the next one opens. A window is open while the clock at the site shows a time in it: the
 * hour that a change to summer time skips opens none, and the hour that the change back repeats opens it twice.
 */
import { weekdays, type RebuildWindow, type RebuildWindows } from "./fields.js";
import { offsetAt } from "./wall-clock.js";

const minute = 60_000;
const hour = 60 * minute;
const dayLength = 24 * hour;
/** A window of one day in the week may be skipped once. */
const longestSearch = 22 * dayLength;
/** Two changes of a clock are further apart. */
const searchStep = 6 * hour;

/** @param now in milliseconds since 1970 */
export const isOpen = ({ timeZone, windows }: RebuildWindows, now: number): boolean =>
  isOpenAt(windows, now + offsetAt(timeZone, now));

/** @returns the first moment from now on at which a window is open, in milliseconds since 1970; undefined for none */
export function nextOpening({ timeZone, windows }: RebuildWindows, now: number): number | undefined {
  let begin = now;
  while (begin < now + longestSearch) {
    const offset = offsetAt(timeZone, begin);
    const end = endOfOffset(timeZone, begin, offset);
    const local = firstOpening(windows, begin + offset, end + offset);
    if (local !== undefined) return local - offset;
    begin = end;
  }
  return undefined;
}

/** The first moment after which the clock is set otherwise, or a later one at which it is not. */
function endOfOffset(timeZone: string, begin: number, offset: number): number {
  let [same, other] = [begin, begin + searchStep];
  if (offsetAt(timeZone, other) === offset) return other;
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (offsetAt(timeZone, middle) === offset) same = middle;
    else other = middle;
  }
  return other;
}

/** From and to in local time, as if it were UTC; so is what is returned. */
function firstOpening(windows: readonly RebuildWindow[], begin: number, end: number): number | undefined {
  if (isOpenAt(windows, begin)) return begin;
  const firstDay = Math.floor(begin / dayLength);
  const days = Array.from({ length: Math.ceil(end / dayLength) - firstDay }, (_, index) => firstDay + index);
  const starts = days.flatMap((day) =>
    windows
      .filter((window) => opensOn(window, day))
      .map(({ from }) => day * dayLength + minutesOf(from) * minute),
  );
  const inside = starts.filter((start) => start > begin && start < end);
  return inside.length === 0 ? undefined : Math.min(...inside);
}

function isOpenAt(windows: readonly RebuildWindow[], local: number): boolean {
  const day = Math.floor(local / dayLength);
  const now = (local - day * dayLength) / minute;
  return windows.some((window) => {
    const [from, to] = [minutesOf(window.from), minutesOf(window.to)];
    if (from < to) return opensOn(window, day) && now >= from && now < to;
    return (opensOn(window, day) && now >= from) || (opensOn(window, day - 1) && now < to);
  });
}

/** 1970-01-01 was a Thursday. */
const opensOn = ({ days }: RebuildWindow, day: number): boolean => {
  const name = weekdays[(((day + 4) % 7) + 7) % 7];
  return days === undefined || (name !== undefined && days.includes(name));
};

/** Of a time of day, since midnight. */
export function minutesOf(time: string): number {
  const [hours = "", minutes = ""] = time.split(":");
  return Number(hours) * 60 + Number(minutes);
}
