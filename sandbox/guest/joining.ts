// What a control plane node that joins finds out from the cluster it joins, as kubeadm join would.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { KubeClient } from "../stand-ins/runtime/kube-client.js";
import type { KubeObject } from "../stand-ins/runtime/objects.js";
import { configMaps, resource } from "../stand-ins/runtime/resources.js";
import { etcdUrls } from "./arguments.js";
import { addMember } from "./etcd-client.js";
import { etcdUrlAnnotation } from "./node-objects.js";
import type { Place } from "./pki-files.js";
import { clusterFacts, type Bootstrap, type NodeBootstrap } from "./user-data.js";

const nodes = resource("v1", "Node", "nodes", "Cluster");
const pods = resource<Pod>("v1", "Pod", "pods");

interface Pod extends KubeObject {
  readonly spec?: { readonly nodeName?: string };
}

/** A node's complete bootstrap data, and the etcd members it starts among. */
export interface Joined {
  readonly bootstrap: Bootstrap;
  /** As etcd's --initial-cluster wants it; undefined when its disk holds a member already. */
  readonly members: string | undefined;
}

/**
 * Reads kubeadm-config and makes the node's etcd a member. What was read is kept on the disk, so that a node can be
 * switched off and on when it is the only one.
 * @throws Error when the signal fires before the cluster answers.
 */
export async function joinCluster(
  place: Place,
  node: NodeBootstrap,
  client: KubeClient,
  signal: AbortSignal,
): Promise<Joined> {
  const kept = join(place.disk, "cluster-configuration.yaml");
  if (existsSync(kept)) {
    return { bootstrap: { ...node, ...clusterFacts(readFileSync(kept, "utf8")) }, members: undefined };
  }
  const configuration = await retry(signal, async () => {
    const found = await client.get(configMaps, { namespace: "kube-system", name: "kubeadm-config" });
    return found?.data?.ClusterConfiguration;
  });
  const other = await retry(signal, async () => {
    const { items } = await client.list(pods, { namespace: "kube-system", labelSelector: "component=etcd" });
    // No controller here collects the pods of a node that an earlier roll removed.
    const present = new Set((await client.list(nodes, {})).items.map(({ metadata }) => metadata.name));
    return items
      .filter(({ spec }) => present.has(spec?.nodeName ?? ""))
      .map(({ metadata }) => metadata.annotations?.[etcdUrlAnnotation])
      .find((url) => url !== undefined);
  });
  const bootstrap = { ...node, ...clusterFacts(configuration) };
  const members = await addMember(node, other, etcdUrls(place, node).peer);
  mkdirSync(place.disk, { recursive: true, mode: 0o700 });
  writeFileSync(kept, configuration, { mode: 0o600 });
  return { bootstrap, members };
}

async function retry<T>(signal: AbortSignal, attempt: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    try {
      const found = await attempt();
      if (found !== undefined) return found;
    } catch {
      // The API server may be moving between two nodes.
    }
    await sleep(500, undefined, { signal });
  }
}
