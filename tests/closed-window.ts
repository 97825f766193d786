/** Windows for rebuilds around the present moment. */

const hour = 3600_000;

const timeOf = (instant: number): string => new Date(instant).toISOString().slice(11, 16);

/** A `site.rebuild` whose only window opens in six hours. */
export const closedWindow = () => ({
  timeZone: "UTC",
  windows: [{ from: timeOf(Date.now() + 6 * hour), to: timeOf(Date.now() + 7 * hour) }],
});
