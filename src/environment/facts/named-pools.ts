/** The pools that a Cluster names, in the variable `network` of TKG's ClusterClasses. */
import * as z from "zod";
import { entries, readAs, text } from "./lenient.js";

const network = z.object({ addressesFromPools: entries(z.object({ kind: text, name: text })) });

/** @param value of the variable; undefined where a Cluster does not set it */
export const namedPools = (value: unknown): readonly { readonly kind: string; readonly name: string }[] =>
  readAs(network, value).addressesFromPools.flatMap(({ kind, name }) =>
    kind !== undefined && name !== undefined ? [{ kind, name }] : [],
  );
