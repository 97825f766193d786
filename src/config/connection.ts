import * as z from "zod";
import { filePath, flag, nonEmpty, registryReference, serverAddress, sha1Thumbprint } from "./fields.js";
import { hostAddress } from "./network-fields.js";
import { passwordSource } from "./password-source-field.js";

/**
 * How a stack reaches its environment. It holds no secret: passwords are the top-level keys `vcenterPassword` and
 * `registryPassword`, or are read at run time from `passwordFrom`. Everything is configured here and nothing is taken from KUBECONFIG, the current context or GOVC_*,
 * so that `pulumi up` can never land on the wrong cluster.
 */
export const connectionSchema = z.strictObject({
  managementCluster: z
    .strictObject({
      kubeconfig: filePath("the path of the management cluster's kubeconfig file").describe(
        "Path of the kubeconfig file, relative to the project (or to the connection file that names it).",
      ),
      context: nonEmpty("the name of a context in that kubeconfig").describe(
        "Context in the kubeconfig, such as `mgmt-admin@mgmt`.",
      ),
    })
    .optional()
    .describe("The TKG management cluster. Needed by `management` and `site`."),
  vcenter: z
    .strictObject({
      server: serverAddress.describe("Host name or address of vCenter, `host[:port]`."),
      username: nonEmpty('a vCenter user such as "administrator@vsphere.local"').describe("vCenter user."),
      passwordFrom: passwordSource("connection.vcenter.username"),
      thumbprint: sha1Thumbprint
        .optional()
        .describe("SHA-1 thumbprint of vCenter's certificate; also what the cluster's own components pin."),
      caFile: filePath("the path of a PEM file")
        .optional()
        .describe("PEM file with the CA of vCenter's certificate."),
      insecure: flag()
        .default(false)
        .describe("Do not verify vCenter's certificate at all. Only for laboratories."),
    })
    .refine(
      (vcenter) => vcenter.insecure || vcenter.thumbprint !== undefined || vcenter.caFile !== undefined,
      {
        error:
          "a thumbprint or a caFile to verify vCenter by (or insecure: true, in words, for a laboratory)",
      },
    )
    .optional()
    .describe("vCenter. Needed by `template` and `site`."),
  registry: z
    .strictObject({
      host: registryReference.describe("Registry and path that hold TKG's images, `host[:port]/path`."),
      caFile: filePath("the path of a PEM file").optional().describe("PEM file with the registry's CA."),
      username: nonEmpty("a user name")
        .optional()
        .describe("User for pulling the TKr bundle, if it is not public."),
      passwordFrom: passwordSource("connection.registry.username"),
    })
    .refine((registry) => registry.passwordFrom === undefined || registry.username !== undefined, {
      error: "a username too: passwordFrom is the source of its password",
    })
    .optional()
    .describe("Where TKr bundles are pulled from. @default - the vendor's public registry"),
  controlPlaneEndpoint: hostAddress
    .optional()
    .describe(
      "Default of `site.controlPlaneEndpoint`, for a lab that hands out addresses with its connection.",
    ),
});

export type Connection = z.output<typeof connectionSchema>;
export type ManagementConnection = NonNullable<Connection["managementCluster"]>;
export type VcenterConnection = NonNullable<Connection["vcenter"]>;
export type RegistryConnection = NonNullable<Connection["registry"]>;

/** Where the vendor's page has its images; given up in 2024. */
export const retiredRegistryHost = "projects.registry.vmware.com";

/** Where the vendor's public images went; whether the bundles of tiny TKrs did is not known. */
export const successorRegistryHost = "projects.packages.broadcom.com";

/** The vendor's own registry path, as printed on its page. */
export const vendorRegistry = `${retiredRegistryHost}/tkg`;
