/** Windows in which rebuilds may start. */
import { bad, type BadInput } from "./bad-input.js";

const windows = (...list: readonly object[]) => ({ timeZone: "UTC", windows: list });
const night = { from: "01:00", to: "05:00" };

export const rebuildWindows: readonly BadInput[] = [
  bad(
    "site.rebuild",
    { ...windows(night), timeZone: "Europe/Nowhere" },
    'an IANA time zone such as "Europe/Berlin", or "UTC"',
    "site.rebuild.timeZone",
  ),
  bad(
    "site.rebuild",
    { ...windows(night), timeZone: "+01:00" },
    "an IANA time zone",
    "site.rebuild.timeZone",
  ),
  bad("site.rebuild", { windows: [night] }, "for the times of `rebuild.windows`", "site.rebuild.timeZone"),
  bad(
    "site.rebuild",
    windows({ from: "25:00", to: "05:00" }),
    'a time of day from "00:00" to "23:59", in quotes',
    "site.rebuild.windows[0].from",
  ),
  bad(
    "site.rebuild",
    windows(night, { from: "01:00", to: 500 }),
    'a time of day from "00:00" to "24:00", in quotes',
    "site.rebuild.windows[1].to",
  ),
  bad(
    "site.rebuild",
    windows({ from: "03:00", to: "03:00" }),
    "another time than `from`",
    "site.rebuild.windows[0].to",
  ),
  bad(
    "site.rebuild",
    windows({ ...night, days: ["monday"] }),
    'a day: "sun", "mon"',
    "site.rebuild.windows[0].days[0]",
  ),
  bad("site.rebuild", windows({ ...night, days: [] }), "at least one day", "site.rebuild.windows[0].days"),
  bad("site.rebuild", { windows: "nightly" }, "a list of windows", "site.rebuild.windows"),
];
