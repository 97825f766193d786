/** A Cluster object as a site. */
import { defaultApiServerPort } from "../class-variables.js";
import { tkrVersionOf } from "../flat-file/tkr-of.js";
import { secondsOfGoDuration } from "../go-duration.js";
import { ownerOfKey } from "../object-metadata.js";
import { isOlder } from "../release-order.js";
import { knownTinyTkrs, releaseOf } from "../tkg-releases.js";
import { isTinyTkrVersion, kubernetesVersion, tkrLabel, versionOfTkr } from "../tkr-version.js";
import type { ObjectReader } from "./object-reader.js";
import { readImageSelector } from "./os-image.js";
import { ownInputs } from "./own-inputs.js";
import type { Reading } from "./reading.js";
import { takeTopologyOwned } from "./server-side.js";
import { readVariables } from "./variables.js";

/** @param serverSide names of fields that nobody wrote, to which those found here are added */
export function readCluster(cluster: ObjectReader, reading: Reading, serverSide: Set<string>): void {
  const own = ownInputs(cluster, reading);
  const label = cluster.peek("metadata", "labels", tkrLabel);
  const labelled = typeof label === "string" ? versionOfTkr(label) : undefined;
  expectVersion(cluster, reading);
  takeTopologyOwned(cluster, serverSide);
  for (const key of ["name", "namespace"]) {
    reading.set(`site.${key}`, cluster.take("metadata", key), cluster.where("metadata", key));
  }
  readLabels(cluster, reading, serverSide);
  readAnnotations(cluster, reading, serverSide);
  readNetwork(cluster.at("spec", "clusterNetwork"), reading);
  const topology = cluster.at("spec", "topology");
  reading.set("site.className", topology.take("class"), topology.where("class"));
  readVersion(topology, reading, [own?.tkrVersion, labelled]);
  readControlPlane(topology.at("controlPlane"), reading);
  editWorkers(topology.at("workers"), reading);
  readVariables(topology, reading, own, serverSide);
  if (own?.generation !== undefined) reading.setAt(["site", "rebuild", "generation"], own.generation);
  if (own?.excludeEndpoint === false) reading.setAt(["site", "cpi", "excludeEndpoint"], false);
  reading.leaveOut(
    "spec.paused",
    cluster.at("spec", "paused").rest(),
    "a cluster is paused by hand, not by its stack",
  );
  cluster.take("spec", "paused");
}

function expectVersion(cluster: ObjectReader, reading: Reading): void {
  cluster.take("kind");
  const version = cluster.take("apiVersion");
  if (version === "cluster.x-k8s.io/v1beta1") return;
  reading.refuse(
    cluster.where("apiVersion"),
    '"cluster.x-k8s.io/v1beta1": other versions have other fields',
    version,
  );
}

const clusterNameLabel = "tkg.tanzu.vmware.com/cluster-name";

function readLabels(cluster: ObjectReader, reading: Reading, serverSide: Set<string>): void {
  for (const [key, value] of cluster.entries("metadata", "labels")) {
    const where = cluster.where("metadata", "labels", key);
    if (key === clusterNameLabel && value !== cluster.name) {
      reading.refuse(where, "the name of the Cluster, which TKG compares", value);
    }
    if (ownerOfKey(key) === undefined) reading.setAt(["site", "labels", key], value);
    else if (key !== clusterNameLabel) serverSide.add(`label ${key} ${JSON.stringify(value)}`);
    cluster.take("metadata", "labels", key);
  }
}

const endpointAnnotation = "tkg.tanzu.vmware.com/cluster-controlplane-endpoint";
const resolveAnnotation = "run.tanzu.vmware.com/resolve-tkr";

function readAnnotations(cluster: ObjectReader, reading: Reading, serverSide: Set<string>): void {
  for (const [key] of cluster.entries("metadata", "annotations")) {
    const path = ["metadata", "annotations", key] as const;
    if (cluster.at(...path).rest().length === 0) continue;
    const value = cluster.take(...path);
    const where = cluster.where(...path);
    if (key === endpointAnnotation) {
      reading.set("site.controlPlaneEndpoint", value, where);
    } else if (key === resolveAnnotation) {
      if (value !== "tkr.tanzu.vmware.com/tiny" && value !== "") {
        const expected =
          '"tkr.tanzu.vmware.com/tiny" for a tiny TKr, or nothing: this program writes no other selector';
        reading.refuse(where, expected, value);
      }
      reading.note(`annotation ${key} ${JSON.stringify(value)} is left out: it follows from the TKr`);
    } else if (ownerOfKey(key) === undefined) reading.setAt(["site", "annotations", key], value);
    else serverSide.add(`annotation ${key} ${JSON.stringify(value)}`);
  }
}

