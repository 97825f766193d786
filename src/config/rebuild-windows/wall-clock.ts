/** What a clock on the wall shows in a time zone, by the rules that Node.js has of it. */

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one costs more than using it a hundred times. @throws RangeError for no time zone */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    ...({ timeZone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric" } as const),
    ...({ hour: "numeric", minute: "numeric", second: "numeric" } as const),
  });
  formats.set(timeZone, format);
  return format;
}

/** An offset such as `+01:00` is none: it would be wrong for half of the year. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** @param instant in milliseconds since 1970 @returns how far the clock is ahead of UTC, in milliseconds */
export function offsetAt(timeZone: string, instant: number): number {
  const parts = formatOf(timeZone).formatToParts(instant);
  const value = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value ?? 0);
  const shown = Date.UTC(
    ...([value("year"), value("month") - 1, value("day")] as const),
    ...([value("hour"), value("minute"), value("second")] as const),
  );
  return shown - Math.floor(instant / 1000) * 1000;
}
