/** What can be wrong with a stack or its environment, one entry for each live check that must notice it. */
import { rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import type { Sandbox } from "../../../sandbox/sandbox.js";
import type { LivingApis } from "./living-apis.js";
import type { Tree } from "./stack-settings.js";
import { eventually } from "./wait.js";

/** What a fault is made in. */
export interface Scene {
  readonly sandbox: Sandbox;
  readonly apis: LivingApis;
  /** Directory for files; empty ones of it are on the PATH of the checks before the real tools. */
  readonly tools: string;
  readonly endpoint: string;
}

export type Undo = () => Promise<void> | void;

export interface PreflightFault {
  readonly title: string;
  /** Name of the check that must tell it. */
  readonly check: string;
  readonly status?: "failure" | "warning";
  /** What differs from the example site. */
  readonly overrides?: (scene: Scene) => Tree;
  /** Makes the environment wrong. */
  readonly make?: (scene: Scene) => Promise<Undo> | Undo;
  /** What was seen, and what is expected. */
  readonly says: readonly RegExp[];
}

export const switchFaults =
  (faults: Tree) =>
  ({ sandbox }: Scene): Undo => {
    const file = join(sandbox.directory, "faults.json");
    writeFileSync(file, JSON.stringify(faults));
    return () => {
      writeFileSync(file, "{}");
    };
  };

const oldTool =
  (tool: string, says: string) =>
  ({ tools }: Scene): Undo => {
    const file = join(tools, tool);
    writeFileSync(file, `#!/bin/sh\necho '${says}'\n`, { mode: 0o755 });
    return () => {
      rmSync(file);
    };
  };

/** Somebody who has the site's address already. */
export const occupyEndpoint = ({ endpoint }: Scene): Promise<Undo> =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", reject);
    server.listen(6443, endpoint, () => {
      resolve(
        () =>
          new Promise<void>((closed) => {
            server.close(() => {
              closed();
            });
          }),
      );
    });
  });

/** Creates an object, and deletes it afterwards. */
const create =
  (object: (scene: Scene) => Tree & { readonly kind: string; readonly metadata: Tree }) =>
  async (scene: Scene): Promise<Undo> => {
    const input = JSON.stringify(object(scene));
    await scene.apis.kubectl(["create", "-f", "-"], { input });
    return async () => {
      await scene.apis.kubectl(["delete", "-f", "-"], { input });
    };
  };

/** CAPV's Deployment without a pod: no controller of Deployments runs in the sandbox, so it stays so. */
export const deadController = create(() => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "capv-controller-manager", namespace: "capv-system" },
  spec: {
    selector: { matchLabels: { app: "capv" } },
    template: {
      metadata: { labels: { app: "capv" } },
      spec: { containers: [{ name: "manager", image: "capv" }] },
    },
  },
}));

/** A Cluster object that nothing is made of. */
const pausedCluster = (name: string, namespace: string, metadata: Tree, host: string) => ({
  apiVersion: "cluster.x-k8s.io/v1beta1",
  kind: "Cluster",
  metadata: { name, namespace, ...metadata },
  spec: { paused: true, controlPlaneEndpoint: { host, port: 6443 } },
});

const tiny125 = "v1.25.7+vmware.1-tiny.2-tkg.1";

/** A stack that makes nothing but the site, so that what is missing is not about to be made. */
const siteOnly = (site: Tree = {}): Tree => ({
  management: undefined,
  template: undefined,
  site: { tkrVersion: tiny125, ...site },
});

const tkr = `tanzukubernetesrelease/${tiny125.replace("+", "---")}`;

const annotateClass = async ({ apis }: Scene, value: string): Promise<void> => {
  const annotation = `run.tanzu.vmware.com/resolve-tkr${value}`;
  await apis.kubectl(["annotate", "--overwrite", "clusterclass", "tkg-vsphere-default-v1.0.0", annotation]);
};

const touch = async ({ apis }: Scene): Promise<void> => {
  await apis.kubectl(["annotate", "--overwrite", tkr, `touched=${Date.now()}`]);
};

