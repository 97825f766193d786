/**
 * Waits until a TKr can be resolved (vendor page, step 2.7): the TanzuKubernetesRelease is Ready and Compatible, its
 * ClusterBootstrapTemplate exists, and so does every OS image that it names.
 *
 * What would wait for ever is repaired (tkr-repair.ts): a ConfigMap that came late, a TKr that was deactivated, parts that
 * were deleted after their installation.
 *
 * Once it is there it is marked with the stack that installed it.
 *
 * Out: `{"name", "kubernetesVersion", "osImages": [{"name", "os", "version"}], "bootstrapPackages": [...]}`.
 */
import type { LiveObject } from "../clients/live-object.js";
import { ManagementCluster } from "../clients/management-cluster.js";
import { tkrKind } from "../clients/resource-kinds.js";
import { kubernetesVersion, tkrName } from "../config/tkr-version.js";
import { awaitTkr, type ResolvedTkr } from "../contracts/await-tkr.js";
import type { Given } from "../contracts/contract.js";
import { conditionsOf } from "../environment/facts/conditions.js";
import { readOsImage } from "../environment/facts/os-image.js";
import { readTkr } from "../environment/facts/tkr.js";
import { describeConditions } from "../environment/judgements/condition-text.js";
import { stillMissing, type StillMissing } from "../environment/judgements/tkr.js";
import { madeByAnnotation, systemNamespace } from "../manifests/kubernetes-object.js";
import { runCommand } from "./command.js";
import { TkrRepair } from "./tkr-repair.js";
import { waitUntil, type WaitState } from "./wait.js";

export async function main(): Promise<void> {
  await runCommand(awaitTkr, async (input) => {
    const facts = await awaitResolvable(input, (cluster) => new TkrRepair(cluster, input.tkrVersion));
    if (input.madeBy !== undefined) {
      const cluster = new ManagementCluster(input.management);
      await cluster.annotate(tkrKind, facts.name, madeByAnnotation, input.madeBy);
    }
    return facts;
  });
}

type Wait = Pick<Given<typeof awaitTkr>, "management" | "tkrVersion" | "timeoutSeconds">;

/** @param repairOf makes what repairs the TKr meanwhile */
export function awaitResolvable(
  { management, tkrVersion: version, timeoutSeconds }: Wait,
  repairOf: (cluster: ManagementCluster) => TkrRepair,
): Promise<ResolvedTkr> {
  const cluster = new ManagementCluster(management);
  const repair = repairOf(cluster);
  return waitUntil(
    `TKr ${version}`,
    timeoutSeconds,
    () => tkrState(cluster, version, repair),
    () => explain(cluster, version),
  );
}

/** @param repair of what would last for ever. @default - none, the TKr is only read */
async function tkrState(
  cluster: Pick<ManagementCluster, "getAll">,
  version: string,
  repair?: TkrRepair,
): Promise<WaitState<ResolvedTkr>> {
  const name = tkrName(version);
  const both = ["tanzukubernetesreleases", "clusterbootstraptemplates"].map((kind) => `${kind}/${name}`);
  const objects = await cluster.getAll(both, systemNamespace);
  const object = objects.find(({ kind }) => kind === "TanzuKubernetesRelease");
  const tkr = object && readTkr(object);
  const hasBootstrapTemplate = objects.some(({ kind }) => kind === "ClusterBootstrapTemplate");
  const early = stillMissing(version, { tkr, hasBootstrapTemplate });
  if (early) return waitFor(early, object, repair);
  const references = (tkr?.osImages ?? []).map((image) => `osimages/${image}`);
  const images = (await cluster.getAll(references, systemNamespace)).map(readOsImage);
  const late = stillMissing(version, {
    tkr,
    hasBootstrapTemplate,
    images: images.map((image) => image.name),
  });
  if (late) return waitFor(late, object, repair);
  return {
    done: {
      name,
      kubernetesVersion: kubernetesVersion(version),
      osImages: images.map((image) => ({ name: image.name, os: image.os, version: image.ovaVersion })),
      bootstrapPackages: tkr?.packages ?? [],
    },
  };
}

async function waitFor(
  { what, isObject }: StillMissing,
  tkr: LiveObject | undefined,
  repair: TkrRepair | undefined,
): Promise<WaitState<ResolvedTkr>> {
  if (isObject) await repair?.missing(what);
  else if (tkr) await repair?.judged(tkr);
  return { waitingFor: isObject ? `${what} to be created from its Package` : what };
}

async function explain(cluster: ManagementCluster, version: string): Promise<string> {
  const tkr = await cluster.get("tanzukubernetesreleases", tkrName(version));
  if (!tkr) {
    return (
      "  The Package is there but no TanzuKubernetesRelease came of it. The controller tkr-source-controller-manager in\n" +
      "  tkg-system pulls the Package's image anonymously, with the CAs of ConfigMap tkr-controller-config as it found\n" +
      "  them at its start: check its log."
    );
  }
  return `  Conditions of ${tkr.metadata.name}:\n${describeConditions(conditionsOf(tkr))}`;
}
