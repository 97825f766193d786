/** A Cluster object as a site. */
import { tkrVersionOf } from "../flat-file/tkr-of.js";
import { tkgReleases } from "../tkg-releases.js";
import { isTinyTkrVersion, kubernetesVersion } from "../tkr-version.js";
import type { Tree } from "../tree.js";
import type { Reading } from "./reading.js";
import { present, put, tree } from "./trees.js";
import { readVariables } from "./variables.js";

export function readCluster(cluster: Tree, reading: Reading): void {
  const metadata = tree(cluster.metadata);
  const spec = tree(cluster.spec);
  const topology = tree(spec.topology);
  const { site } = reading;
  put(site, "name", metadata.name);
  put(site, "namespace", metadata.namespace);
  const network = tree(spec.clusterNetwork);
  site.network = {
    ...present("podCidrs", tree(network.pods).cidrBlocks),
    ...present("serviceCidrs", tree(network.services).cidrBlocks),
  };
  put(site, "className", topology.class);
  readVersion(topology, reading);
  readImage(tree(topology.controlPlane), reading);
  editReplicas(tree(topology.controlPlane).replicas, reading);
  editWorkers(topology.workers, reading);
  readVariables(Array.isArray(topology.variables) ? topology.variables : [], reading);
}

function readVersion({ version }: Tree, { site, problems, file }: Reading): void {
  if (typeof version !== "string") return;
  const tkrVersion = tkrVersionOf(version);
  if (tkrVersion === undefined) {
    problems.push({
      path: `${file}: Cluster spec.topology.version`,
      found: `"${version}"`,
      expected:
        "a TKr version (ending in -tkg.N), or the Kubernetes version of a known tiny TKr: " +
        tkgReleases.map((release) => kubernetesVersion(release.tkrVersion)).join(", "),
    });
    return;
  }
  site.tkrVersion = tkrVersion;
  site.kind = isTinyTkrVersion(tkrVersion) ? "minimal" : "standard";
}

const imageAnnotation = "run.tanzu.vmware.com/resolve-os-image";

function readImage(controlPlane: Tree, { site }: Reading): void {
  const selector = tree(tree(controlPlane.metadata).annotations)[imageAnnotation];
  const os = typeof selector === "string" ? /(^|,)\s*os-name=([^,\s]+)/.exec(selector)?.[2] : undefined;
  put(site, "os", os);
}

/** The page's first edit. */
function editReplicas(replicas: unknown, { notes, file }: Reading): void {
  const was = replicas === 1 ? "as it is" : `was ${typeof replicas === "number" ? replicas : "not set"}`;
  notes.push(`${file}: edit 1 of 3: topology.controlPlane.replicas is 1 (${was})`);
}

/** The page's second edit. */
function editWorkers(workers: unknown, { notes, file }: Reading): void {
  const deployments = tree(workers).machineDeployments;
  const count = Array.isArray(deployments) ? deployments.length : 0;
  const was = workers === undefined ? "there was none" : `it had ${count} machine deployments`;
  notes.push(`${file}: edit 2 of 3: topology.workers is left out (${was})`);
}
