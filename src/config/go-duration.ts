/**
 * A duration as Go prints it: the API server's webhooks rewrite every other form, which would show as a
 * difference for ever.
 */
export function goDuration(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (hours > 0) return `${hours}h${minutes}m${rest}s`;
  return minutes > 0 ? `${minutes}m${rest}s` : `${rest}s`;
}

const unitSeconds: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };

/** @returns whole seconds; undefined for a text that is no duration of Go's in whole seconds */
export function secondsOfGoDuration(text: string): number | undefined {
  if (text === "0") return 0;
  if (!/^(\d+h)?(\d+m)?(\d+s)?$/.test(text) || text === "") return undefined;
  const parts = [...text.matchAll(/(\d+)([hms])/g)];
  return parts.reduce((sum, [, count, unit = ""]) => sum + Number(count) * (unitSeconds[unit] ?? 0), 0);
}
