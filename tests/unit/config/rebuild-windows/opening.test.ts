/** When windows of rebuilds are open, in all kinds of zones and over changes of the clock. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  rebuildWindowsOf,
  weekdays,
  type RebuildWindows,
} from "../../../../src/config/rebuild-windows/fields.js";
import { isOpen, nextOpening } from "../../../../src/config/rebuild-windows/opening.js";
import { isTimeZone } from "../../../../src/config/rebuild-windows/wall-clock.js";
import {
  closedWindowText,
  momentText,
  opensText,
} from "../../../../src/config/rebuild-windows/window-text.js";

const minute = 60_000;
const berlin = (...windows: RebuildWindows["windows"]): RebuildWindows => ({
  timeZone: "Europe/Berlin",
  windows,
});
const at = (text: string) => Date.parse(text);
const opens = (windows: RebuildWindows, now: string) => {
  const next = nextOpening(windows, at(now));
  return next === undefined ? undefined : new Date(next).toISOString().slice(0, 16);
};

describe("a window of rebuilds", () => {
  it("is open from its first minute to the one before its last, by the clock at the site", () => {
    const night = berlin({ from: "01:00", to: "05:00" });
    assert.ok(isOpen(night, at("2026-01-15T00:00:00Z")));
    assert.ok(isOpen(night, at("2026-01-15T03:59:59Z")));
    assert.ok(!isOpen(night, at("2026-01-15T04:00:00Z")));
    assert.ok(isOpen(night, at("2026-07-14T23:00:00Z")));
    assert.equal(opens(night, "2026-01-15T04:00:00Z"), "2026-01-16T00:00");
  });

  it("belongs to the day on which it opens, past midnight too", () => {
    const friday = berlin({ from: "22:00", to: "05:00", days: ["fri"] });
    assert.ok(isOpen(friday, at("2026-01-16T21:00:00Z")));
    assert.ok(isOpen(friday, at("2026-01-17T03:59:00Z")));
    assert.ok(!isOpen(friday, at("2026-01-16T03:00:00Z")));
    assert.ok(!isOpen(friday, at("2026-01-17T21:00:00Z")));
    assert.equal(opens(friday, "2026-01-17T05:00:00Z"), "2026-01-23T21:00");
  });

  it("lasts a whole day to 24:00, and opens again at once on the next", () => {
    const weekend = berlin({ from: "00:00", to: "24:00", days: ["sat", "sun"] });
    assert.ok(isOpen(weekend, at("2026-01-17T22:59:59Z")));
    assert.ok(isOpen(weekend, at("2026-01-18T22:59:59Z")));
    assert.ok(!isOpen(weekend, at("2026-01-18T23:00:00Z")));
  });

  it("does not open in an hour that the clock skips, and opens late where it skips the beginning", () => {
    // On 2026-03-29 in Berlin 02:00 is followed by 03:00, at 01:00 UTC.
    const skipped = berlin({ from: "02:00", to: "03:00" });
    assert.equal(opens(skipped, "2026-03-28T02:00:00Z"), "2026-03-30T00:00");
    assert.equal(opens(berlin({ from: "02:30", to: "04:00" }), "2026-03-29T00:00:00Z"), "2026-03-29T01:00");
    const weekly = berlin({ from: "02:00", to: "03:00", days: ["sun"] });
    assert.equal(opens(weekly, "2026-03-23T00:00:00Z"), "2026-04-05T00:00");
  });

  it("opens twice in an hour that the clock repeats", () => {
    // On 2026-10-25 in Berlin 03:00 is followed by 02:00, at 01:00 UTC.
    const repeated = berlin({ from: "02:00", to: "02:30" });
    assert.equal(opens(repeated, "2026-10-24T23:00:00Z"), "2026-10-25T00:00");
    assert.equal(opens(repeated, "2026-10-25T00:30:00Z"), "2026-10-25T01:00");
  });

  it("is of a zone that has a name", () => {
    for (const name of ["Europe/Berlin", "America/Argentina/Buenos_Aires", "UTC", "Etc/GMT+5"])
      assert.ok(isTimeZone(name), name);
    for (const name of ["Europe/Nowhere", "+01:00", "", "Berlin"]) assert.ok(!isTimeZone(name), name);
  });

  it("is written in the time of the site and in UTC", () => {
    const night = berlin({ from: "01:00", to: "05:00" });
    const noon = at("2026-11-30T11:05:30Z");
    assert.equal(
      opensText(night, noon),
      "the next one opens Tue 2026-12-01 01:00 Europe/Berlin (2026-12-01 00:00 UTC)",
    );
    assert.equal(
      closedWindowText(night, noon),
      "no window of tkg-edge:site.rebuild.windows is open now (Mon 2026-11-30 12:05 Europe/Berlin (2026-11-30 11:05 UTC)); " +
        "the next one opens Tue 2026-12-01 01:00 Europe/Berlin (2026-12-01 00:00 UTC)",
    );
    assert.equal(closedWindowText(night, at("2026-11-30T00:00:00Z")), undefined);
    assert.equal(closedWindowText(undefined, noon), undefined);
    assert.equal(
      momentText(at("2026-06-30T22:30:00Z"), "Asia/Kolkata"),
      "Wed 2026-07-01 04:00 Asia/Kolkata (2026-06-30 22:30 UTC)",
    );
  });

  it("restricts nothing where the list is empty", () => {
    assert.equal(rebuildWindowsOf({ rebuild: { windows: [], timeZone: "UTC" } }), undefined);
    assert.equal(rebuildWindowsOf({ rebuild: { timeZone: "UTC" } }), undefined);
  });
});

const zones = [
  ...["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"],
  ...["Africa/Casablanca", "America/Santiago", "Pacific/Chatham", "Asia/Tehran", "Africa/Cairo"],
];
const someTime = fc.integer({ min: 0, max: 1439 }).map((value) => {
  const two = (part: number) => String(part).padStart(2, "0");
  return `${two(Math.floor(value / 60))}:${two(value % 60)}`;
});
const someWindow = fc
  .record({
    from: someTime,
    to: fc.oneof(someTime, fc.constant("24:00")),
    days: fc.option(fc.subarray([...weekdays], { minLength: 1 }), { nil: undefined }),
  })
  .filter(({ from, to }) => from !== to);

describe("windows of rebuilds", () => {
  it("are open at the next opening and at no minute before it", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.array(someWindow, { minLength: 1, maxLength: 3 }),
        // Where clocks change in one of these zones, more often than by chance.
        fc.oneof(
          fc.constantFrom(...["2026-03-29", "2026-11-01", "2026-04-05", "2026-10-25", "2026-03-22"]),
          fc.date({ min: new Date("2024-01-01"), max: new Date("2036-01-01"), noInvalidDate: true }),
        ),
        fc.integer({ min: -2000, max: 2000 }),
        (timeZone, windows, day, minutes) => {
          const all = { timeZone, windows };
          const now = Math.floor(new Date(day).getTime() / minute + minutes) * minute;
          const next = nextOpening(all, now) ?? assert.fail("no opening");
          assert.ok(isOpen(all, next));
          assert.equal(isOpen(all, now), next === now);
          const steps = Math.min(300, (next - now) / minute);
          for (let step = 1; step <= steps; step++) {
            assert.ok(!isOpen(all, next - step * minute), new Date(next - step * minute).toISOString());
          }
          for (let hour = now; hour < next; hour += 17 * minute) assert.ok(!isOpen(all, hour));
        },
      ),
      { numRuns: 60 },
    );
  });
});
