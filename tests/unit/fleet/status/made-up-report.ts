/** A status of made-up sites, of every kind, for what is rendered from it. */
import type { Word } from "../../../../src/fleet/plan/verdict.js";
import type { SiteStatus } from "../../../../src/fleet/status/fleet-status.js";
import { healthWords, type HealthWord } from "../../../../src/fleet/status/health.js";
import {
  certificateWarningDays,
  statusReport,
  type StatusReport,
} from "../../../../src/fleet/status/report.js";

export const madeAt = Date.parse("2026-06-01T12:00:00Z");
const day = 24 * 60 * 60 * 1000;
const releases = ["v1.25.7+vmware.1-tiny.2-tkg.1", "v1.26.5+vmware.2-tiny.1-tkg.1", "v1.27.5+vmware.1-tkg.1"];
const before = (days: number) => new Date(madeAt - days * day).toISOString();

/** Most are Ready, as in a fleet; every seventh is not. */
const healthOfNumber = (index: number): HealthWord =>
  index % 7 === 3 ? (healthWords[((index - 3) / 7) % healthWords.length] ?? "ready") : "ready";

export function madeUpSite(index: number, changes: Partial<SiteStatus> = {}, name?: string): SiteStatus {
  const word = healthOfNumber(index);
  const isRead = word !== "unreachable" && word !== "unknown" && word !== "absent";
  const plan: Word = word === "unreachable" ? "unreachable" : index % 11 === 5 ? "drifted" : "nothing";
  const called = name ?? `shop-${String(index).padStart(4, "0")}`;
  const expiry = index % 3 === 0 ? before(-(index % (4 * certificateWarningDays))) : undefined;
  const reason = `VSphereVM ${called}: CloningFailed unable to find template "photon-3"`;
  const ready = word === "ready";
  return {
    plan: {
      ...{ name: called, groups: [index % 2 === 0 ? "north" : "south"], labels: { ring: "late" } },
      ...{ cluster: `default/${called}`, word: plan, also: [] },
      reasons: plan === "drifted" ? [{ what: "Cluster spec.paused", from: "true", to: "(not set)" }] : [],
    },
    health: {
      word,
      reasons: ready ? [] : [reason],
      known: ready ? [] : ["the VM cannot be cloned.", "-> check it"],
    },
    tkrVersion: isRead ? releases[index % releases.length] : undefined,
    kubernetesVersion: isRead ? "v1.25.7" : undefined,
    toolVersion: isRead ? "0.2.0" : undefined,
    createdAt: isRead ? before(index % 400) : undefined,
    certificatesExpireAt: isRead ? expiry : undefined,
    lastChange: isRead
      ? { at: before(1), what: `Machine ${called}: Ready=${ready ? "True" : "False"}` }
      : undefined,
    conditions: isRead
      ? [
          {
            object: `Cluster ${called}`,
            type: "Ready",
            status: ready ? "True" : "False",
            reason: "CloningFailed",
          },
          { object: `Machine ${called}`, type: "NodeHealthy", status: "True" },
        ]
      : [],
    ...changes,
  };
}

/** @param changes of every site */
export function madeUpReport(count: number, changes: Partial<SiteStatus> = {}): StatusReport {
  const sites = Array.from({ length: count }, (_, index) => madeUpSite(index, changes));
  return statusReport("fleet.yaml", { sites, strangers: [] }, madeAt);
}
