/**
 * Reads Kubernetes objects of a cluster, as `tanzu cluster create --dry-run` and `kubectl get` print them or the vendor
 * page shows them, and makes the three edits of the vendor page: one replica, no workers, no taint.
 */
import type { FlatSections } from "../flat-file/sections.js";
import type { Problem } from "../problem.js";
import { readBootstrap } from "./bootstrap.js";
import { readCluster } from "./cluster.js";
import { readCredentials } from "./credentials.js";
import type { ObjectReader } from "./object-reader.js";
import { readObjects } from "./objects.js";
import { Reading, type ReadingOptions } from "./reading.js";
import { reportServerSide, takeServerSide } from "./server-side.js";

export { isObjectSpec } from "./objects.js";

/** Kinds that a site's own keys, or the TKr, recreate; and why they are left out. */
const otherKinds: Readonly<Record<string, string>> = {
  VSphereCPIConfig: "this program writes its own, with the API's address excluded",
  VSphereCSIConfig: "the TKr's own configuration is used",
  AntreaConfig: "the TKr's own configuration is used",
  KappControllerConfig: "the TKr's own configuration is used",
  CalicoConfig: "this program writes its own where site.cni is calico",
  InClusterIPPool: "the Cluster names its pool, which the site uses as it is (docs/address-pool.md)",
  MachineHealthCheck: "Cluster API never replaces the only node of a control plane by itself",
};

/** Kinds that are read beside the Cluster, with the one version whose fields are known. */
const readKinds: Readonly<Record<string, string>> = {
  Secret: "v1",
  ClusterBootstrap: "run.tanzu.vmware.com/v1alpha3",
};

export function readObjectSpec(text: string, file: string, options: ReadingOptions = {}): FlatSections {
  const reading = new Reading(file, options);
  return sectionsOf(readObjects(text, reading), reading);
}

/** @param objects the Cluster and what belongs to it; others are reported and left out */
export function sectionsOf(objects: readonly ObjectReader[], reading: Reading): FlatSections {
  const serverSide = new Set<string>();
  for (const object of objects) takeServerSide(object, serverSide);
  const cluster = chosenCluster(objects, reading);
  let vcenterPassword: string | undefined;
  if (cluster) {
    readCluster(cluster, reading, serverSide);
    const isOfCluster = (object: ObjectReader) =>
      object.name === cluster.name && object.namespace === cluster.namespace;
    for (const object of objects.filter((one) => one !== cluster)) {
      if (isOfCluster(object) && object.kind === "Secret") vcenterPassword = readCredentials(object, reading);
      if (isOfCluster(object) && object.kind === "ClusterBootstrap") readBootstrap(object, reading);
      reportRest(object, isOfCluster(object), reading);
    }
    reading.leaveOut("a part of the Cluster", cluster.rest(), "a stack has no key for it");
  }
  reportServerSide(serverSide, reading);
  const { connection, site, notes, origins } = reading;
  const problems = onePerPlace(reading.problems);
  const isReported = problems.some(({ path }) => /\b(stringData|data)\b/.test(path));
  return {
    connection,
    site,
    ...(vcenterPassword !== undefined && !isReported && { vcenterPassword }),
    passwordRequired: site.identityRef === undefined && !isReported,
    withoutCpiConfig: !objects.some(({ kind }) => kind === "VSphereCPIConfig"),
    notes,
    problems,
    origins,
  };
}

/** A value that YAML reads differently than it appears is often of the wrong kind too; the first problem has the reason. */
function onePerPlace(problems: readonly Problem[]): Problem[] {
  const places = new Set<string>();
  return problems.filter(({ path }) => {
    const place = /^\S+:\d+:\d+(?= )/.exec(path)?.[0];
    if (place === undefined) return true;
    const isNew = !places.has(place);
    places.add(place);
    return isNew;
  });
}

/** The one Cluster, or the one of several that the user names. */
function chosenCluster(objects: readonly ObjectReader[], reading: Reading): ObjectReader | undefined {
  const { file, options, problems } = reading;
  const clusters = objects.filter(({ kind }) => kind === "Cluster");
  const names = clusters.map(({ name, namespace }) => `${String(namespace)}/${String(name)}`);
  const matching = clusters.filter(
    ({ name, namespace }) =>
      options.name === undefined ||
      options.name === name ||
      options.name === `${String(namespace)}/${String(name)}`,
  );
  const [cluster, second] = matching;
  if (cluster && !second) return cluster;
  // What cannot be read may be the Cluster: nothing is missed then.
  if (clusters.length === 0 && problems.length > 0) return undefined;
  const found = `${clusters.length} objects of kind Cluster${names.length > 0 ? `: ${names.join(", ")}` : ""}`;
  const expected =
    clusters.length === 0
      ? "exactly one: a stack makes one site"
      : "exactly one: a stack makes one site; --name NAME (or NAMESPACE/NAME) takes one of several";
  problems.push({ path: file, found, expected });
  return undefined;
}

/** What of an object beside the Cluster was not read. Of a Secret no value is ever shown. */
function reportRest(object: ObjectReader, isOfCluster: boolean, reading: Reading): void {
  const { kind, name, namespace } = object;
  const subject = `${String(kind)} ${String(namespace)}/${String(name)}`;
  const isRead = isOfCluster && typeof kind === "string" && Object.hasOwn(readKinds, kind);
  object.take("kind");
  for (const field of ["name", "namespace"]) object.take("metadata", field);
  if (isRead) {
    const version = readKinds[kind];
    const own = object.take("apiVersion");
    if (own !== version) reading.refuse(object.where("apiVersion"), `"${String(version)}"`, own);
  }
  if (kind === "Secret" && !isOfCluster) {
    const keys = ["stringData", "data"].flatMap((part) =>
      object.entries(part).map(([key]) => `${part}.${key}`),
    );
    const reason = "the credentials are in the Secret that has the Cluster's name and namespace";
    reading.note(`${subject} is left out: ${reason} (${keys.join(", ")})`);
    return;
  }
  if (!isOfCluster && ["Cluster", "ClusterBootstrap"].includes(String(kind))) {
    reading.note(`${subject} is left out: it is another cluster's`);
    return;
  }
  const known = typeof kind === "string" && Object.hasOwn(otherKinds, kind) ? otherKinds[kind] : undefined;
  const rest = object.rest();
  const reason = isRead ? "a stack has no key for it" : (known ?? "it is not part of a site");
  if (rest.length > 0) reading.leaveOut(subject, rest, reason);
  else if (!isRead) reading.note(`${subject} is left out: ${reason}`);
}
