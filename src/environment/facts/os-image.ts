/** OSImages of a management cluster: what TKG requires of the template of a node. */
import * as z from "zod";
import type { LiveObject } from "../../clients/live-object.js";
import type { ManagementReader } from "../../clients/management-cluster.js";
import { osImageKind, tkrKind } from "../../clients/resource-kinds.js";
import { isOfSystem, type WantedSystem } from "../../config/operating-system.js";
import { tkrName } from "../../config/tkr-version.js";
import { lenient, readAs, text } from "./lenient.js";
import { readTkr } from "./tkr.js";

export interface OsImage {
  /** Name of the OSImage. */
  readonly name: string;
  /** Kubernetes version, such as `v1.25.7+vmware.1-tiny.2`. */
  readonly kubernetesVersion: string;
  /** `photon`, `ubuntu`. */
  readonly os: string;
  /** `3`, `2004`. */
  readonly osVersion: string;
  readonly arch: string;
  /** What the vApp property VERSION of the template must be; empty for an image that is no OVA. */
  readonly ovaVersion: string;
  /** Why TKG takes it for no cluster, whatever selects it. @default - it may take it */
  readonly outOfUse?: string;
}

const imageSpec = z.object({
  kubernetesVersion: text,
  os: lenient(z.object({ name: text, version: text, arch: text })),
  image: lenient(z.object({ type: text, ref: lenient(z.object({ version: text })) })),
});

/** What the object does not hold is empty. */
export function readOsImage(object: LiveObject): OsImage {
  const { kubernetesVersion = "", os, image } = readAs(imageSpec, object.spec);
  return {
    name: object.metadata.name,
    kubernetesVersion,
    os: os?.name ?? "",
    osVersion: os?.version ?? "",
    arch: os?.arch ?? "",
    ovaVersion: image?.ref?.version ?? "",
    ...whyOutOfUse(object, image?.type),
  };
}

/** Labels by which TKG's resolver leaves out OS images, like TKrs. */
const unwantedLabels = ["incompatible", "deactivated", "invalid"];

function whyOutOfUse(
  { metadata }: LiveObject,
  type: string | undefined,
): Pick<OsImage, "outOfUse"> | undefined {
  const label = unwantedLabels.find((one) => metadata.labels?.[one] !== undefined);
  if (label !== undefined) return { outOfUse: `label ${label}` };
  if (metadata.deletionTimestamp !== undefined) return { outOfUse: "being deleted" };
  return type === undefined || type === "ova" ? undefined : { outOfUse: `of type ${type}` };
}

/**
 * @param system the version of which is not compared where it has none
 * @returns the OSImages in use that a TKr names, of one operating system; empty where the TKr is not installed
 * @throws UserError when the management cluster does not answer
 */
export async function osImagesOf(
  cluster: Pick<ManagementReader, "get" | "list">,
  tkrVersion: string,
  system: WantedSystem,
): Promise<readonly OsImage[]> {
  const [tkr, images] = await Promise.all([
    cluster.get(tkrKind, tkrName(tkrVersion)),
    cluster.list(osImageKind),
  ]);
  const named = new Set(tkr ? readTkr(tkr).osImages : []);
  return images
    .filter(({ metadata }) => named.has(metadata.name))
    .map(readOsImage)
    .filter((image) => image.outOfUse === undefined && isOfSystem(system, image));
}