const compatible =
  ({ apis }: Scene, status: string) =>
  async () =>
    (await apis.kubectl(["get", tkr, "-o", "json"])).includes(
      `"status": "${status}",\n                "type": "Compatible"`,
    );

export const preflightFaults: readonly PreflightFault[] = [
  {
    title: "an imgpkg that is too old",
    check: "tool-imgpkg",
    make: oldTool("imgpkg", "imgpkg version 0.12.0"),
    says: [/imgpkg 0\.12\.0/, /or newer/],
  },
  {
    title: "a govc that is too old",
    check: "tool-govc",
    make: oldTool("govc", "govc 0.20.0"),
    says: [/govc 0\.20\.0/],
  },
  {
    title: "a kubectl that is too old",
    check: "tool-kubectl",
    make: oldTool("kubectl", '{"clientVersion": {"gitVersion": "v1.19.3"}}'),
    says: [/kubectl 1\.19\.3/],
  },
  {
    title: "a pulumi that is too old",
    check: "tool-pulumi",
    make: oldTool("pulumi", "v3.100.0"),
    says: [/pulumi 3\.100\.0/],
  },
  {
    title: "a context that the kubeconfig does not have",
    check: "management-reachable",
    overrides: () => ({ connection: { managementCluster: { context: "nope" } } }),
    says: [/context "nope"/, /connection\.managementCluster/],
  },
  {
    title: "a management cluster of an older TKG",
    check: "tkg-version",
    make: create(({ endpoint }) =>
      pausedCluster(
        "tkg-mgmt",
        "tkg-system",
        {
          labels: { "cluster-role.tkg.tanzu.vmware.com/management": "" },
          annotations: { TKGVERSION: "v2.1.0" },
        },
        endpoint,
      ),
    ),
    says: [/TKG 2\.1\.0/, /TKG 2\.2\.0/],
  },
  {
    title: "a controller that does not run",
    check: "controllers",
    make: deadController,
    says: [/capv-controller-manager has no available replica/, /virtual machines/],
  },
  {
    title: "a namespace that does not exist",
    check: "namespace",
    overrides: () => ({ site: { namespace: "nope" } }),
    says: [/no namespace nope/, /site\.namespace/],
  },
  {
    title: "a ClusterClass that does not exist",
    check: "cluster-class",
    overrides: () => ({ site: { className: "tkg-vsphere-default-v9.9.9" } }),
    says: [/no ClusterClass default\/tkg-vsphere-default-v9\.9\.9/, /has tkg-vsphere-default-v1\.0\.0/],
  },
  {
    title: "a ClusterClass without the guard",
    check: "class-guard",
    status: "warning",
    overrides: () => siteOnly(),
    make: async (scene) => {
      await annotateClass(scene, "-");
      return () => annotateClass(scene, "=");
    },
    says: [/has no annotation/, /!tkr\.tanzu\.vmware\.com\/tiny/],
  },
  {
    title: "a TKr that is not installed",
    check: "tkr",
    overrides: () => siteOnly({ tkrVersion: "v1.24.9+vmware.1-tiny.2-tkg.1" }),
    says: [/no TKr v1\.24\.9/, /kubectl get tkr/],
  },
  {
    title: "a TKr that is not compatible",
    check: "tkr",
    overrides: () => siteOnly(),
    make: async (scene) => {
      const undo = switchFaults({ tkrIncompatible: true })(scene);
      await touch(scene);
      await eventually("the TKr to be incompatible", compatible(scene, "False"));
      return async () => {
        await undo();
        await touch(scene);
        await eventually("the TKr to be compatible", compatible(scene, "True"));
      };
    },
    says: [/Compatible=False/],
  },
  {
    title: "an OS image that is gone",
    check: "os-image",
    overrides: () => siteOnly({ os: "ubuntu" }),
    make: async ({ apis }) => {
      const image = JSON.parse(
        await apis.kubectl(["get", "osimage", "v1.25.7---vmware.1-tiny.2-tkg.1-87b1b3", "-o", "json"]),
      ) as { metadata: { resourceVersion?: string; uid?: string } };
      await apis.kubectl(["delete", "osimage", "v1.25.7---vmware.1-tiny.2-tkg.1-87b1b3"]);
      return async () => {
        delete image.metadata.resourceVersion;
        delete image.metadata.uid;
        await apis.kubectl(["create", "-f", "-"], { input: JSON.stringify(image) });
      };
    },
    says: [/0 OS images for ubuntu/, /exactly one/],
  },
  {
    title: "a wrong thumbprint",
    check: "vcenter-certificate",
    overrides: () => ({ connection: { vcenter: { thumbprint: "00:".repeat(19) + "00" } } }),
    says: [/00:00/, /connection\.vcenter\.thumbprint/, /shows "[0-9A-F:]{59}"/],
  },
  {
    title: "a CA that did not sign vCenter's certificate",
    check: "vcenter-certificate",
    overrides: ({ sandbox }) => ({
      connection: { vcenter: { caFile: join(sandbox.directory, "pki", "front-proxy-ca.crt") } },
    }),
    says: [/connection\.vcenter\.caFile/, /issued by tkg-edge sandbox CA/],
  },
  {
    title: "a password that vCenter refuses",
    check: "vcenter-login",
    make: switchFaults({ vcenterLoginFails: true }),
    says: [/tkg-edge:vcenterPassword/, /refused/],
  },
  {
    title: "a vCenter of version 7",
    check: "vcenter-version",
    make: switchFaults({ vcenterVersion: "7.0.3" }),
    says: [/version 7\.0\.3/, /version 8/],
  },
  {
    title: "inventory paths that do not exist, or are something else",
    check: "inventory",
    overrides: () => ({
      site: {
        placement: { datastore: "/dc0/datastore/nope", folder: "/dc0/vm/photon-v1.25.7+vmware.1-tiny.2" },
      },
    }),
    says: [
      /"\/dc0\/datastore\/nope", where nothing is/,
      /"\/dc0\/vm\/photon-\S+", which is a VirtualMachine/,
      /site\.placement\.folder/,
    ],
  },
  {
    title: "a user without privileges",
    check: "vcenter-privileges",
    make: switchFaults({ vcenterRole: "ReadOnly" }),
    says: [/lacks on "\/dc0\/vm": .*VirtualMachine\.Config\.AddNewDisk/, /Datastore\.AllocateSpace/],
  },
  {
    title: "a datastore that is too small",
    check: "datastore-space",
    overrides: () => ({ site: { machine: { diskGiB: 5000 } } }),
    says: [/2\d{3} GiB free/, /5000 GiB/],
  },
  {
    title: "an OVA of another operating system",
    check: "ova",
    overrides: ({ sandbox }) => ({
      template: { ova: join(sandbox.directory, "ova", "ubuntu-2004-kube-v1.25.7+vmware.1-tiny.2.ova") },
    }),
    says: [/ubuntu 2004/, /photon 3/],
  },
  {
    title: "an OVA that is not there",
    check: "ova",
    overrides: () => ({ template: { ova: "nope.ova" } }),
    says: [/nope\.ova/, /download/],
  },
  {
    title: "no template of the operating system",
    check: "template",
    overrides: () => siteOnly({ os: "ubuntu" }),
    says: [/no template in \/dc0 fits/, /VERSION "v1\.25\.7.*ubuntu 2004/],
  },
  {
    title: "a registry that does not answer",
    check: "registry-reachable",
    overrides: ({ sandbox }) => ({ connection: { registry: { host: `${sandbox.block}.4:1/tkg` } } }),
    says: [/\.4:1/, /connection\.registry\.host/],
  },
  {
    title: "a registry whose CA is another",
    check: "registry-reachable",
    overrides: ({ sandbox }) => ({
      connection: { registry: { caFile: join(sandbox.directory, "pki", "front-proxy-ca.crt") } },
    }),
    says: [/connection\.registry\.caFile/, /tkg-edge sandbox CA/],
  },
  {
    title: "a bundle that is not there",
    check: "bundle",
    overrides: () => ({ management: { tkr: { version: "v1.26.5+vmware.1-tiny.9-tkg.1" } } }),
    says: [/v1\.26\.5_vmware\.1-tiny\.9-tkg\.1 does not exist/],
  },
  {
    title: "a bundle that only a login may pull",
    check: "bundle-anonymous",
    overrides: () => ({ connection: { registry: { username: "edge" } } }),
    make: switchFaults({ registryLogin: "edge:registry-password" }),
    says: [/tkr-vsphere-edge:v1\.25\.7_\S+ is refused without a login/, /readable by anybody/],
  },
  {
    title: "a registry whose CA the TKr controller does not know",
    check: "controller-trust",
    make: async ({ apis }) => {
      const config = ["configmap", "tkr-controller-config", "-n", "tkg-system"];
      const before = await apis.kubectl(["get", ...config, "-o", "json"]);
      const { data } = JSON.parse(before) as { readonly data: Readonly<Record<string, string>> };
      const set = (caCerts: string) =>
        apis.kubectl(["patch", ...config, "--type=merge", "-p", JSON.stringify({ data: { caCerts } })]);
      await set("");
      return async () => {
        await set(data.caCerts ?? "");
      };
    },
    says: [/lacks the CA of/, /management\.trustRegistryCa/],
  },
  {
    title: "an address that another Cluster has",
    check: "endpoint-unused",
    make: create(({ endpoint }) => pausedCluster("other", "default", {}, endpoint)),
    says: [/which the Cluster default\/other uses/],
  },
  {
    title: "an address at which somebody answers",
    check: "endpoint-silent",
    make: occupyEndpoint,
    says: [/somebody listens at 127\.\S+:6443/],
  },
  {
    title: "a shared identity that does not exist",
    check: "identity",
    overrides: () => ({ site: { identityRef: { name: "nope" } } }),
    says: [/no VSphereClusterIdentity nope/],
  },
  {
    title: "credentials that TKG's admission cannot use",
    check: "admission",
    make: create(() => ({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "workload-snc", namespace: "default" },
      stringData: { username: "somebody", password: "wrong" },
    })),
    says: [/failed to login to vSphere/],
  },
];

