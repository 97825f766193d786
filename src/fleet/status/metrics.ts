/**
 * The status of a fleet in the text format of Prometheus, version 0.0.4, as the textfile collector of node_exporter reads it:
 * https://prometheus.io/docs/instrumenting/exposition_formats/. What is not known has no sample. Pure.
 */
import { liveWords } from "../plan/verdict.js";
import { healthWords } from "./health.js";
import type { SiteReport, StatusReport } from "./report.js";

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Family {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

export function metricsOf(report: StatusReport): string {
  return families(report)
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, help, samples }) =>
      [
        `# HELP ${name} ${help}`,
        `# TYPE ${name} gauge`,
        ...samples.map(({ labels, value }) => `${name}${labelText(labels)} ${value}`),
        "",
      ].join("\n"),
    )
    .join("");
}

function families({ readAt, summary, sites }: StatusReport): readonly Family[] {
  return [
    {
      name: "tkg_edge_fleet_read_timestamp_seconds",
      help: "When the management clusters were read.",
      samples: valueOf(seconds(readAt), {}),
    },
    {
      name: "tkg_edge_fleet_sites",
      help: "Sites by health.",
      samples: healthWords.map((health) => ({ labels: { health }, value: summary.health[health] })),
    },
    {
      name: "tkg_edge_fleet_plan_sites",
      help: "Sites by what pulumi up would do.",
      samples: liveWords.map((plan) => ({ labels: { plan }, value: summary.plan[plan] })),
    },
    {
      name: "tkg_edge_site_info",
      help: "What runs at a site; always 1.",
      samples: sites.map((site) => ({ labels: infoOf(site), value: 1 })),
    },
    ofSites(sites, "ready", "Whether the cluster of a site is Ready.", ({ health }) =>
      isRead(health) ? Number(health === "ready") : undefined,
    ),
    ofSites(sites, "drifted", "Whether others changed the objects of a site.", ({ health, plan }) =>
      isRead(health) && plan.word !== "unknown" ? Number(plan.word === "drifted") : undefined,
    ),
    ofSites(sites, "created_timestamp_seconds", "When the Cluster of a site was created.", ({ createdAt }) =>
      seconds(createdAt),
    ),
    ofSites(
      sites,
      "certificates_expiry_timestamp_seconds",
      "When the first certificate of a site's control plane expires.",
      ({ certificatesExpireAt }) => seconds(certificatesExpireAt),
    ),
    ofSites(
      sites,
      "last_change_timestamp_seconds",
      "When an object of a site's cluster was last created or a condition changed.",
      ({ lastChange }) => seconds(lastChange?.at ?? null),
    ),
  ];
}

const isRead = (health: SiteReport["health"]): boolean => health !== "unreachable" && health !== "unknown";

function ofSites(
  sites: readonly SiteReport[],
  name: string,
  help: string,
  value: (site: SiteReport) => number | undefined,
): Family {
  const samples = sites.flatMap((site) => valueOf(value(site), { site: site.name }));
  return { name: `tkg_edge_site_${name}`, help, samples };
}

const valueOf = (value: number | undefined, labels: Sample["labels"]): readonly Sample[] =>
  value === undefined ? [] : [{ labels, value }];

function infoOf({ name, groups, cluster, health, plan, ...site }: SiteReport): Sample["labels"] {
  const { tkrVersion, kubernetesVersion, toolVersion } = site;
  return {
    ...{ site: name, cluster: cluster ?? "", groups: groups.join(","), health, plan: plan.word },
    ...{ tkr_version: tkrVersion ?? "", kubernetes_version: kubernetesVersion ?? "" },
    tool_version: toolVersion ?? "",
  };
}

function seconds(time: string | null): number | undefined {
  const milliseconds = Date.parse(time ?? "");
  return Number.isNaN(milliseconds) ? undefined : Math.floor(milliseconds / 1000);
}

function labelText(labels: Sample["labels"]): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

const escaped = (value: string): string =>
  value.replace(/\\/g, "\\\\").replace(/\n/g, "\\n").replace(/"/g, '\\"');
