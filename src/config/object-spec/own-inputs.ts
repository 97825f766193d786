/** What this program has written on a Cluster that it made: which inputs its user gave, as against what admission added. */
import { isTree, type Tree } from "../tree.js";
import type { ObjectReader } from "./object-reader.js";
import type { Reading } from "./reading.js";

export interface OwnInputs {
  readonly tkrVersion?: string;
  readonly generation?: number;
  readonly excludeEndpoint?: boolean;
  /** Keys of the site that the node was made of. */
  readonly isConfigured: (key: string) => boolean;
}

const rebuildAnnotation = "tkg-edge/rebuild-inputs";
const rolledAnnotation = "tkg-edge/rolled-inputs";

/** @returns undefined for a Cluster that this program has not made */
export function ownInputs(cluster: ObjectReader, reading: Reading): OwnInputs | undefined {
  const [rebuild, rolled] = [rebuildAnnotation, rolledAnnotation].map((key) => {
    const path = ["metadata", "annotations", key] as const;
    const leaves = cluster.at(...path).rest();
    reading.leaveOut(`annotation ${key}`, leaves, "tkg-edge writes it itself");
    return parsed(cluster.take(...path));
  });
  if (rebuild === undefined || rolled === undefined) return undefined;
  const { tkrVersion } = rebuild;
  const generation = rebuild["rebuild.generation"];
  const configured = Object.keys(rolled);
  return {
    ...(typeof tkrVersion === "string" && { tkrVersion }),
    ...(typeof generation === "string" && /^\d{1,9}$/.test(generation) && { generation: Number(generation) }),
    ...("cpi.excludeEndpoint" in rebuild && { excludeEndpoint: rebuild["cpi.excludeEndpoint"] !== "false" }),
    isConfigured: (key) =>
      configured.some((one) => one === key || one.startsWith(`${key}.`)) || key in rebuild,
  };
}

function parsed(text: unknown): Tree | undefined {
  if (typeof text !== "string") return undefined;
  try {
    const value = JSON.parse(text) as unknown;
    return isTree(value) && value.v === 1 ? value : undefined;
  } catch {
    return undefined;
  }
}
