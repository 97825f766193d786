/** What a rebuild means, in plain words: which node goes, why, what is lost and what stays. */
import { rebuildWindowsOf } from "../config/rebuild-windows/fields.js";
import { closedWindowText } from "../config/rebuild-windows/window-text.js";
import type { SiteSpec } from "../config/stack-spec.js";
import { versionStep } from "../environment/judgements/version-step.js";
import { configKeyOf, type InputChange } from "../manifests/input-change.js";

/** What a preview knows of a rebuild. */
export interface Rebuild {
  readonly site: SiteSpec;
  readonly reasons: readonly InputChange[];
  /** Changes that alone would not rebuild; the new cluster has them. */
  readonly alsoApplied: readonly InputChange[];
  /** Names of the nodes that run now. */
  readonly nodes: readonly string[];
}

/** The notice of a rebuild that will take place. */
export function rebuildNotice(rebuild: Rebuild): string {
  const { site } = rebuild;
  return [
    `REBUILD of ${site.namespace}/${site.name}: its node is DESTROYED and created again, because these cannot change in place:`,
    ...consequences(rebuild),
  ].join("\n");
}

/** @returns why the `up` would not start the rebuild now; undefined where it would */
export function closedWindowNotice({ namespace, name, ...site }: SiteSpec, now: number): string | undefined {
  const closed = closedWindowText(rebuildWindowsOf(site), now);
  return closed === undefined
    ? undefined
    : `REBUILD of ${namespace}/${name} would be refused now, before anything is deleted: ${closed} (docs/rebuild.md).`;
}

/** The refusal of a rebuild of a protected cluster, and how to allow it. */
export function refusedRebuild(rebuild: Rebuild): string {
  const { site } = rebuild;
  return [
    `REBUILD of ${site.namespace}/${site.name} refused: tkg-edge:site.protect is true. Nothing was changed.`,
    "  Its node would be DESTROYED and created again, because these cannot change in place:",
    ...consequences(rebuild),
    "  If that is what you want, either in two steps:",
    "    1. take the change back, set tkg-edge:site.protect: false, pulumi up (it only takes the protection off);",
    "    2. make the change again, pulumi up;",
    "  or at once: set tkg-edge:site.protect: false and run pulumi up --ignore-protect.",
    "  Afterwards set tkg-edge:site.protect: true again (docs/rebuild.md).",
  ].join("\n");
}

function consequences({ site, reasons, alsoApplied, nodes }: Rebuild): string[] {
  const before = site.rebuild.beforeCommand;
  const canRoll = site.kind === "standard" && site.versionChange !== "roll" && reasons.every(isVersionUp);
  return [
    ...reasons.map(changeLine),
    ...(alsoApplied.length > 0
      ? ["  Also applied, since the node is created again:", ...alsoApplied.map(changeLine)]
      : []),
    `  Destroyed: ${nodes.length > 0 ? nodes.join(", ") : "the node, if one has joined by then"}.`,
    "  Lost: everything on it, that is etcd (all Kubernetes objects of the cluster), all local volumes, and the kubeconfigs",
    "  that were handed out (the new cluster has new keys).",
    "  Kept: the cluster's name, the VM templates, and everything that other clusters use.",
    ...(canRoll
      ? ["  To upgrade it in place instead, with its etcd: tkg-edge:site.versionChange: roll"]
      : []),
    before === undefined
      ? "  Nothing is backed up: tkg-edge:site.rebuild.beforeCommand is not set."
      : `  Before anything is deleted this is run, and has to succeed: ${before}`,
  ];
}

const isVersionUp = ({ input, from, to }: InputChange): boolean =>
  input === "tkrVersion" && ["build", "patch", "minor"].includes(versionStep(from, to).kind);

/** `key: old -> new`, as all notices show it. */
export function changeLine({ input, from, to }: InputChange): string {
  return `    ${configKeyOf(input)}: ${from} -> ${to}`;
}
