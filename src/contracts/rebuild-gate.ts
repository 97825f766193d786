/** The gate before a rebuild: what the new cluster is made of and needs. */
import * as z from "zod";
import { optionalText } from "../config/fields.js";
import { operatingSystem, osVersion } from "../config/operating-system.js";
import { rebuildWindowList, timeZoneName } from "../config/rebuild-windows/fields.js";
import type { Cluster } from "../manifests/cluster.js";
import type { KubernetesObject } from "../manifests/kubernetes-object.js";
import type { Given } from "./contract.js";
import { inputAlone, managementInput, requiredText, vcenterInput } from "./fields.js";

const objectSchema = z.looseObject({
  apiVersion: requiredText,
  kind: requiredText,
  metadata: z.looseObject({ name: requiredText }),
});
const isObject = (value: unknown): boolean => objectSchema.safeParse(value).success;

export const rebuildGate = {
  ...inputAlone,
  command: "rebuild-gate",
  input: z.object({
    management: managementInput,
    vcenter: vcenterInput,
    /** The Cluster that is to be made. */
    cluster: z.custom<Cluster>(isObject, { error: "expected a Kubernetes object" }),
    tkrVersion: requiredText,
    /** How the cluster changes its version; recorded here, before anything is created. @default - by a rebuild */
    versionChange: z.literal("roll").optional(),
    os: operatingSystem,
    /** @default - any version that the TKr has */
    osVersion: osVersion.optional(),
    controlPlaneEndpoint: requiredText,
    apiPort: z.int(),
    datacenter: requiredText,
    /** Whether the new cluster is to have a credentials Secret of its own. */
    ownCredentials: z.boolean(),
    /** The user's command. @default - none */
    beforeRebuild: requiredText.optional(),
    beforeRebuildSeconds: z.number().positive(),
    /** When a rebuild may start. @default - at any time */
    windows: z.object({ timeZone: timeZoneName, windows: rebuildWindowList.min(1).readonly() }).optional(),
  }),
  secrets: { vcenterPassword: requiredText },
  /** The stack that creates the Cluster, where the program found none of that name. Absent in states of 0.1.0. */
  first: { createdBy: optionalText },
  task: z.object({
    /** UID of the Cluster that this run deletes, as the program saw it. */
    rebuildOf: requiredText.optional(),
    /** UID of the Cluster that this run rolls to another version, as the program saw it. */
    rollOf: requiredText.optional(),
    /** The gate itself deletes that Cluster, and waits for so long until it is gone. */
    deleteSeconds: z.number().positive().optional(),
    /** To be written again, in this order: the state holds them, and the management cluster lacks them. */
    missingObjects: z
      .array(z.custom<KubernetesObject>(isObject, { error: "expected a Kubernetes object" }))
      .readonly()
      .optional(),
  }),
} as const;

export type GateInputs = Given<typeof rebuildGate>;
