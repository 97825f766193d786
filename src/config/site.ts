import * as z from "zod";
import { addressPoolSchema } from "./address-pool-fields.js";
import { afterReadySchema } from "./after-ready/fields.js";
import { base64Pem } from "./certificate-field.js";
import { classVariablesSchema } from "./class-variables.js";
import { flag, integerAtLeast, inventoryPath, nonEmpty, registryReference, text } from "./fields.js";
import { isStackName } from "./from-stacks.js";
import {
  className,
  clusterName,
  dnsName,
  namespaceName,
  nodeLabels,
  siteNamespace,
} from "./kubernetes-names.js";
import { cidrBlocks, hostAddress } from "./network-fields.js";
import { userAnnotations, userLabels } from "./object-metadata.js";
import { operatingSystem, osVersion } from "./operating-system.js";
import { packagesSchema } from "./package-fields.js";
import { rebuildWindowList, timeZoneName } from "./rebuild-windows/fields.js";
import { sshAuthorizedKey } from "./ssh-key-field.js";
import { defaultClassName } from "./tkg-releases.js";
import { isTkrVersion, tkrVersionExpectation } from "./tkr-version.js";

/** Where the node's VM is placed in vCenter. */
export const placementSchema = z.strictObject({
  datacenter: inventoryPath("/dc0").describe("Inventory path of the datacenter."),
  datastore: inventoryPath("/dc0/datastore/sharedVmfs-0").describe("Inventory path of the datastore."),
  folder: inventoryPath("/dc0/vm").describe("Inventory path of the VM folder."),
  network: inventoryPath("/dc0/network/VM Network").describe("Inventory path of the network."),
  resourcePool: inventoryPath("/dc0/host/cluster0/Resources").describe(
    "Inventory path of the resource pool.",
  ),
  cloneMode: z
    .enum(["fullClone", "linkedClone"], { error: '"fullClone" or "linkedClone"' })
    .default("fullClone")
    .describe("How the VM is cloned; only a full clone can enlarge the template's disk."),
  storagePolicy: z.string().default("").describe("Name of a storage policy. @default - none"),
});

const stackName = text(
  isStackName,
  'the name of a stack: "management", or with its project and organization "acme/tkg-edge/management"',
);

