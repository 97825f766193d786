/** What stands in vCenter's inventory. */
import * as z from "zod";
import { exactly } from "../../clients/inventory-paths.js";
import type { ObjectReference } from "../../clients/vcenter-privileges.js";
import type { Govc } from "../../clients/vcenter.js";
import { UserError } from "../../config/problem.js";
import { entries, lenient, text } from "./lenient.js";

/** @returns what is at an inventory path; undefined for nothing. @throws UserError when vCenter does not answer */
export const objectAt = (govc: Govc, path: string): Promise<ObjectReference | undefined> =>
  find(govc, exactly(path), path, /not found/i);

/**
 * A path as Cluster API's vSphere provider reads it.
 * @returns the one object that it matches as a pattern, if there is one
 * @throws UserError when vCenter does not answer
 */
export const objectMatching = (govc: Govc, path: string): Promise<ObjectReference | undefined> =>
  find(govc, path, path, /not found|matches \d+ objects/i);

async function find(
  govc: Govc,
  pattern: string,
  path: string,
  nothing: RegExp,
): Promise<ObjectReference | undefined> {
  const result = await govc(["find", "-i", "-maxdepth", "0", pattern]);
  if (result.ok) return result.stdout.trim() || undefined;
  if (nothing.test(result.stderr)) return undefined;
  throw new UserError(`searching vCenter for ${path} failed: ${result.stderr}`);
}

export interface DatastoreFacts {
  /** Undefined where vCenter does not report it. */
  readonly freeGiB?: number;
  /** Whether it is neither in maintenance nor out of reach. */
  readonly isUsable: boolean;
}

const datastoreInfo = z.object({
  datastores: entries(
    z.object({
      summary: lenient(
        z.object({
          freeSpace: lenient(z.number()),
          accessible: lenient(z.boolean()),
          maintenanceMode: text,
        }),
      ),
    }),
  ),
});

/** @throws UserError when vCenter does not answer, or has no such datastore */
export async function datastoreAt(govc: Govc, path: string): Promise<DatastoreFacts> {
  const result = await govc(["datastore.info", "-json", exactly(path)]);
  if (!result.ok) throw new UserError(`govc datastore.info failed: ${result.stderr}`);
  const {
    freeSpace,
    accessible,
    maintenanceMode = "normal",
  } = datastoreInfo.parse(JSON.parse(result.stdout)).datastores[0]?.summary ?? {};
  return {
    isUsable: accessible !== false && maintenanceMode === "normal",
    ...(freeSpace !== undefined && { freeGiB: Math.floor(freeSpace / 2 ** 30) }),
  };
}