function readNetwork(network: ObjectReader, reading: Reading): void {
  const kinds = [
    ["podCidrs", "pods"],
    ["serviceCidrs", "services"],
  ] as const;
  for (const [key, field] of kinds) {
    reading.set(`site.network.${key}`, network.take(field, "cidrBlocks"), network.where(field, "cidrBlocks"));
  }
  const domain = network.take("serviceDomain");
  if (domain === "cluster.local")
    reading.note("spec.clusterNetwork.serviceDomain is cluster.local, as it always is");
  else if (domain !== undefined) {
    const expected = '"cluster.local" or nothing: a site has no other service domain';
    reading.refuse(network.where("serviceDomain"), expected, domain);
  }
  const port = network.take("apiServerPort");
  if (port === defaultApiServerPort)
    reading.note(`spec.clusterNetwork.apiServerPort is ${port}, as it is without the variable apiServerPort`);
  else if (port !== undefined) {
    reading.refuse(network.where("apiServerPort"), "nothing: the variable apiServerPort sets the port", port);
  }
}

/** @param named the TKrs that the cluster's own annotation, and the label that TKG writes, name */
function readVersion(topology: ObjectReader, reading: Reading, named: readonly (string | undefined)[]): void {
  const version = topology.take("version");
  if (version === undefined) return;
  const known = typeof version === "string" ? tkrVersionOf(version) : undefined;
  const fits = (tkr: string): boolean => tkr === version || kubernetesVersion(tkr) === version;
  const tkrVersion = named.find((tkr) => tkr !== undefined && fits(tkr)) ?? known;
  if (tkrVersion === undefined) {
    reading.refuse(
      topology.where("version"),
      "a TKr version (ending in -tkg.N), or the Kubernetes version of a known tiny TKr: " +
        knownTinyTkrs.map((tkr) => kubernetesVersion(tkr.tkrVersion)).join(", "),
      version,
    );
    return;
  }
  reading.set("site.tkrVersion", tkrVersion, topology.where("version"));
  reading.setAt(["site", "kind"], isTinyTkrVersion(tkrVersion) ? "minimal" : "standard");
}

function readControlPlane(controlPlane: ObjectReader, reading: Reading): void {
  readImageSelector(controlPlane, reading);
  for (const part of ["labels", "annotations"] as const) {
    for (const [key] of controlPlane.entries("metadata", part)) {
      if (controlPlane.at("metadata", part, key).rest().length === 0) continue;
      const value = controlPlane.take("metadata", part, key);
      reading.setAt(["site", "controlPlaneMetadata", part, key], value);
    }
  }
  // The first edit of the vendor page.
  const replicas = controlPlane.take("replicas");
  const was =
    replicas === 1 ? "as it is" : `was ${replicas === undefined ? "not set" : JSON.stringify(replicas)}`;
  if (replicas !== 1 || !reading.options.isRunning)
    reading.note(`edit 1 of 3: topology.controlPlane.replicas is 1 (${was})`);
  const timeouts = [
    ["nodeDrainTimeout", "drainSeconds"],
    ["nodeVolumeDetachTimeout", "volumeDetachSeconds"],
    ["nodeDeletionTimeout", "deletionSeconds"],
  ] as const;
  for (const [field, key] of timeouts) {
    const value = controlPlane.take(field);
    if (value === undefined) continue;
    const seconds = typeof value === "string" ? secondsOfGoDuration(value) : undefined;
    const where = controlPlane.where(field);
    if (seconds === undefined)
      reading.refuse(where, 'a duration in whole seconds, such as "5m" or "1h30m0s"', value);
    else if (key !== "drainSeconds" && isBeforeRemovalTimeouts(reading)) {
      reading.note(
        `${field} ${JSON.stringify(value)} is left out: Cluster API of TKG 2.1 and 2.2 has no such field`,
      );
    } else reading.set(`site.nodeTimeouts.${key}`, seconds, where);
  }
  reading.leaveOut(
    "topology.controlPlane.machineHealthCheck",
    controlPlane.at("machineHealthCheck").rest(),
    "Cluster API never replaces the only node of a control plane by itself",
  );
  controlPlane.take("machineHealthCheck");
}

/** Whether the site's release has a Cluster API that is older than these fields. */
function isBeforeRemovalTimeouts({ site }: Reading): boolean {
  const release = typeof site.tkrVersion === "string" ? releaseOf(site.tkrVersion) : undefined;
  return release !== undefined && isOlder(release.tkg, "2.3.0");
}

/** The second edit of the vendor page. */
function editWorkers(workers: ObjectReader, reading: Reading): void {
  const count = workers.items("machineDeployments").length;
  const was = workers.peek() === undefined ? "there was none" : `it had ${count} machine deployments`;
  if (count > 0 || !reading.options.isRunning)
    reading.note(`edit 2 of 3: topology.workers is left out (${was})`);
  reading.leaveOut("topology.workers", workers.rest(), "a single-node cluster has no workers");
  workers.take();
}
