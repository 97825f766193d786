/** Puts the entries of one kubeconfig into the text of another, whose comments and other entries stay. */
import { Document, isMap, isSeq, type YAMLMap } from "yaml";
import { UserError } from "../../config/problem.js";
import { parseYaml } from "../../config/reading/yaml-documents.js";
import { readYaml } from "../../config/reading/yaml-tree.js";
import { isTree, type Tree } from "../../config/tree.js";

/** One cluster, and how one user reaches it. */
export interface ClusterAccess {
  /** Names of the entries. */
  readonly cluster: string;
  readonly user: string;
  readonly context: string;
  readonly clusterEntry: Tree;
  readonly userEntry: Tree;
}

const kinds = [
  ["cluster", "clusters"],
  ["user", "users"],
  ["context", "contexts"],
] as const;

/**
 * @param text of a kubeconfig with one cluster
 * @returns undefined where it is none
 */
export function readClusterAccess(text: string): ClusterAccess | undefined {
  const tree = readYaml(text).documents[0]?.value;
  if (!isTree(tree)) return undefined;
  const only = (plural: string): Tree | undefined => {
    const entries: unknown = tree[plural];
    const [one, ...more] = Array.isArray(entries) ? (entries as unknown[]) : [];
    return isTree(one) && typeof one.name === "string" && more.length === 0 ? one : undefined;
  };
  const [cluster, user, context] = [only("clusters"), only("users"), only("contexts")];
  if (!isTree(cluster?.cluster) || !isTree(user?.user) || !context) return undefined;
  return {
    ...{ cluster: String(cluster.name), user: String(user.name), context: String(context.name) },
    ...{ clusterEntry: cluster.cluster, userEntry: user.user },
  };
}

/** The same cluster under another name, and its user and context as kubeadm would name them. */
export const renamed = (access: ClusterAccess, name: string): ClusterAccess => ({
  ...access,
  ...{ cluster: name, user: `${name}-admin`, context: `${name}-admin@${name}` },
});

/**
 * Entries of the same names are replaced, if they are of a cluster with the same address; `current-context` is set only
 * where there is none.
 * @param text of the kubeconfig; empty for a new one
 * @param file for messages
 * @throws UserError where the text is no kubeconfig, or has entries of these names for another cluster
 */
export function mergedKubeconfig(text: string, file: string, access: ClusterAccess): string {
  const document = parsed(text, file);
  refuseOthers(document, file, access);
  const { cluster, user, context } = access;
  const entries = { cluster: access.clusterEntry, user: access.userEntry, context: { cluster, user } };
  for (const [kind, plural] of kinds) {
    const node = document.createNode({ name: access[kind], [kind]: entries[kind] });
    const at = indexOf(document, plural, access[kind]);
    if (at !== undefined) document.setIn([plural, at], node);
    else if (isSeq(document.get(plural))) document.addIn([plural], node);
    else document.set(plural, [node]);
  }
  const current = document.get("current-context");
  if (current === undefined || current === null || current === "") document.set("current-context", context);
  // A list that was empty is written as `[]`, and so would its entries be.
  for (const [, plural] of kinds) {
    const list = document.get(plural);
    if (isSeq(list) && list.items.length === 1) list.flow = false;
  }
  return document.toString({ lineWidth: 0 });
}

function parsed(text: string, file: string): Document {
  const [fault] = readYaml(text).faults;
  if (fault) throw new UserError(`${file}, line ${fault.position.line}: expected ${fault.expected}`);
  const [document, second] = parseYaml(text).documents.filter(({ contents }) => contents !== null);
  if (!document) return new Document({ apiVersion: "v1", kind: "Config" });
  if (second || !isMap(document.contents)) {
    throw new UserError(`${file}: this is no kubeconfig: expected one YAML document, a mapping`);
  }
  const wrong = kinds.filter(([, plural]) => {
    const list = document.get(plural);
    return list !== undefined && list !== null && !isSeq(list);
  });
  if (wrong.length > 0) {
    const names = wrong.map(([, plural]) => plural).join(", ");
    throw new UserError(`${file}: this is no kubeconfig: expected lists: ${names}`);
  }
  return document;
}

/** @throws UserError naming each entry that would be lost */
function refuseOthers(document: Document, file: string, access: ClusterAccess): void {
  const existing = entryOf(document, "clusters", access.cluster)?.getIn(["cluster", "server"]);
  const server = access.clusterEntry.server;
  if (existing === server) return;
  const taken = kinds.filter(([kind, plural]) => entryOf(document, plural, access[kind]) !== undefined);
  if (taken.length === 0) return;
  const names = taken.map(([kind]) => `${kind} ${access[kind]}`).join(", ");
  const of = typeof existing === "string" ? `of a cluster at ${existing}` : "of something else";
  throw new UserError(
    `${file}: it has ${names} already, ${of}, and this cluster is at ${String(server)}. Nothing was written. ` +
      "--name NAME merges the cluster under another name",
  );
}

function indexOf(document: Document, plural: string, name: string): number | undefined {
  const list = document.get(plural);
  if (!isSeq(list)) return undefined;
  const at = list.items.findIndex((item) => isMap(item) && item.get("name") === name);
  return at === -1 ? undefined : at;
}

function entryOf(document: Document, plural: string, name: string): YAMLMap | undefined {
  const at = indexOf(document, plural, name);
  const entry = at === undefined ? undefined : document.getIn([plural, at]);
  return isMap(entry) ? entry : undefined;
}
