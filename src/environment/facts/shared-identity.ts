/** VSphereClusterIdentities: credentials of vCenter that clusters share. */
import * as z from "zod";
import type { LiveObject } from "../../clients/live-object.js";
import { conditionOf } from "./conditions.js";
import { lenient, readAs } from "./lenient.js";

export interface SharedIdentity {
  readonly name: string;
  readonly isReady: boolean;
  /** What it reports; undefined where it reports nothing. */
  readonly message: string | undefined;
}

const statusSchema = z.object({ ready: lenient(z.boolean()) });

export function readSharedIdentity(object: LiveObject): SharedIdentity {
  const condition = conditionOf(object, "Ready") ?? conditionOf(object, "CredentialsAvailable");
  return {
    name: object.metadata.name,
    isReady: condition?.status === "True" || readAs(statusSchema, object.status).ready === true,
    message: condition && (condition.message ?? ""),
  };
}