/** One edge site: a single-node workload cluster (vendor page, step 4). */
export const siteSchema = z.strictObject({
  name: clusterName.describe("Name of the Cluster."),
  namespace: siteNamespace.default("default").describe("Namespace of the Cluster on the management cluster."),
  labels: userLabels
    .optional()
    .describe(
      "Labels of the Cluster, by which fleet tools and ClusterResourceSets select it. @default - none",
    ),
  annotations: userAnnotations.optional().describe("Annotations of the Cluster. @default - none"),
  kind: z
    .enum(["minimal", "standard"], {
      error: '"minimal" (a tiny TKr) or "standard" (a standard TKr on one node)',
    })
    .default("minimal")
    .describe(
      "`minimal` is made of a tiny TKr, `standard` of a standard TKr (the first half of the vendor page).",
    ),
  tkrVersion: z
    .string({ error: tkrVersionExpectation })
    .refine(isTkrVersion, { error: tkrVersionExpectation })
    .optional()
    .describe("TKr of the cluster. @default - `management.tkr.version`, else that of the stacks in `from`"),
  versionChange: z
    .enum(["rebuild", "roll"], {
      error: '"rebuild" (the cluster is destroyed and created again) or "roll" (upgraded in place)',
    })
    .optional()
    .describe(
      "What another `tkrVersion` does to a running cluster of kind `standard`: `roll` upgrades it in place, one minor version " +
        "at a time; `rebuild` destroys and creates it again. A minimal cluster is always rebuilt. " +
        "@default - `roll` for a new standard cluster; an existing one keeps what it has",
    ),
  from: z
    .strictObject({
      management: stackName
        .optional()
        .describe(
          "Stack with `management`, whose output `tkrVersion` the site takes; a new site also takes `newSiteClass`, its class.",
        ),
      template: stackName
        .optional()
        .describe("Stack with `template`, whose output `templatePath` the site takes."),
    })
    .optional()
    .describe(
      "Other stacks that the site takes its TKr and template from, and a new site its class; a key of the site itself wins. " +
        "A site without `tkrVersion` follows its management stack, and is rebuilt when that moves to another TKr.",
    ),
  className: className
    .default(defaultClassName)
    .describe(
      "ClusterClass of the Cluster. " +
        "@default - that of the existing Cluster; for a new one that of `from.management`, else the newest of the vendor's",
    ),
  os: operatingSystem
    .default("photon")
    .describe("Operating system of the node; a template for it must exist."),
  osVersion: osVersion
    .optional()
    .describe(
      "Version of the operating system, for a TKr that has several. @default - whichever the TKr has; with two it is ambiguous",
    ),
  controlPlaneEndpoint: hostAddress
    .optional()
    .describe(
      "Address of the Kubernetes API, unused by anything else. @default - `connection.controlPlaneEndpoint`",
    ),
  network: z
    .strictObject({
      podCidrs: cidrBlocks.default(["100.96.0.0/11"]).describe("CIDR blocks of pods."),
      serviceCidrs: cidrBlocks.default(["100.64.0.0/13"]).describe("CIDR blocks of services."),
      routed: flag()
        .optional()
        .describe(
          "Whether pods of other clusters and machines outside of the site reach `podCidrs` by routes. Then `tkg-edge fleet validate` " +
            "refuses another site whose networks overlap them. @default - false",
        ),
      addressPool: addressPoolSchema
        .optional()
        .describe(
          "Pool that the stack makes for the addresses of the node, and names in `variables.network.addressesFromPools` " +
            "(docs/address-pool.md). @default - none: DHCP, or a pool that exists",
        ),
    })
    .prefault({})
    .describe("Cluster network."),
  machine: z
    .strictObject({
      numCPUs: integerAtLeast(2, "virtual CPUs").default(4).describe("Virtual CPUs."),
      memoryMiB: integerAtLeast(4096, "MiB")
        .multipleOf(4, { error: "a multiple of 4 (MiB), as vSphere wants it" })
        .default(4096)
        .describe("Memory in MiB, a multiple of 4."),
      diskGiB: integerAtLeast(20, "GiB")
        .default(20)
        .describe("Disk in GiB; not smaller than the template's."),
      customVMXKeys: z
        .record(z.string(), z.string({ error: "a text; quote numbers and booleans" }))
        .optional()
        .describe("Additional VMX keys of the VM."),
    })
    .prefault({})
    .describe("Size of the node."),
  node: z
    .strictObject({
      labels: nodeLabels.default({}).describe("Labels of the node."),
      nameservers: z
        .array(hostAddress, { error: "a list of IPv4 addresses" })
        .default([])
        .describe("DNS servers of the node. @default - those of DHCP"),
      searchDomains: z
        .array(dnsName, { error: "a list of DNS names" })
        .default([])
        .describe("DNS search domains of the node."),
      mtu: integerAtLeast(0, "bytes")
        .optional()
        .describe(
          "Largest packet of the node's network, in bytes; 0 leaves it to the system. Since TKG 2.3. @default - 0",
        ),
    })
    .prefault({})
    .describe("Configuration of the node itself."),
  controlPlaneMetadata: z
    .strictObject({
      labels: userLabels.optional().describe("Labels of the control plane's machines. @default - none"),
      annotations: userAnnotations
        .optional()
        .describe("Annotations of the control plane's machines. @default - none"),
    })
    .optional()
    .describe("Metadata that Cluster API gives to the control plane's machines."),
  nodeTimeouts: z
    .strictObject({
      drainSeconds: integerAtLeast(0, "seconds")
        .optional()
        .describe(
          "How long draining the node may take before it is removed; 0 is without limit. @default - 0",
        ),
      volumeDetachSeconds: integerAtLeast(0, "seconds")
        .optional()
        .describe(
          "How long volumes may take to be detached; 0 is without limit. Since TKG 2.3. @default - 0",
        ),
      deletionSeconds: integerAtLeast(0, "seconds")
        .optional()
        .describe(
          "How long deleting the Node object is tried; 0 is without limit. Since TKG 2.3. @default - 10",
        ),
    })
    .optional()
    .describe("How long Cluster API waits when it removes a machine, in a rolling update or a delete."),
  placement: placementSchema.describe("Where the VM is placed."),
  sshAuthorizedKeys: z
    .array(sshAuthorizedKey, { error: "a list of authorised public SSH keys" })
    .default([])
    .describe("Public keys that may log in to the node as `capv`."),
  cni: z
    .enum(["antrea", "calico"], { error: '"antrea" or "calico"' })
    .default("antrea")
    .describe("Container network of the cluster."),
  cpi: z
    .strictObject({
      excludeEndpoint: flag()
        .default(true)
        .describe(
          "Keep the cloud provider from taking `controlPlaneEndpoint` for the node's address. `false` is the form on the vendor page.",
        ),
    })
    .prefault({})
    .describe("vSphere cloud provider of the cluster."),
  packages: packagesSchema
    .optional()
    .describe("Packages of the ClusterBootstrap. @default - those of the TKr"),
  identityRef: z
    .strictObject({
      kind: z
        .literal("VSphereClusterIdentity", { error: '"VSphereClusterIdentity"' })
        .default("VSphereClusterIdentity")
        .describe("Kind of the shared identity."),
      name: namespaceName.describe("Name of the shared identity."),
    })
    .optional()
    .describe("Shared vCenter identity on the management cluster. @default - a Secret of the cluster's own"),
  imageRepository: registryReference
    .optional()
    .describe(
      "Registry that nodes pull images from. @default - `connection.registry.host`, else the vendor's",
    ),
  imageRepositoryTlsVerify: flag()
    .default(true)
    .describe("Whether the node verifies the certificate of `imageRepository`."),
  trustedCa: z
    .strictObject({
      imageRepository: base64Pem.optional().describe("CA of the image repository, base64 PEM."),
      proxy: base64Pem.optional().describe("CA of the proxy, base64 PEM; takes precedence on the node."),
    })
    .prefault({})
    .describe("CAs that the node's container runtime trusts. @default - none"),
  auditLogging: flag().default(false).describe("API server audit log."),
  variables: classVariablesSchema
    .prefault({})
    .describe("Further variables of the ClusterClass, by its own names."),
  extraVariables: z
    .record(z.string(), z.json())
    .default({})
    .describe(
      "Variables that this version of tkg-edge does not know, for classes of newer TKG releases. Checked against the live ClusterClass.",
    ),
  protect: flag()
    .default(true)
    .describe("Refuse to destroy or rebuild this cluster until it is set to false."),
  adopt: flag()
    .default(false)
    .describe(
      "Take over a Cluster of this name that exists already, made by hand or by the Tanzu CLI (docs/first-site.md).",
    ),
  rebuild: z
    .strictObject({
      generation: integerAtLeast(0, "count")
        .default(0)
        .describe(
          "Raise it to have the cluster destroyed and created again once, also for a change that Cluster API would roll.",
        ),
      beforeCommand: nonEmpty("a command line")
        .optional()
        .describe(
          "Command that is run before a rebuild deletes anything, such as a backup; if it fails, nothing is deleted.",
        ),
      beforeTimeoutSeconds: integerAtLeast(1, "seconds")
        .default(1800)
        .describe("How long `beforeCommand` may take."),
      windows: rebuildWindowList
        .optional()
        .describe(
          "When a rebuild may start. Outside of all of them it is refused before anything is deleted; one that has begun to delete is " +
            "finished at any time. An empty list allows any time. @default - at any time",
        ),
      timeZone: timeZoneName
        .optional()
        .describe(
          'IANA time zone of `windows`, such as "Europe/Berlin". @default - none; required with `windows`',
        ),
    })
    .prefault({})
    .describe("Destroying the cluster and creating it again (docs/rebuild.md)."),
  afterReady: afterReadySchema
    .optional()
    .describe("What the stack does with a cluster that is Ready (docs/after-rebuild.md). @default - nothing"),
  timeouts: z
    .strictObject({
      createSeconds: integerAtLeast(10, "seconds").default(3600).describe("How long a create may take."),
      deleteSeconds: integerAtLeast(10, "seconds")
        .default(2400)
        .describe("How long a delete may take; a dead workload API alone takes 752 s."),
    })
    .prefault({})
    .describe("How long to wait."),
});

export type Site = z.output<typeof siteSchema>;
export type Placement = z.output<typeof placementSchema>;
