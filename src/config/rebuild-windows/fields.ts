/** The keys of `site.rebuild` that hold the times at which a rebuild may start. */
import * as z from "zod";
import { text } from "../fields.js";
import { isTimeZone } from "./wall-clock.js";

/** From Sunday, as JavaScript counts them. */
export const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

const day = z.enum(weekdays, { error: `a day: ${weekdays.map((name) => `"${name}"`).join(", ")}` });

const time = (isOne: (value: string) => boolean, last: string) =>
  text((value) => isOne(value), `a time of day from "00:00" to "${last}", in quotes`);

const isTime = (value: string): boolean => /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(value);

const rebuildWindow = z.strictObject({
  from: time(isTime, "23:59").describe('Time of day at which it opens, such as "22:00", in `timeZone`.'),
  to: time((value) => isTime(value) || value === "24:00", "24:00").describe(
    'Time of day at which it closes, such as "05:00"; one before `from` is on the next day.',
  ),
  days: z
    .array(day, { error: "a list of days" })
    .min(1, { error: "at least one day, or no `days` for every day" })
    .optional()
    .describe(
      "Days on which it opens: `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`. @default - every day",
    ),
});

export type RebuildWindow = z.output<typeof rebuildWindow>;

export const rebuildWindowList = z.array(rebuildWindow, { error: "a list of windows with `from` and `to`" });

export const timeZoneName = text(isTimeZone, 'an IANA time zone such as "Europe/Berlin", or "UTC"');

/** When a rebuild may start; there is at least one window. */
export interface RebuildWindows {
  readonly timeZone: string;
  readonly windows: readonly RebuildWindow[];
}

/** @returns undefined where a rebuild may start at any time */
export function rebuildWindowsOf({
  rebuild: { windows = [], timeZone },
}: {
  readonly rebuild: {
    readonly windows?: readonly RebuildWindow[] | undefined;
    readonly timeZone?: string | undefined;
  };
}): RebuildWindows | undefined {
  return windows.length === 0 || timeZone === undefined ? undefined : { timeZone, windows };
}
