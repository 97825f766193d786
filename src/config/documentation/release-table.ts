/** The support matrix of docs/releases.md. */
import { tkgReleases, type Fact, type TinyTkr, type TkgRelease } from "../tkg-releases.js";

const unknown = "unknown";
const inferred = " (inferred)";

export function releaseTable(): string {
  return [
    "| TKG | default Kubernetes or TKr | ClusterClass | tiny TKrs | vSphere | Cluster API | CAPV | images | proved by |",
    "|---|---|---|---|---|---|---|---|---|",
    ...tkgReleases.map(line),
  ].join("\n");
}

function line(release: TkgRelease): string {
  const { tkg, kubernetes, clusterClass, tinyTkrs, vsphere, clusterApi, vsphereProvider, registry } = release;
  const cells = [
    tkg,
    shown(kubernetes, "`"),
    shown(clusterClass, "`"),
    tinyTkrs?.map(nameOf).join(", ") ?? unknown,
    shown({ value: vsphere.majors.join(", "), source: vsphere.source }),
    shown(clusterApi),
    shown(vsphereProvider),
    shown(registry, "`"),
    release.proof,
  ];
  return `| ${cells.join(" | ")} |`;
}

const nameOf = (tiny: TinyTkr): string =>
  tiny.tkrVersion === undefined ? `\`${tiny.topologyVersion}\` (ending unknown)` : `\`${tiny.tkrVersion}\``;

const shown = (fact: Fact | undefined, quote = ""): string =>
  fact === undefined ? unknown : `${quote}${fact.value}${quote}${fact.source === "inferred" ? inferred : ""}`;
