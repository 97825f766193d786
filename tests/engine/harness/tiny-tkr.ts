/** A tiny TKr and its template, brought in with kubectl, imgpkg and govc as the page does it by hand. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import type { Sandbox } from "../../../sandbox/sandbox.js";
import { toolRunEnvironment } from "./environments.js";
import { conditionOf, type LiveApis } from "./live-apis.js";
import { eventually } from "./wait.js";

/** Makes Clusters of a Kubernetes version admissible: what `installTinyTkr` does, and a photon template. */
export async function provideTinyTkr(
  sandbox: Sandbox,
  apis: LiveApis,
  directory: string,
  kubernetesVersion: string,
): Promise<void> {
  await provideTemplate(sandbox, apis, kubernetesVersion);
  await installTinyTkr(sandbox, apis, directory, kubernetesVersion);
}

/** A photon template of a Kubernetes version. */
export async function provideTemplate(
  sandbox: Sandbox,
  apis: LiveApis,
  kubernetesVersion: string,
): Promise<void> {
  await importMachine(sandbox, apis, `photon-3-kube-${kubernetesVersion}.ova`, `photon-${kubernetesVersion}`);
  await apis.govc(["vm.markastemplate", "-dc", "/dc0", `photon-${kubernetesVersion}`]);
}

/** Uploads an OVA of the sandbox into /dc0/vm, as a powered-off machine. */
export async function importMachine(
  sandbox: Sandbox,
  apis: LiveApis,
  ova: string,
  name: string,
): Promise<void> {
  const place = ["-ds", "/dc0/datastore/sharedVmfs-0", "-pool", "/dc0/host/cluster0/Resources"];
  const file = join(sandbox.directory, "ova", ova);
  await apis.govc(["import.ova", "-dc", "/dc0", ...place, "-folder", "/dc0/vm", "-name", name, file]);
}

/**
 * Compatibility ConfigMap, Package, TKr Ready.
 * @param kubernetesVersion e.g. "v1.25.7+vmware.1-tiny.2", one of those whose bundle the sandbox holds
 * @param directory where the bundle is pulled to
 */
export async function installTinyTkr(
  sandbox: Sandbox,
  apis: LiveApis,
  directory: string,
  kubernetesVersion: string,
): Promise<void> {
  const version = `${kubernetesVersion}-tkg.1`;
  const name = version.replace("+", "---");
  const { host, caFile } = sandbox.registry;
  const repository = join(directory, `repository-${name}`);
  const compatible = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: `tkg-compatibility-versions-${name}`,
      namespace: "tkg-system",
      labels: { "run.tanzu.vmware.com/additional-compatible-tkrs": "" },
    },
    data: { tkrVersions: JSON.stringify([version]) },
  };
  await apis.kubectl(["apply", "-f", "-"], { input: JSON.stringify(compatible) });
  const bundle = `${host}/tkr-repository-vsphere-edge:${version.replace("+", "_")}`;
  await execa("imgpkg", ["pull", "-b", bundle, "-o", repository, "--registry-ca-cert-path", caFile], {
    env: toolRunEnvironment(sandbox),
    extendEnv: false,
  });
  const file = join(repository, "packages", "tkr-vsphere-edge.tanzu.vmware.com", `${version.slice(1)}.yml`);
  const manifest = readFileSync(file, "utf8").replace("metadata:", "metadata:\n  namespace: tkg-system");
  await apis.kubectl(["apply", "-f", "-"], { input: manifest });
  await eventually(`TKr ${version}`, async () => {
    const release = await apis.get("tkr", name);
    return (
      release && conditionOf(release, "Ready") === "True" && conditionOf(release, "Compatible") === "True"
    );
  });
}
