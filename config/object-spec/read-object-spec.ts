/**
 * Reads Kubernetes objects of a cluster, as `tanzu cluster create --dry-run` prints them or the vendor page shows them,
 * and makes the page's three edits: one replica, no workers, no taint.
 */
import { loadAll } from "js-yaml";
import { Origins } from "../flat-file/origins.js";
import type { FlatSections } from "../flat-file/sections.js";
import { isTree, type Tree } from "../tree.js";
import { readCluster } from "./cluster.js";
import { readCredentials } from "./credentials.js";
import type { Reading } from "./reading.js";

/** Kinds that a site's own keys, or the TKr, make again; and what to say about them. */
const otherKinds: Readonly<Record<string, string>> = {
  VSphereCPIConfig: "is left out: this program writes its own, with the API's address excluded",
  VSphereCSIConfig: "is left out: the TKr's own configuration is used",
  AntreaConfig: "is left out: the TKr's own configuration is used",
  CalicoConfig: "is left out: this program writes its own where site.cni is calico",
};

/** Whether a text is objects of Kubernetes rather than a flat file. */
export function isObjectSpec(text: string): boolean {
  return /^(apiVersion|kind):/m.test(text);
}

export function readObjectSpec(text: string, file: string): FlatSections {
  const reading: Reading = { connection: {}, site: {}, notes: [], problems: [], file };
  const documents = parse(text, reading);
  const ofKind = (kind: string) => documents.filter((document) => document.kind === kind);
  const clusters = ofKind("Cluster");
  const [cluster] = clusters;
  if (clusters.length !== 1 || !cluster) {
    reading.problems.push({
      path: file,
      found: `${clusters.length} objects of kind Cluster`,
      expected: "exactly one: a stack makes one site",
    });
  } else {
    reportVariables(cluster, "Cluster", reading);
    readCluster(cluster, reading);
  }
  const vcenterPassword = readCredentials(ofKind("Secret"), reading);
  for (const bootstrap of ofKind("ClusterBootstrap")) readBootstrap(bootstrap, reading);
  for (const { kind } of documents) {
    const said = typeof kind === "string" ? otherKinds[kind] : undefined;
    if (said !== undefined) reading.notes.push(`${file}: ${String(kind)} ${said}`);
    else if (typeof kind !== "string" || !["Cluster", "Secret", "ClusterBootstrap"].includes(kind)) {
      reading.notes.push(`${file}: an object of kind ${String(kind)} is left out: it is not part of a site`);
    }
  }
  const { connection, site, notes, problems } = reading;
  return {
    connection,
    site,
    ...(vcenterPassword !== undefined && { vcenterPassword }),
    withoutCpiConfig: ofKind("VSphereCPIConfig").length === 0,
    notes,
    problems,
    origins: new Origins(),
  };
}

function parse(text: string, { problems, notes, file }: Reading): Tree[] {
  // The page's example is the body of a here-document and ends with its mark.
  const body = text.replace(/\n\s*EOF\s*$/, "\n");
  if (body !== text)
    notes.push(`${file}: the EOF at the end is left out: it ends a here-document of a shell`);
  try {
    return loadAll(body).filter(isTree);
  } catch (error) {
    // The first line alone: the others quote the file, and with it perhaps a password.
    const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "unreadable";
    problems.push({ path: file, found: reason, expected: "YAML documents" });
    return [];
  }
}

/** `${NAME}` that no shell has filled in. */
function reportVariables(value: unknown, path: string, reading: Reading): void {
  if (typeof value === "string") {
    const name = /\$\{[A-Z][A-Z0-9_]*\}/.exec(value)?.[0];
    if (name !== undefined) {
      const expected = "the value itself: environment variables are never read (envsubst fills them in)";
      reading.problems.push({ path: `${reading.file}: ${path}`, found: name, expected });
    }
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) reportVariables(item, `${path}[${index}]`, reading);
  } else if (isTree(value)) {
    for (const [key, item] of Object.entries(value)) reportVariables(item, `${path}.${key}`, reading);
  }
}

/** Which CNI the bootstrap asks for; its other packages are the TKr's. */
function readBootstrap({ spec }: Tree, { site, notes, file }: Reading): void {
  const cni = isTree(spec) && isTree(spec.cni) ? spec.cni.refName : undefined;
  if (typeof cni !== "string") return;
  const name = /^(antrea|calico)/.exec(cni)?.[1];
  if (name === undefined) {
    notes.push(
      `${file}: ClusterBootstrap asks for the CNI ${cni}, which is left out: there are antrea and calico`,
    );
  } else {
    site.cni = name;
    notes.push(`${file}: ClusterBootstrap is left out but for its CNI, which is site.cni: ${name}`);
  }
}
