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
 * Whether a file is read here as kubectl reads it: what it makes of a key that stands twice, of a second document or of a large file
 * is not known. A file that does not exist is.
 */
export function isPlainKubeconfig(file: string): boolean {
  const read = readKubeconfig(file);
  return read === "absent" || (read !== undefined && read.isPlain && read.tree !== undefined);
}

/**
 * The program that kubectl starts to log in with a context.
 * @returns undefined where it starts none
 */
export function loginProgram(file: string, context: string): string | undefined {
  const { exec, "auth-provider": provider } = userOf(file, context);
  if (isTree(exec)) return typeof exec.command === "string" ? exec.command : "exec";
  const config = isTree(provider) && isTree(provider.config) ? provider.config : {};
  const program = config["cmd-path"];
  return typeof program === "string" ? program : undefined;
}

/** The file whose token kubectl sends to the server of a context, absolute; undefined where there is none. */
export function tokenFileOf(file: string, context: string): string | undefined {
  const token = userOf(file, context).tokenFile;
  return typeof token === "string" && token !== "" ? resolve(dirname(file), token) : undefined;
}

/** Address of the API server that a context leads to. */
export function serverOf(file: string, context: string): string | undefined {
  const server = entriesOf(file, context)?.cluster.server;
  return typeof server === "string" ? server : undefined;
}

function entriesOf(file: string, name: string) {
  const tree = readTree(file);
  const context = entryOf(tree, "context", name);
  const cluster = entryOf(tree, "cluster", context?.cluster);
  if (!context || !cluster) return undefined;
  return { context, cluster, user: entryOf(tree, "user", context.user) ?? {} };
}

/** Also where the cluster of the context is missing. */
function userOf(file: string, context: string): Tree {
  const tree = readTree(file);
  return entryOf(tree, "user", entryOf(tree, "context", context)?.user) ?? {};
}

function entryOf(
  tree: Tree | undefined,
  kind: "context" | "cluster" | "user",
  name: unknown,
): Tree | undefined {
  const found = list(tree?.[`${kind}s`]).find((one) => one.name === name)?.[kind];
  return isTree(found) ? found : undefined;
}

function readTree(file: string): Tree | undefined {
  const read = readKubeconfig(file);
  // kubectl reports what is wrong with it.
  return read === undefined || read === "absent" ? undefined : read.tree;
}

interface ReadKubeconfig {
  readonly text: string;
  /** Of the first document. */
  readonly tree: Tree | undefined;
  /** Whether it is one document without a fault. */
  readonly isPlain: boolean;
}

/** By their files: all sites of a management cluster have one. */
const parsed = new Map<string, ReadKubeconfig>();

/** @returns undefined for a file that is no text */
function readKubeconfig(file: string): ReadKubeconfig | "absent" | undefined {
  const read = readTextFile(file);
  if (!("text" in read)) return read.unreadable.absent ? "absent" : undefined;
  const { text } = read;
  const known = parsed.get(file);
  if (known?.text === text) return known;
  const { documents, faults } = readYaml(text);
  const value = documents[0]?.value;
  const tree = isTree(value) ? value : undefined;
  const now = { text, tree, isPlain: faults.length === 0 && documents.length === 1 };
  parsed.set(file, now);
  return now;
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
