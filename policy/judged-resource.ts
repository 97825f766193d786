/**
 * What policies judge of a resource: the site that it shows, and which policies it answers. Each policy is judged by one
 * resource of a site, and by the first that shows its values: what the gate before a rebuild is given is judged before
 * anything of the site is written or deleted.
 */
import * as z from "zod";
import type { Contract } from "../src/contracts/contract.js";
import { recordedInput } from "../src/contracts/environment.js";
import { importOva } from "../src/contracts/import-ova.js";
import { pullTkrPackage } from "../src/contracts/pull-tkr-package.js";
import { rebuildGate } from "../src/contracts/rebuild-gate.js";
import type { GovernedSite } from "../src/fleet/policy/governed-site.js";
import type { PolicyName } from "../src/fleet/policy/policy-fields.js";
import type { Cluster } from "../src/manifests/cluster.js";
import { rebuildInputsAnnotation } from "../src/manifests/rebuild.js";
import { governedCluster, nothingGoverned } from "./governed-cluster.js";
import { knownOf } from "./known.js";

/** As Pulumi gives a resource to a policy. Secrets of `props` are in plain text: nothing of it is printed but what rules name. */
export interface Resource {
  readonly type: string;
  readonly props: Readonly<Record<string, unknown>>;
  readonly opts: { readonly protect: boolean };
}

export interface JudgedResource {
  readonly site: GovernedSite;
  /** Whether it is of one site, so that its labels are known. */
  readonly isOfSite: boolean;
  readonly policies: readonly PolicyName[];
  /** Manifest of the site's Cluster, for the one resource of a site that rules of the user judge. */
  readonly cluster?: Cluster;
}

export type Judgement =
  | JudgedResource
  /** Inputs of a command that cannot be read, so that nothing can be judged. */
  | { readonly unreadable: string };

const ofManifest = ["registries", "classNames", "machine", "names", "sshKeyTypes", "labels"] as const;

/** @returns undefined for a resource that no policy judges */
export function judgementOf(resource: Resource): Judgement | undefined {
  switch (resource.type) {
    case "command:local:Command":
      return ofCommand(resource);
    case "kubernetes:cluster.x-k8s.io/v1beta1:Cluster":
      return ofCluster(resource);
    case "kubernetes:data.packaging.carvel.dev/v1alpha1:Package":
      return ofPackage(resource);
    default:
      return undefined;
  }
}

const commandSchema = z.object({ create: z.string(), environment: z.record(z.string(), z.unknown()) });

/** The command of a command resource of tkg-edge, whatever leads to it: `node command.js NAME`. */
function commandName(create: string, environment: Readonly<Record<string, unknown>>): string | undefined {
  const isOurs = Object.keys(environment).some((variable) => variable.startsWith("TKG_EDGE_"));
  return isOurs ? /\s([a-z-]+)$/.exec(create)?.[1] : undefined;
}

function ofCommand({ props }: Resource): Judgement | undefined {
  const read = commandSchema.safeParse(knownOf(props));
  if (!read.success) return undefined;
  const { create, environment } = read.data;
  const judged = <C extends Contract>(
    contract: C,
    of: (input: z.output<C["input"]>) => JudgedResource,
  ): Judgement => {
    const input = recordedInput(contract, environment);
    return input === undefined ? { unreadable: contract.command } : of(input);
  };
  switch (commandName(create, environment)) {
    case rebuildGate.command:
      return judged(rebuildGate, ({ cluster, tkrVersion, vcenter }) => ({
        site: { ...governedCluster(cluster), tkrVersion, insecureVcenter: isInsecure(vcenter) },
        isOfSite: true,
        policies: ["verifiedVcenter", "tkrVersions", ...ofManifest],
        cluster,
      }));
    case importOva.command:
      return judged(importOva, ({ vcenter }) => ({
        site: { ...nothingGoverned, insecureVcenter: isInsecure(vcenter) },
        isOfSite: false,
        policies: ["verifiedVcenter"],
      }));
    case pullTkrPackage.command:
      return judged(pullTkrPackage, ({ bundle }) => ofImages("tkg-edge:management.tkr.bundle", [bundle]));
    default:
      return undefined;
  }
}

/** vCenter's certificate is compared with nothing. */
const isInsecure = ({
  thumbprint,
  caFile,
}: {
  thumbprint?: string | undefined;
  caFile?: string | undefined;
}) => thumbprint === undefined && caFile === undefined;

const clusterSchema = z.looseObject({
  metadata: z.looseObject({
    name: z.string().optional(),
    annotations: z.record(z.string(), z.unknown()).optional(),
  }),
  spec: z.looseObject({ topology: z.looseObject({}) }),
});

function ofCluster({ props, opts }: Resource): JudgedResource | undefined {
  const known = knownOf(props);
  const read = clusterSchema.safeParse(known);
  if (!read.success) return undefined;
  const site = { ...governedCluster(known), protect: opts.protect };
  // What the gate of a site of tkg-edge was given is judged there.
  const isOurs = read.data.metadata.annotations?.[rebuildInputsAnnotation] !== undefined;
  if (isOurs) return { site, isOfSite: true, policies: ["protection"] };
  return { site, isOfSite: true, policies: ["protection", ...ofManifest], cluster: known as Cluster };
}

const imageSchema = z.object({ image: z.string() });
const packageSchema = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({
        fetch: z.array(z.object({ imgpkgBundle: imageSchema.optional(), image: imageSchema.optional() })),
      }),
    }),
  }),
});

/** Its images are known when its bundle was pulled: at the first preview they are not. */
function ofPackage({ props }: Resource): JudgedResource | undefined {
  const read = packageSchema.safeParse(knownOf(props));
  if (!read.success) return undefined;
  const images = read.data.spec.template.spec.fetch.flatMap(({ imgpkgBundle, image }) =>
    [imgpkgBundle?.image, image?.image].filter((one) => one !== undefined),
  );
  return ofImages("spec.template.spec.fetch", images);
}

/** References without their tags and digests. */
function ofImages(path: string, references: readonly string[]): JudgedResource {
  const repositories = references.map((one) => one.replace(/@.*$/, "").replace(/:[^:/]*$/, ""));
  const registries = Object.fromEntries(
    repositories.map((one, index) => [repositories.length > 1 ? `${path}[${index}]` : path, one]),
  );
  return { site: { ...nothingGoverned, registries }, isOfSite: false, policies: ["registries"] };
}
