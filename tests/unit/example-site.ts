/** The vendor page's example (step 4.1) as a stack; the values that the page elides are constants here. */
import { parseStack } from "../../src/config/parse-stack.js";
import type { RawStack, StackSpec } from "../../src/config/stack-spec.js";
import { exampleCa } from "./example-ca.js";

export const elided = {
  username: "administrator@vsphere.local",
  sshKey: "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABtyaw== user@example.com",
  thumbprint: "47:F5:83:8E:5D:36:00:11:22:33:44:55:66:77:72:5A:89:7D:29:E5",
  ca: exampleCa,
};

const inventory = {
  datacenter: "/dc0",
  datastore: "/dc0/datastore/sharedVmfs-0",
  folder: "/dc0/vm",
  network: "/dc0/network/VM Network",
  resourcePool: "/dc0/host/cluster0/Resources",
};

export const pageStack = {
  connection: {
    managementCluster: { kubeconfig: "mgmt.kubeconfig", context: "mgmt-admin@mgmt" },
    vcenter: { server: "10.185.12.154", username: elided.username, thumbprint: elided.thumbprint },
  },
  management: { tkr: { version: "v1.25.7+vmware.1-tiny.2-tkg.1" } },
  template: { ova: "photon-3-kube-v1.25.7+vmware.1-tiny.2.ova", os: "photon", ...inventory },
  site: {
    name: "workload-snc",
    namespace: "default",
    os: "photon",
    controlPlaneEndpoint: "10.185.11.134",
    network: { podCidrs: ["100.96.0.0/11"], serviceCidrs: ["100.64.0.0/13"] },
    machine: { numCPUs: 4, memoryMiB: 4096, diskGiB: 20 },
    placement: inventory,
    sshAuthorizedKeys: [elided.sshKey],
    imageRepository: "projects.registry.vmware.com/tkg",
    trustedCa: { imageRepository: elided.ca },
  },
} as const;

/** Parses the stack of the example with some keys of a section replaced. */
export function parseExample(changes: Partial<Record<keyof RawStack, unknown>> = {}): StackSpec {
  const secretsSet = new Set(["vcenterPassword"]);
  return parseStack({ ...pageStack, secretsSet, ...changes } as RawStack, "/nowhere", "test");
}

/**
 * Only the site of the example with some keys replaced: its template and installed TKr fit only its own
 * version.
 */
export function exampleSite(changes: Record<string, unknown> = {}) {
  const { site, connection } = parseExample({
    management: undefined,
    template: undefined,
    site: { ...pageStack.site, tkrVersion: pageStack.management.tkr.version, ...changes },
  });
  if (!site || !connection.vcenter) throw new Error("the example has a site and a vCenter");
  return { site, vcenter: connection.vcenter };
}
