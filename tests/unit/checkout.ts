/** Where the checkout is; tests run from dist/tests/unit/. TKG_EDGE_CHECKOUT names it for a build elsewhere. */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

export const checkout =
  process.env.TKG_EDGE_CHECKOUT ?? dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
