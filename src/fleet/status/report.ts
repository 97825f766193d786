/**
 * The status of a fleet as it is printed with --json, and from which the table, the metrics and the page are made. Its shape is
 * documented in docs/fleet.md; `version` changes when a reader of it would have to. Pure.
 */
import * as z from "zod";
import { liveWords } from "../plan/verdict.js";
import { shownRolloutSchema, type ShownRollout } from "../rollout/waves.js";
import type { FleetStatus, SiteStatus } from "./fleet-status.js";
import { healthWords } from "./health.js";

const time = z.string().nullable();
const reason = z.object({ what: z.string(), from: z.string().optional(), to: z.string().optional() });

const siteSchema = z.object({
  name: z.string(),
  groups: z.array(z.string()),
  labels: z.record(z.string(), z.string()),
  /** `namespace/name` of its Cluster; null where that cannot be read. */
  cluster: z.string().nullable(),
  health: z.enum(healthWords),
  /** Why it is not Ready. */
  reasons: z.array(z.string()),
  known: z.array(z.string()),
  plan: z.object({ word: z.enum(liveWords), reasons: z.array(reason), also: z.array(reason) }),
  tkrVersion: z.string().nullable(),
  kubernetesVersion: z.string().nullable(),
  toolVersion: z.string().nullable(),
  createdAt: time,
  ageDays: z.number().nullable(),
  certificatesExpireAt: time,
  /** Whole days from now; negative once they have expired. */
  certificateDays: z.number().nullable(),
  lastChange: z.object({ at: z.string(), what: z.string() }).nullable(),
  conditions: z.array(
    z.object({
      object: z.string(),
      type: z.string(),
      status: z.string(),
      severity: z.string().optional(),
      reason: z.string().optional(),
      message: z.string().optional(),
      lastTransitionTime: z.string().optional(),
    }),
  ),
});

const share = z.object({ name: z.string(), sites: z.number(), ready: z.number() });

export const statusReportSchema = z.object({
  version: z.literal(1),
  fleet: z.string(),
  /** When the objects were read, RFC 3339. */
  readAt: z.string(),
  exitCode: z.number(),
  summary: z.object({
    sites: z.number(),
    health: z.record(z.enum(healthWords), z.number()),
    plan: z.record(z.enum(liveWords), z.number()),
    /** Sites whose certificates expire within 30 days, or have. */
    certificatesExpiring: z.number(),
  }),
  releases: z.array(share),
  groups: z.array(share),
  sites: z.array(siteSchema),
  strangers: z.array(z.object({ kind: z.string(), name: z.string(), stack: z.string().nullable() })),
  /** The last rollout of the fleet from this project; null where none was recorded. */
  rollout: shownRolloutSchema.nullable().default(null),
});

export type StatusReport = z.infer<typeof statusReportSchema>;
export type SiteReport = StatusReport["sites"][number];

const dayMilliseconds = 24 * 60 * 60 * 1000;
/** A roll or rebuild renews the certificates; this is time enough to plan one. */
export const certificateWarningDays = 30;

/**
 * @param now in milliseconds since the epoch
 * @param rollout the last one. @default - none
 */
export function statusReport(
  fleet: string,
  status: FleetStatus,
  now: number,
  rollout?: ShownRollout,
): StatusReport {
  const sites = status.sites.map((site) => siteReport(site, now)).sort(byImportance);
  return {
    ...{ version: 1, fleet, readAt: new Date(now).toISOString() },
    exitCode: exitCode(sites),
    summary: {
      sites: sites.length,
      health: counts(healthWords, (word) => sites.filter(({ health }) => health === word).length),
      plan: counts(liveWords, (word) => sites.filter(({ plan }) => plan.word === word).length),
      certificatesExpiring: sites.filter(expires).length,
    },
    releases: shares(sites, (site) => [releaseOf(site)]),
    groups: shares(sites, ({ groups }) => groups),
    sites,
    strangers: status.strangers.map(({ kind, name, stack }) => ({ kind, name, stack: stack ?? null })),
    rollout: rollout ?? null,
  };
}

function siteReport({ plan, health, conditions, ...site }: SiteStatus, now: number): SiteReport {
  const { name, groups, labels, cluster, word, reasons, also } = plan;
  const { createdAt, certificatesExpireAt, tkrVersion, kubernetesVersion, toolVersion, lastChange } = site;
  return {
    ...{ name, groups: [...groups], labels: { ...labels }, cluster: cluster ?? null },
    ...{ health: health.word, reasons: [...health.reasons], known: [...health.known] },
    // A plan of what exists has no other word.
    plan: {
      word: liveWords.find((one) => one === word) ?? "unknown",
      reasons: [...reasons],
      also: [...also],
    },
    tkrVersion: tkrVersion ?? null,
    kubernetesVersion: kubernetesVersion ?? null,
    toolVersion: toolVersion ?? null,
    createdAt: createdAt ?? null,
    ageDays: createdAt === undefined ? null : daysBetween(Date.parse(createdAt), now),
    certificatesExpireAt: certificatesExpireAt ?? null,
    certificateDays:
      certificatesExpireAt === undefined ? null : daysBetween(now, Date.parse(certificatesExpireAt)),
    lastChange: lastChange ?? null,
    conditions: [...conditions],
  };
}

/** Whole days, rounded down: what expires within a day has 0 left. */
const daysBetween = (from: number, to: number): number | null => {
  const days = Math.floor((to - from) / dayMilliseconds);
  return Number.isFinite(days) ? days : null;
};

export const releaseOf = ({ tkrVersion, kubernetesVersion }: SiteReport): string =>
  tkrVersion ?? kubernetesVersion ?? "not known";

export const expires = ({ certificateDays }: SiteReport): boolean =>
  certificateDays !== null && certificateDays < certificateWarningDays;

const isProblem = ({ health, plan }: SiteReport): boolean =>
  health === "unreachable" || health === "unknown" || plan.word === "unreachable" || plan.word === "invalid";

/** Whether the site needs attention. */
export const needsAttention = (site: SiteReport): boolean =>
  isProblem(site) || site.health !== "ready" || site.plan.word === "drifted" || expires(site);

/** 1: a site cannot be read; 2: one needs attention; 0: every site is Ready, and nothing has drifted. */
function exitCode(sites: readonly SiteReport[]): 0 | 1 | 2 {
  if (sites.some(isProblem)) return 1;
  return sites.some(needsAttention) ? 2 : 0;
}

/** Those that matter first, then by name. */
const byImportance = (a: SiteReport, b: SiteReport): number =>
  Number(needsAttention(b)) - Number(needsAttention(a)) ||
  healthWords.indexOf(a.health) - healthWords.indexOf(b.health) ||
  (a.name < b.name ? -1 : Number(a.name > b.name));

const counts = <W extends string>(all: readonly W[], count: (word: W) => number): Record<W, number> =>
  Object.fromEntries(all.map((word) => [word, count(word)])) as Record<W, number>;

function shares(sites: readonly SiteReport[], namesOf: (site: SiteReport) => readonly string[]) {
  const found = new Map<string, { sites: number; ready: number }>();
  for (const site of sites) {
    for (const name of namesOf(site)) {
      const { sites: before, ready } = found.get(name) ?? { sites: 0, ready: 0 };
      found.set(name, { sites: before + 1, ready: ready + Number(site.health === "ready") });
    }
  }
  return [...found]
    .map(([name, count]) => ({ name, ...count }))
    .sort((a, b) => b.sites - a.sites || (a.name < b.name ? -1 : 1));
}

export const jsonStatus = (report: StatusReport): string => `${JSON.stringify(report, null, 2)}\n`;
