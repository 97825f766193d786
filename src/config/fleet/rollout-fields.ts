/** The keys of `rollout` in a fleet file; the options of `tkg-edge fleet rollout` have the same values. */
import * as z from "zod";
import { integerAtLeast, judged, nonEmpty } from "../fields.js";
import { secondsOfGoDuration } from "../go-duration.js";

const durationExpectation = 'a duration such as "90s", "30m" or "1h30m"';
const duration = judged(durationExpectation, (value) =>
  secondsOfGoDuration(value) === undefined ? durationExpectation : undefined,
);

const failuresExpectation = 'a number of sites of at least 1, or a percentage from "1%" to "100%"';

export const rolloutSchema = z.strictObject({
  canaries: z
    .union([z.array(nonEmpty("the name of a site")), nonEmpty("labels")], {
      error: 'a list of sites, or labels such as "ring=canary"',
    })
    .optional()
    .describe(
      "Sites that are run first: a list of names, or labels such as `ring=canary`. The others start when all of these ended and none failed. @default - none",
    ),
  maxConcurrency: integerAtLeast(1, "sites")
    .optional()
    .describe("Sites that are run at the same time, each by a `pulumi` of its own. @default - 4"),
  maxConcurrencyPerVcenter: integerAtLeast(1, "sites")
    .optional()
    .describe("The same for the sites of one vCenter. @default - no limit of its own"),
  maxConcurrencyPerRegistry: integerAtLeast(1, "sites")
    .optional()
    .describe(
      "The same for the sites of one `connection.registry`, whose line all their images share. @default - no limit of its own",
    ),
  inGroupOrder: z
    .boolean({ error: "true or false" })
    .optional()
    .describe(
      "Whether the sites of the first group in the fleet file are started first, then those of the next one; sites without a group come last. @default - false: in the order of the sites",
    ),
  soak: duration
    .optional()
    .describe(
      "Time between the end of the last canary and the start of the others, such as `30m`. @default - none",
    ),
  maxFailures: z
    .union([z.int(), z.string()], { error: failuresExpectation })
    .refine((value) => (typeof value === "number" ? value >= 1 : /^(?:[1-9]\d?|100)%$/.test(value)), {
      error: failuresExpectation,
    })
    .optional()
    .describe(
      "Failed sites, a number or a percentage of those to be run, after which no more are started. @default - 1",
    ),
  timeoutPerSite: judged(durationExpectation, (value) => {
    const seconds = secondsOfGoDuration(value) ?? 0;
    return seconds > 0 ? undefined : durationExpectation;
  })
    .optional()
    .describe("Time after which the run of a site is cancelled and has failed. @default - 2h"),
  waitForWindows: duration
    .optional()
    .describe(
      "How long after its beginning a rollout waits for the windows of rebuilds (`site.rebuild.windows`) to open, such as `8h`. @default - it does not wait: such a site is listed with the time at which its window opens",
    ),
});

export type RolloutKeys = z.output<typeof rolloutSchema>;
export type RolloutKey = keyof RolloutKeys;
