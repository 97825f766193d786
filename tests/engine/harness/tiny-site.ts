/**
 * What the tests of the stand-ins put into a sandbox: tiny TKrs, templates, credentials, and the vendor page's Cluster.
 * Objects are plain, typed from the vendor page; the program under `manifests/` is not used here.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Sandbox } from "../../../sandbox/sandbox.js";
import { accessOfFile } from "../../../sandbox/stand-ins/runtime/api-access.js";
import { KubeClient } from "../../../sandbox/stand-ins/runtime/kube-client.js";
import type { FreeObject } from "../../../sandbox/stand-ins/runtime/objects.js";
import { configMaps, secrets } from "../../../sandbox/stand-ins/runtime/resources.js";
import {
  packages,
  tanzuKubernetesReleases,
  type Cluster,
  type Package,
} from "../../../sandbox/stand-ins/tkg/api.js";
import { conditionStatus } from "../../../sandbox/stand-ins/tkg/conditions.js";
import { clusterMetadata, clusterObject, vcenterVariable } from "../../cluster-object.js";
import type { LiveApis } from "./live-apis.js";
import { eventually } from "./wait.js";

export const tiny125 = "v1.25.7+vmware.1-tiny.2-tkg.1";
export const tiny12410 = "v1.24.10+vmware.1-tiny.1-tkg.1";
export const tiny1249 = "v1.24.9+vmware.1-tiny.2-tkg.1";

/** The name of a TKr and its template. */
export const tkrName = (version: string): string => version.replace("+", "---");

/** A client of the sandbox's management cluster. */
export function connect(sandbox: Sandbox): KubeClient {
  return new KubeClient(accessOfFile(sandbox.kubeconfig), "stand-ins-test");
}

export function compatibilityConfigMap(version: string) {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: `tkg-compatibility-versions-${tkrName(version)}`,
      namespace: "tkg-system",
      labels: { "run.tanzu.vmware.com/additional-compatible-tkrs": "" },
    },
    data: { tkrVersions: JSON.stringify([version]) },
  };
}

/** The Package of a tiny TKr, as the repository bundle has it once its namespace is set. */
export function tinyPackage(sandbox: Sandbox, version: string, namespace = "tkg-system"): Package {
  const plain = version.replace(/^v/, "");
  const refName = "tkr-vsphere-edge.tanzu.vmware.com";
  return {
    apiVersion: "data.packaging.carvel.dev/v1alpha1",
    kind: "Package",
    metadata: {
      name: `${refName}.${plain}`,
      namespace,
      labels: { "run.tanzu.vmware.com/tkr-package": "" },
    },
    spec: {
      refName,
      version: plain,
      template: {
        spec: {
          fetch: [
            {
              imgpkgBundle: {
                image: `${sandbox.registry.host}/tkr-vsphere-edge:${version.replace("+", "_")}`,
              },
            },
          ],
          template: [{ ytt: { paths: ["config/", "packages/"] } }],
          deploy: [{ kapp: { intoNs: "tkg-system" } }],
        },
      } as Package["spec"]["template"] & object,
    },
  };
}

/** ConfigMap, then Package, then wait until the TKr is Ready. */
export async function installTkr(client: KubeClient, sandbox: Sandbox, version: string): Promise<void> {
  await client.create(configMaps, compatibilityConfigMap(version));
  await client.create(packages, tinyPackage(sandbox, version));
  await eventually(`TKr ${version}`, async () => {
    const tkr = await client.get(tanzuKubernetesReleases, { name: tkrName(version) });
    const conditions = tkr?.status?.conditions;
    // Two controllers write them: a TKr nobody has judged yet is Ready before it is Compatible.
    return ["Ready", "Compatible"].every((type) => conditionStatus(conditions, type) === "True");
  });
}

/** Imports an OVA of the sandbox into /dc0/vm, as a template on request. */
export async function importOva(
  apis: LiveApis,
  sandbox: Sandbox,
  os: "photon" | "ubuntu",
  name: string,
  { template }: { readonly template: boolean },
): Promise<void> {
  const directory = join(sandbox.directory, "ova");
  const file = readdirSync(directory).find((entry) => entry.startsWith(os) && entry.includes("v1.25.7"));
  if (file === undefined) throw new Error(`no ${os} OVA in ${directory}`);
  const place = ["-ds", "sharedVmfs-0", "-pool", "/dc0/host/cluster0/Resources", "-folder", "/dc0/vm"];
  await apis.govc(["import.ova", ...place, "-name", name, join(directory, file)]);
  if (template) await apis.govc(["vm.markastemplate", name]);
}

export async function createCredentials(
  client: KubeClient,
  sandbox: Sandbox,
  name: string,
  password = sandbox.vcenter.password,
): Promise<void> {
  await client.create(secrets, {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace: "default" },
    stringData: { username: sandbox.vcenter.username, password },
  });
}

/** The vendor page's Cluster on the sandbox's vCenter, with the first free endpoint. */
export function pageCluster(sandbox: Sandbox, name: string): Cluster & FreeObject {
  const endpoint = sandbox.endpoints[0] ?? "";
  return clusterObject(clusterMetadata(name, endpoint), {
    controlPlaneTaint: false,
    apiServerEndpoint: endpoint,
    aviAPIServerHAProvider: false,
    imageRepository: { host: "projects.registry.vmware.com/tkg" },
    vcenter: vcenterVariable(sandbox.vcenter),
    controlPlane: { machine: { diskGiB: 20, memoryMiB: 4096, numCPUs: 4 } },
  });
}

/** Sets a field of the `vcenter` variable. */
export function setVcenter(cluster: Cluster, field: string, value: string): void {
  const variable = cluster.spec.topology?.variables?.find(({ name }) => name === "vcenter");
  Object.assign(variable?.value as object, { [field]: value });
}
