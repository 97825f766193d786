/** Two edge sites, what they share, and a ConfigMap on the first one. */
import * as kubernetes from "@pulumi/kubernetes";
import { Config } from "@pulumi/pulumi";
import { ClusterClassGuard, SingleNodeCluster, TinyTkr, VsphereTemplate } from "tkg-edge";

const config = new Config();
const connectionFile = config.require("connectionFile");
const vcenterPassword = config.requireSecret("vcenterPassword");
/** Address of the API by the name of the site. */
const shops = config.requireObject<Record<string, string>>("shops");

const inventory = {
  datacenter: "/dc0",
  datastore: "/dc0/datastore/sharedVmfs-0",
  folder: "/dc0/vm",
  network: "/dc0/network/VM Network",
  resourcePool: "/dc0/host/cluster0/Resources",
};

// Once for each management cluster.
const guard = new ClusterClassGuard("guard", { connectionFile });
const tkr = new TinyTkr("tiny", { connectionFile, version: "v1.25.7+vmware.1-tiny.2-tkg.1", guard });

// Once for each datacenter and operating system.
const template = new VsphereTemplate("photon", {
  ...{ connectionFile, vcenterPassword, tkr },
  ...{ ova: config.require("ova"), ...inventory },
  // Of an example: nothing of it stays.
  deleteOnDestroy: true,
});

const sites = Object.entries(shops).map(
  ([name, controlPlaneEndpoint]) =>
    new SingleNodeCluster(name, {
      ...{ connectionFile, vcenterPassword, tkr, template },
      controlPlaneEndpoint,
      machine: { numCPUs: 2, memoryMiB: 4096 },
      placement: inventory,
      // Of an example: it can be destroyed at once.
      protect: false,
    }),
);

const [first] = sites;
if (first) {
  const provider = new kubernetes.Provider("first-shop", { kubeconfig: first.kubeconfig });
  new kubernetes.core.v1.ConfigMap(
    "prices",
    { metadata: { name: "prices", namespace: "default" }, data: { "coffee.eur": "2.40" } },
    { provider, dependsOn: [first], deletedWith: first },
  );
}

export const endpoints = sites.map(({ endpoint }) => endpoint);
export const kubeconfig = first?.kubeconfig;
