/** Times as a person reads them. Pure. */

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long ago a time was, in its largest unit: `5 min`, `3 h`, `12 d`. @param at RFC 3339; null and other texts are `-` */
export function ageText(at: string | null, now: number): string {
  const passed = Math.max(0, now - Date.parse(at ?? ""));
  if (Number.isNaN(passed)) return "-";
  if (passed < hour) return `${Math.floor(passed / minute)} min`;
  if (passed < 2 * day) return `${Math.floor(passed / hour)} h`;
  return `${Math.floor(passed / day)} d`;
}

/** Days until certificates expire; `not known` where no machine shows it. */
export function expiryText(days: number | null): string {
  if (days === null) return "not known";
  if (days < 0) return `expired ${-days} d ago`;
  return `${days} d`;
}
