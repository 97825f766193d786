/** The keys of `site.network.addressPool`. */
import * as z from "zod";
import { addressRange } from "./address-ranges.js";
import { judged, text } from "./fields.js";
import { isDnsSubdomain } from "./kubernetes-names.js";
import { hostAddress, networkAddress } from "./network-fields.js";

const addressesExpectation =
  'IPv4 addresses: one such as "10.0.0.10", a range such as "10.0.0.10-10.0.0.19", or a block such as "10.0.0.16/28"';

const addresses = judged(addressesExpectation, (value) => {
  if (value.includes(":")) return `${addressesExpectation}; a site has no IPv6 addresses`;
  const [base = "", size] = value.split("/");
  if (addressRange(value)) {
    if (size === undefined) return undefined;
    const aligned = networkAddress(base, Number(size));
    return aligned === base ? undefined : `a block that starts at its own boundary: "${aligned}/${size}"`;
  }
  const [first = "", last = "", ...more] = value.split("-").map((end) => end.trim());
  const turned = `${last}-${first}`;
  return more.length === 0 && addressRange(turned)
    ? `a range whose first address comes first: "${turned}"`
    : addressesExpectation;
});

const prefixExpectation =
  'the size of the subnet of the node, a whole number from 1 to 30, written without "/" and quotes, such as 24';

export const addressPoolSchema = z.strictObject({
  name: text(isDnsSubdomain, "the name of an InClusterIPPool: lower-case letters, digits, '-' and '.'")
    .optional()
    .describe("Name of the pool. @default - `site.name`"),
  addresses: z
    .array(addresses, { error: `a list of ${addressesExpectation}` })
    .min(1, { error: "at least one address" })
    .describe(
      "Addresses that nodes get: single ones, ranges such as `10.0.0.10-10.0.0.19`, blocks such as `10.0.0.16/28`. " +
        "TKG 2.2 takes one range.",
    ),
  prefix: z
    .int({ error: prefixExpectation })
    .min(1, { error: prefixExpectation })
    .max(30, { error: prefixExpectation })
    .describe("Size of the subnet of the node, such as 24."),
  gateway: hostAddress.describe("Gateway of the node, in the same subnet and not one of `addresses`."),
});

export type AddressPool = z.output<typeof addressPoolSchema>;
