/** What a cluster logs in to vCenter with. */
import * as z from "zod";
import type { LiveObject } from "../../clients/live-object.js";
import type { ClusterFacts } from "./cluster.js";

/** A Secret with credentials, without their values. */
export interface CredentialsFacts {
  /** Keys that it should have and that are absent or empty. */
  readonly missing: readonly string[];
}

export const readCredentials = ({ data }: LiveObject): CredentialsFacts => ({
  missing: ["username", "password"].filter((key) => !data?.[key]),
});

/** What it holds. */
export function loginOf({ data }: LiveObject): { readonly username: string; readonly password: string } {
  const decoded = (key: string) => Buffer.from(data?.[key] ?? "", "base64").toString("utf8");
  return { username: decoded("username"), password: decoded("password") };
}

const identitySchema = z.object({ kind: z.string(), name: z.string() });

export type Identity = z.output<typeof identitySchema>;

/** An identity that a Cluster shares; undefined for one with a Secret of its own. */
export function sharedIdentityOf({ variables }: Pick<ClusterFacts, "variables">): Identity | undefined {
  const identity = identitySchema.safeParse(variables.get("identityRef")).data;
  return identity?.kind === "Secret" ? undefined : identity;
}
