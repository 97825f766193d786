/** Kubeconfig files, as far as kubectl reads them otherwise than other clients do. */
import { dirname, isAbsolute, resolve } from "node:path";
import { readTextFile } from "../config/reading/text-file.js";
import { readYaml } from "../config/reading/yaml-tree.js";
import { isTree, type Tree } from "../config/tree.js";

/** Fields that name files; kubectl takes relative ones from the kubeconfig's directory. */
const clusterFiles = ["certificate-authority"];
const userFiles = ["client-certificate", "client-key", "tokenFile"];

/**
 * The part of a kubeconfig that belongs to a context, for a client that knows only its text and not its place.
 * @param file absolute, or relative to the working directory
 * @returns JSON with absolute paths, which may hold keys; undefined where the file refers to nothing next to it
 */
export function portableKubeconfig(file: string, context: string): string | undefined {
  const entries = entriesOf(file, context);
  if (!entries) return undefined;
  const base = resolve(dirname(file));
  const cluster = withAbsolute(entries.cluster, clusterFiles, base);
  const user = withAbsoluteCommand(withAbsolute(entries.user, userFiles, base), base);
  if (cluster === entries.cluster && user === entries.user) return undefined;
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": context,
    contexts: [{ name: context, context: { ...entries.context, cluster: "cluster", user: "user" } }],
    clusters: [{ name: "cluster", cluster }],
    users: [{ name: "user", user }],
  });
}

/** Names of the contexts in a kubeconfig; none where it cannot be read. */
export function contextsOf(file: string): readonly string[] {
  return list(readTree(file)?.contexts).flatMap(({ name }) => (typeof name === "string" ? [name] : []));
}

/**
 * The program that kubectl starts to log in with a context.
 * @returns undefined where it starts none
 */
export function loginProgram(file: string, context: string): string | undefined {
  const { exec, "auth-provider": provider } = entriesOf(file, context)?.user ?? {};
  if (isTree(exec)) return typeof exec.command === "string" ? exec.command : "exec";
  const config = isTree(provider) && isTree(provider.config) ? provider.config : {};
  const program = config["cmd-path"];
  return typeof program === "string" ? program : undefined;
}

/** Address of the API server that a context leads to. */
export function serverOf(file: string, context: string): string | undefined {
  const server = entriesOf(file, context)?.cluster.server;
  return typeof server === "string" ? server : undefined;
}

function entriesOf(file: string, name: string) {
  const tree = readTree(file);
  const entry = (kind: string, plural: string, which: unknown): Tree | undefined => {
    const found = list(tree?.[plural]).find((one) => one.name === which)?.[kind];
    return isTree(found) ? found : undefined;
  };
  const context = entry("context", "contexts", name);
  const cluster = entry("cluster", "clusters", context?.cluster);
  if (!context || !cluster) return undefined;
  return { context, cluster, user: entry("user", "users", context.user) ?? {} };
}

function readTree(file: string): Tree | undefined {
  const read = readTextFile(file);
  // kubectl reports what is wrong with it.
  if (!("text" in read)) return undefined;
  const tree = readYaml(read.text).documents[0]?.value;
  return isTree(tree) ? tree : undefined;
}

const list = (value: unknown): readonly Tree[] => (Array.isArray(value) ? value.filter(isTree) : []);

/** @returns the entry itself where nothing is relative */
function withAbsolute(entry: Tree, fields: readonly string[], base: string): Tree {
  const relative = fields.flatMap((field) => {
    const file = entry[field];
    return typeof file === "string" && file !== "" && !isAbsolute(file)
      ? [[field, resolve(base, file)] as const]
      : [];
  });
  return relative.length === 0 ? entry : { ...entry, ...Object.fromEntries(relative) };
}

/** A command without a slash is looked up on the PATH. */
function withAbsoluteCommand(user: Tree, base: string): Tree {
  const { exec } = user;
  if (!isTree(exec) || typeof exec.command !== "string" || !exec.command.includes("/")) return user;
  const command = withAbsolute(exec, ["command"], base);
  return command === exec ? user : { ...user, exec: command };
}
