/** The moments at which the process of a rollout is killed, in the order in which it passes them. */
import type { KillMoment } from "../harness/killed-at.js";

export interface TitledMoment extends KillMoment {
  readonly title: string;
}

const ofSite = (kind: string, site: string) => `^\\{"kind":"${kind}",.*"site":"${site}"`;

const ofPulumi = (verb: string, site: string) => `^pulumi\n${verb}\n[^]*--stack\n${site}\n`;

/** Before anything is run. */
export const beforeRuns: readonly TitledMoment[] = [
  { title: "the lock is taken", call: "linkSync", matching: "/lock$", when: "after" },
  { title: "the plan is read", call: "spawn", matching: "kubectl", when: "after" },
  {
    title: "the first record is to be written",
    call: "writeSync",
    matching: '^\\{"kind":"rollout"',
    when: "before",
  },
  {
    title: "half of the first record is written",
    call: "writeSync",
    matching: '^\\{"kind":"rollout"',
    when: "half",
  },
  { title: "the rollout is recorded", call: "writeSync", matching: '^\\{"kind":"rollout"', when: "after" },
  { title: "the wave is recorded", call: "writeSync", matching: '^\\{"kind":"wave"', when: "after" },
];

/** While a site is run. */
export const duringRun = (site: string) =>
  ({
    started: {
      title: "its start is recorded",
      call: "writeSync",
      matching: ofSite("start", site),
      when: "after",
    },
    preview: { title: "its preview runs", call: "spawn", matching: ofPulumi("preview", site), when: "after" },
    previewed: {
      ...{
        title: "its up runs, which is not recorded",
        call: "spawn",
        matching: ofPulumi("up", site),
        when: "after",
      },
    },
    waiting: {
      title: "it waits for the pulumi that a kill left",
      ...{ call: "appendFileSync", matching: '"site-step".*"waiting for process', when: "after" },
    },
    made: {
      title: "its up makes the Cluster",
      ...{ call: "appendFileSync", matching: `"site-step".*"${site}-(?:cluster|ready) creat`, when: "after" },
    },
    deleted: {
      title: "its up deletes the Cluster, and is killed too",
      ...{ call: "appendFileSync", matching: `"site-step".*"${site}-cluster (?:delet|creat)`, when: "after" },
      alsoPulumi: true,
    },
    ended: {
      title: "its end is to be recorded",
      call: "writeSync",
      matching: ofSite("end", site),
      when: "before",
    },
    halfEnded: {
      title: "half of its end is recorded",
      call: "writeSync",
      matching: ofSite("end", site),
      when: "half",
    },
  }) as const satisfies Readonly<Record<string, TitledMoment>>;

/** Between the waves and after the last one. */
export const afterRuns = {
  soak: { title: "the canaries soak", call: "appendFileSync", matching: '"soak-started"', when: "after" },
  complete: { title: "all is done", call: "writeSync", matching: '^\\{"kind":"complete"', when: "before" },
  report: {
    title: "half of the report is written",
    call: "writeFileSync",
    matching: "report\\.md\n# ",
    when: "half",
  },
} as const satisfies Readonly<Record<string, TitledMoment>>;
