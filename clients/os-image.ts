/** OSImages of the management cluster: what TKG asks of the template of a node. */
import { isTree } from "../config/connection-file.js";
import { tkrName } from "../config/tkr-version.js";
import type { LiveObject } from "./live-object.js";
import type { ManagementCluster } from "./management-cluster.js";
import { osImageKind, tkrKind } from "./resource-kinds.js";

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
}

/** Reads the spec of an OSImage; what it does not say is empty. */
export function readOsImage(object: LiveObject): OsImage {
  const tree = (value: unknown) => (isTree(value) ? value : {});
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  const spec = tree(object.spec);
  const os = tree(spec.os);
  const image = tree(spec.image);
  return {
    name: object.metadata.name,
    kubernetesVersion: text(spec.kubernetesVersion),
    os: text(os.name),
    osVersion: text(os.version),
    arch: text(os.arch),
    ovaVersion: text(tree(image.ref).version),
  };
}

/** What a TKr says of its OS images and packages; nothing checks it. */
interface TkrSpec {
  readonly osImages?: readonly { readonly name: string }[];
}

/**
 * @returns the OSImages that a TKr names, of one operating system; empty where the TKr is not installed
 * @throws UserError when the management cluster does not answer
 */
export async function osImagesOf(
  cluster: Pick<ManagementCluster, "get" | "list">,
  tkrVersion: string,
  os: string,
): Promise<readonly OsImage[]> {
  const [tkr, images] = await Promise.all([
    cluster.get(tkrKind, tkrName(tkrVersion)),
    cluster.list(osImageKind),
  ]);
  const named = new Set(((tkr?.spec ?? {}) as TkrSpec).osImages?.map(({ name }) => name));
  return images
    .filter(({ metadata }) => named.has(metadata.name))
    .map(readOsImage)
    .filter((image) => image.os === os);
}