/** A template that came into being by hand: not converted, or with a disk that is too large. */
export const templateFaults: readonly PreflightFault[] = [
  {
    title: "a machine of the right OVA that is not a template",
    check: "template",
    overrides: () => siteOnly({ os: "ubuntu" }),
    make: async ({ sandbox, apis }) => {
      const file = join(sandbox.directory, "ova", "ubuntu-2004-kube-v1.25.7+vmware.1-tiny.2.ova");
      const place = ["-ds", "sharedVmfs-0", "-pool", "/dc0/host/cluster0/Resources", "-folder", "/dc0/vm"];
      await apis.govc(["import.ova", ...place, "-name", "by-hand", file]);
      return () => undefined;
    },
    says: [/\/dc0\/vm\/by-hand fits, but is no template: govc vm\.markastemplate/],
  },
  {
    title: "a template whose disk is larger than the node's",
    check: "template-disk",
    overrides: () => siteOnly({ os: "ubuntu" }),
    make: async ({ apis }) => {
      await apis.govc(["vm.disk.change", "-vm", "by-hand", "-size", "40G"]);
      await apis.govc(["vm.markastemplate", "by-hand"]);
      return () => undefined;
    },
    says: [/disk of 40 GiB, and the node is to have 20 GiB/],
  },
  {
    title: "a container network that the TKr does not offer",
    check: "cni-package",
    overrides: () => siteOnly({ cni: "calico" }),
    make: async ({ apis }) => {
      const packages = JSON.stringify([{ name: "antrea.tanzu.vmware.com.1.9.0+vmware.1-tkg.1-advanced" }]);
      await apis.kubectl([
        "patch",
        tkr,
        "--type=merge",
        "-p",
        `{"spec": {"bootstrapPackages": ${packages}}}`,
      ]);
      return () => undefined;
    },
    says: [/offers no package for calico/],
  },
];
