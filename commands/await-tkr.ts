/**
 * Waits until a TKr can be resolved (vendor page, step 2.7): the TanzuKubernetesRelease is Ready and Compatible, its
 * ClusterBootstrapTemplate exists, and so does every OS image that it names.
 *
 * What would wait for ever is mended (tkr-mending.ts): a ConfigMap that came late, a TKr that was deactivated, parts that
 * were deleted after their installation.
 *
 * Out: `{"name", "kubernetesVersion", "osImages": [{"name", "os", "version"}], "bootstrapPackages": [...]}`.
 */
import * as z from "zod";
import { conditionOf, describeConditions } from "../clients/live-object.js";
import { ManagementCluster, managementInputs } from "../clients/management-cluster.js";
import { kubernetesVersion, tkrName } from "../config/tkr-version.js";
import { systemNamespace } from "../manifests/kubernetes-object.js";
import { runCommand } from "./command.js";
import { TkrMending } from "./tkr-mending.js";
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
    const mending = new TkrMending(cluster, version);
    return waitUntil(
      `TKr ${version}`,
      input.TKG_EDGE_TIMEOUT_SECONDS,
      () => lookAtTkr(cluster, version, mending),
      () => explain(cluster, version),
    );
  });
}

/** @param mending of what would last for ever. @default - it is only looked at */
export async function lookAtTkr(
  cluster: ManagementCluster,
  version: string,
  mending?: TkrMending,
): Promise<Look<TkrFacts>> {
  const name = tkrName(version);
  const missing = async (what: string) => {
    await mending?.missing(what);
    return { waitingFor: `${what} to be created from its Package` };
  };
  const both = ["tanzukubernetesreleases", "clusterbootstraptemplates"].map((kind) => `${kind}/${name}`);
  const objects = await cluster.getAll(both, systemNamespace);
  const tkr = objects.find(({ kind }) => kind === "TanzuKubernetesRelease");
  if (!tkr) return missing(`TanzuKubernetesRelease ${name}`);
  const unready = ["Compatible", "Ready"].find((type) => conditionOf(tkr, type)?.status !== "True");
  if (unready !== undefined) {
    await mending?.judged(tkr);
    return { waitingFor: `TanzuKubernetesRelease ${name} to be ${unready}` };
  }
  if (!objects.some(({ kind }) => kind === "ClusterBootstrapTemplate")) {
    return missing(`ClusterBootstrapTemplate ${systemNamespace}/${name}`);
  }
  const spec = tkr.spec as TkrSpec | undefined;
  const wanted = (spec?.osImages ?? []).map((image) => image.name);
  const images = await cluster.getAll(
    wanted.map((image) => `osimages/${image}`),
    systemNamespace,
  );
  const absent = wanted.filter((image) => !images.some((found) => found.metadata.name === image));
  if (wanted.length === 0 || absent.length > 0) return missing(`OSImage ${absent.join(", ") || "(any)"}`);
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
