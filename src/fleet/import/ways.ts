/** How a site of a fleet leads to its management cluster: by the defaults, by groups, or by keys of its own. */
import { dirname, resolve } from "node:path";
import { foreignConnections, refuseLoginProgram } from "../../clients/foreign-connections.js";
import type { ManagementConnection } from "../../config/connection.js";
import { rebaseFile, rebaseFiles } from "../../config/file-keys.js";
import type { Fleet } from "../../config/fleet/fleet-file.js";
import { FleetLayers } from "../../config/fleet/fleet-layers.js";
import { layeredStack } from "../../config/layers.js";
import { UserError } from "../../config/problem.js";
import { isTree, type Tree } from "../../config/tree.js";
import { rawSite } from "../site-stack.js";
import { fleetWith, memoryEntry, noAdditions } from "./memory-entries.js";

export interface Way {
  /** Groups of a site that goes this way. */
  readonly groups: readonly string[];
  /** Keys that the groups do not set: `connectionFile` and `connection`. File paths relative to the project. */
  readonly own: Tree;
  /** As configured, its kubeconfig relative to the project. */
  readonly address: ManagementConnection;
  /** Server of the vCenter that this way leads to; undefined where it names none. */
  readonly vcenter: string | undefined;
}

/** Equal for the same context of the same file. @param directory of the project */
export const addressKey = ({ kubeconfig, context }: ManagementConnection, directory: string): string =>
  JSON.stringify([resolve(directory, kubeconfig), context]);

/** @returns undefined where a connection names no management cluster */
export function addressIn(connection: unknown): ManagementConnection | undefined {
  const address = isTree(connection) ? connection.managementCluster : undefined;
  if (!isTree(address)) return undefined;
  const { kubeconfig, context } = address;
  return typeof kubeconfig === "string" && typeof context === "string" ? { kubeconfig, context } : undefined;
}

/** The keys of a way in a file of that folder. */
export function ownAt(own: Tree, directory: string, projectDirectory: string): Tree {
  return moved(own, projectDirectory, directory);
}

/** @param groups of every site, before those of a way */
export function waysOf(fleet: Fleet, directory: string, groups: readonly string[]): Way[] {
  const layers = new FleetLayers(fleet, directory);
  const leads = new Set(
    [...fleet.groups].flatMap(([name, entry]) =>
      layers.entry(entry).layer.values.connection === undefined ? [] : [name],
    ),
  );
  const lists: { readonly groups: readonly string[]; readonly own: Tree }[] = [
    { groups: [], own: {} },
    ...[...leads].map((name) => ({ groups: [name], own: {} })),
    ...[...fleet.sites.values()].map(({ value, directory: folder }) => {
      const named = isTree(value) && Array.isArray(value.groups) ? value.groups : [];
      return {
        groups: named.filter((name) => typeof name === "string" && leads.has(name)) as string[],
        own: moved(ownKeys(isTree(value) ? value : {}), folder, directory),
      };
    }),
  ];
  const distinct = new Map(lists.map((list) => [JSON.stringify(list), list]));
  return [...distinct.values()].flatMap((list) => {
    const all = [...groups, ...list.groups.filter((name) => !groups.includes(name))];
    return wayOf(fleet, directory, all, list.own) ?? [];
  });
}

/**
 * @param own see `Way`
 * @returns undefined where it leads to no management cluster
 * @throws UserError where its kubeconfig starts a program of the repository, or leads elsewhere than the operator allows
 */
export function wayOf(
  fleet: Fleet,
  directory: string,
  groups: readonly string[],
  own: Tree,
): Way | undefined {
  const entry = memoryEntry("site", "new", { groups, ...own }, fleet.file, directory);
  const folder = dirname(resolve(directory, fleet.file));
  const site = new FleetLayers(fleetWith(fleet, noAdditions, [entry], folder), directory).site("new");
  if (!site) return undefined;
  const raw = rawSite(site, undefined);
  const { connection } = layeredStack(raw, directory).raw;
  const address = addressIn(connection);
  if (!address) return undefined;
  const [foreign] = foreignConnections(raw, directory).filter(({ path }) =>
    path.includes(".managementCluster."),
  );
  if (foreign) throw new UserError(`${foreign.path}: ${foreign.found ?? ""}; expected: ${foreign.expected}`);
  refuseLoginProgram(address, raw, directory);
  const vcenter = isTree(connection) && isTree(connection.vcenter) ? connection.vcenter.server : undefined;
  return { groups, own, address, vcenter: typeof vcenter === "string" ? vcenter : undefined };
}

function ownKeys({ connectionFile, connection }: Tree): Tree {
  const managementCluster = isTree(connection) ? connection.managementCluster : undefined;
  return {
    ...(connectionFile !== undefined && { connectionFile }),
    ...(managementCluster !== undefined && { connection: { managementCluster } }),
  };
}

function moved(own: Tree, from: string, to: string): Tree {
  const { connectionFile, connection } = own;
  return {
    ...(typeof connectionFile === "string" && { connectionFile: rebaseFile(connectionFile, from, to) }),
    ...(connection !== undefined && { connection: rebaseFiles("connection", connection, from, to) }),
  };
}
