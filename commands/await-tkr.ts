/**
 * Waits until a TKr can be resolved (vendor page, step 2.7): the TanzuKubernetesRelease is Ready and Compatible, its
 * ClusterBootstrapTemplate exists, and so does every OS image that it names.
 *
 * The compatibility controller does not watch its ConfigMaps, so a ConfigMap that came after the TKr changes nothing
 * until the TKr itself changes; a touched annotation is such a change.
 *
 * Out: `{"name", "kubernetesVersion", "osImages": [{"name", "os", "version"}], "bootstrapPackages": [...]}`.
 */
import { z } from "zod";
import {
  conditionOf,
  describeConditions,
  ManagementCluster,
  managementInputs,
  type LiveObject,
} from "../clients/management-cluster.js";
import { kubernetesVersion, tkrName } from "../config/tkr-version.js";
import { systemNamespace } from "../manifests/kubernetes-object.js";
import { progress, runCommand } from "./command.js";
import { waitUntil, type Look } from "./wait.js";

const inputs = z.object({
  ...managementInputs,
  TKG_EDGE_TKR_VERSION: z.string().min(1),
  TKG_EDGE_TIMEOUT_SECONDS: z.coerce.number().positive(),
});

/** What the rest of the program needs to know of a resolvable TKr. */
export interface TkrFacts {
  readonly name: string;
  readonly kubernetesVersion: string;
  readonly osImages: readonly { readonly name: string; readonly os: string; readonly version: string }[];
  readonly bootstrapPackages: readonly string[];
}

interface TkrSpec {
  readonly osImages?: readonly { readonly name: string }[];
  readonly bootstrapPackages?: readonly { readonly name: string }[];
}

interface OsImageSpec {
  readonly os?: { readonly name?: string };
  readonly image?: { readonly ref?: { readonly version?: string } };
}

export async function main(): Promise<void> {
  await runCommand(inputs, async (input) => {
    const cluster = new ManagementCluster({
      kubeconfig: input.TKG_EDGE_KUBECONFIG,
      context: input.TKG_EDGE_CONTEXT,
    });
    const version = input.TKG_EDGE_TKR_VERSION;
    const mend = touchWhenIncompatible(cluster);
    return waitUntil(
      `TKr ${version}`,
      input.TKG_EDGE_TIMEOUT_SECONDS,
      () => lookAtTkr(cluster, version, mend),
      () => explain(cluster, version),
    );
  });
}

/** @param mend called with a TKr that is not compatible */
export async function lookAtTkr(
  cluster: ManagementCluster,
  version: string,
  mend: (tkr: LiveObject) => Promise<void> = () => Promise.resolve(),
): Promise<Look<TkrFacts>> {
  const name = tkrName(version);
  const tkr = await cluster.get("tanzukubernetesreleases", name);
  if (!tkr) return { waitingFor: `TanzuKubernetesRelease ${name} to be created from its Package` };
  for (const type of ["Compatible", "Ready"]) {
    const condition = conditionOf(tkr, type);
    if (condition?.status !== "True") {
      if (type === "Compatible" && condition?.status === "False") await mend(tkr);
      return { waitingFor: `TanzuKubernetesRelease ${name} to be ${type}` };
    }
  }
  if (!(await cluster.get("clusterbootstraptemplates", name, systemNamespace))) {
    return { waitingFor: `ClusterBootstrapTemplate ${systemNamespace}/${name}` };
  }
  const spec = tkr.spec as TkrSpec | undefined;
  const wanted = new Set((spec?.osImages ?? []).map((image) => image.name));
  const images = (await cluster.list("osimages")).filter((image) => wanted.has(image.metadata.name));
  const missing = [...wanted].filter((image) => !images.some((found) => found.metadata.name === image));
  if (wanted.size === 0 || missing.length > 0)
    return { waitingFor: `OSImage ${missing.join(", ") || "(any)"}` };
  return {
    done: {
      name,
      kubernetesVersion: kubernetesVersion(version),
      osImages: images.map((image) => {
        const { os, image: source } = (image.spec ?? {}) as OsImageSpec;
        return { name: image.metadata.name, os: os?.name ?? "", version: source?.ref?.version ?? "" };
      }),
      bootstrapPackages: (spec?.bootstrapPackages ?? []).map((item) => item.name),
    },
  };
}

/** Touches an incompatible TKr, at most every ten seconds. */
function touchWhenIncompatible(cluster: ManagementCluster): (tkr: LiveObject) => Promise<void> {
  let last = 0;
  return async (tkr) => {
    if (Date.now() - last < 10_000) return;
    last = Date.now();
    progress(`${tkr.metadata.name} is not compatible yet: touching it, so that its ConfigMap is read again`);
    await cluster.annotate(
      "tanzukubernetesreleases",
      tkr.metadata.name,
      "tkg-edge/touched",
      new Date().toISOString(),
    );
  };
}

async function explain(cluster: ManagementCluster, version: string): Promise<string> {
  const tkr = await cluster.get("tanzukubernetesreleases", tkrName(version));
  if (!tkr) {
    return (
      "  The Package is there but no TanzuKubernetesRelease came of it. The controller tkr-source-controller-manager in\n" +
      "  tkg-system pulls the Package's image anonymously, with the CAs of ConfigMap tkr-controller-config as it found\n" +
      "  them at its start: look at its log."
    );
  }
  return `  Conditions of ${tkr.metadata.name}:\n${describeConditions(tkr)}`;
}
