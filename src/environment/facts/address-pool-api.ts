/** The versions in which a management cluster serves InClusterIPPool, by its definition: TKG 2.2 has another form than later releases. */
import * as z from "zod";
import type { LiveObject } from "../../clients/live-object.js";
import { entries, lenient, readAs, text } from "./lenient.js";

export interface PoolVersion {
  /** Such as `v1alpha2`. */
  readonly name: string;
  /** Whether objects are stored in it. */
  readonly isStored: boolean;
  /** Whether a pool has a list of addresses; otherwise it has one range. */
  readonly hasAddresses: boolean;
}

const properties = z.object({ properties: lenient(z.record(z.string(), z.unknown())) });
const schemaOf = z.object({
  openAPIV3Schema: lenient(z.object({ properties: lenient(z.object({ spec: lenient(properties) })) })),
});
const version = z.object({
  name: text,
  served: lenient(z.boolean()),
  storage: lenient(z.boolean()),
  schema: lenient(schemaOf),
});
const definitionSpec = z.object({ versions: entries(version) });

/** @param definition CustomResourceDefinition. @returns the versions that are served */
export function readPoolVersions({ spec }: LiveObject): readonly PoolVersion[] {
  return readAs(definitionSpec, spec).versions.flatMap(({ name, served, storage, schema }) => {
    if (name === undefined || served !== true) return [];
    const fields = schema?.openAPIV3Schema?.properties?.spec?.properties ?? {};
    return [{ name, isStored: storage === true, hasAddresses: "addresses" in fields }];
  });
}
