/** The manifests of a small site, as trees in which a test changes what it is about. */
import { dump } from "js-yaml";
import { isTree } from "../../../../src/config/tree.js";
import { clusterObject } from "../../../cluster-object.js";

type Values = Record<string, unknown>;

const thumbprint = "0A:1B:2C:3D:4E:5F:60:71:82:93:A4:B5:C6:D7:E8:F9:0A:1B:2C:3D";

export interface Manifest {
  readonly cluster: Values;
  readonly secret: Values;
  readonly bootstrap: Values;
}

export function manifest(): Manifest {
  const metadata = { name: "shop-3", namespace: "retail" };
  return {
    cluster: clusterObject(
      { ...metadata, labels: {}, annotations: {} },
      {
        controlPlaneTaint: false,
        aviAPIServerHAProvider: false,
        apiServerEndpoint: "192.0.2.7",
        vcenter: {
          cloneMode: "fullClone",
          datacenter: "/dc3",
          datastore: "/dc3/datastore/ssd",
          folder: "/dc3/vm/edge",
          network: "/dc3/network/shop",
          resourcePool: "/dc3/host/c/Resources",
          server: "vc3.example.com",
          storagePolicyID: "",
          tlsThumbprint: thumbprint,
        },
        controlPlane: { machine: { diskGiB: 40, memoryMiB: 8192, numCPUs: 4 } },
      },
    ),
    secret: {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { ...metadata },
      stringData: { password: "Invented-Pw-3", username: "shop@vsphere.local" },
    },
    bootstrap: {
      apiVersion: "run.tanzu.vmware.com/v1alpha3",
      kind: "ClusterBootstrap",
      metadata: {
        ...metadata,
        annotations: {
          "tkg.tanzu.vmware.com/add-missing-fields-from-tkr": "v1.25.7---vmware.1-tiny.2-tkg.1",
        },
      },
      spec: { kapp: { refName: "kapp-controller*" } },
    },
  };
}

/** Sets a value below a tree, making the mappings on the way. */
export function put(tree: unknown, path: string, value: unknown): void {
  const steps = path.split("/").map((step) => step.replaceAll("~", "/"));
  const last = steps.pop() ?? "";
  const parent = steps.reduce<Values>((at, step) => {
    at[step] ??= {};
    return at[step] as Values;
  }, tree as Values);
  parent[last] = value;
}

/** The variable of that name, which is made where there is none. */
export function variable({ cluster }: Manifest, name: string, value: unknown): void {
  const { topology } = cluster.spec as { topology: { variables: Values[] } };
  const known = topology.variables.find((one) => one.name === name);
  if (known) known.value = value;
  else topology.variables.push({ name, value });
}

export function asYaml(...objects: readonly unknown[]): string {
  return objects.map((object) => dump(object, { lineWidth: -1 })).join("---\n");
}

/** Paths of everything that has nothing below it. */
export function leavesOf(
  value: unknown,
  path: readonly (string | number)[] = [],
): (readonly (string | number)[])[] {
  const below = Array.isArray(value)
    ? value.map((item, index) => [index, item] as const)
    : isTree(value)
      ? Object.entries(value)
      : [];
  if (below.length === 0) return [path];
  return below.flatMap(([step, item]) => leavesOf(item, [...path, step]));
}
