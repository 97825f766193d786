/**
 * The corpus of bad inputs, by topic. Each is the vendor page's example with one key changed.
 */
import { addressPool } from "./address-pool.js";
import type { BadInput } from "./bad-input.js";
import { certificates } from "./certificates.js";
import { names } from "./names.js";
import { networks } from "./networks.js";
import { placement } from "./placement.js";
import { rebuildWindows } from "./rebuild-windows.js";
import { secrets } from "./secrets.js";
import { servers } from "./servers.js";
import { sizes } from "./sizes.js";
import { versions } from "./versions.js";

export const badInputs: Readonly<Record<string, readonly BadInput[]>> = {
  "sizes and numbers": sizes,
  "windows of rebuilds": rebuildWindows,
  "names and words": names,
  networks: networks,
  "the address pool": addressPool,
  placement: placement,
  "keys and certificates": certificates,
  "servers and registries": servers,
  "versions and variables": versions,
  "secrets in the wrong place": secrets,
};
