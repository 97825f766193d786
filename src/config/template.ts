import { posix } from "node:path";
import * as z from "zod";
import { filePath, flag, inventoryPath, nonEmpty } from "./fields.js";
import { operatingSystem, osVersion } from "./operating-system.js";
import { isTkrVersion, tkrVersionExpectation } from "./tkr-version.js";

/** The VM template that clusters of one datacenter and operating system are cloned from (vendor page, step 3). */
export const templateSchema = z.strictObject({
  ova: filePath("the path of a Tiny OVA file").describe(
    "Tiny OVA as downloaded from the vendor; a path relative to the project.",
  ),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, { error: "the SHA-256 of the OVA: 64 lower-case hex digits" })
    .optional()
    .describe("Checksum that the OVA must have. @default - not compared"),
  os: operatingSystem.default("photon").describe("Operating system inside the OVA."),
  osVersion: osVersion
    .optional()
    .describe(
      "Version of the operating system that the OVA must have. @default - `site.osVersion`, else any that the TKr has",
    ),
  tkrVersion: z
    .string({ error: tkrVersionExpectation })
    .refine(isTkrVersion, { error: tkrVersionExpectation })
    .optional()
    .describe("TKr that the OVA belongs to. @default - `management.tkr.version`"),
  name: nonEmpty("a name for the template")
    .refine((name) => !name.includes("/"), { error: "a name without '/'; the folder is a key of its own" })
    .optional()
    .describe("Name of the template. @default - the OVA's file name without its ending"),
  datacenter: inventoryPath("/dc0").describe("Inventory path of the datacenter."),
  datastore: inventoryPath("/dc0/datastore/sharedVmfs-0").describe("Inventory path of the datastore."),
  folder: inventoryPath("/dc0/vm").describe("Inventory path of the VM folder."),
  resourcePool: inventoryPath("/dc0/host/cluster0/Resources").describe(
    "Inventory path of the resource pool.",
  ),
  network: inventoryPath("/dc0/network/VM Network").describe("Inventory path of the network."),
  deleteOnDestroy: flag()
    .default(false)
    .describe(
      "Delete the template on `pulumi destroy`. Other clusters are cloned from it, so it stays by default.",
    ),
});

export type Template = z.output<typeof templateSchema>;

/** Inventory path at which a stack puts its template. */
export const placeOfTemplate = ({
  folder,
  name,
}: {
  readonly folder: string;
  readonly name: string;
}): string => posix.join(folder, name);
