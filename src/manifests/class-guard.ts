import { tinyLabel } from "./kubernetes-object.js";

/**
 * The selector of TKrs on the ClusterClass (vendor page, step 1).
 * @param resolveTkr `guard` keeps clusters that do not request one away from tiny TKrs; `original` is the vendor's own
 */
export function guardSelector(resolveTkr: "guard" | "original"): string {
  return resolveTkr === "guard" ? `!${tinyLabel}` : "";
}
