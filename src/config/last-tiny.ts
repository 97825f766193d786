/** Up to which Kubernetes minor there are tiny TKrs, as far as public lists show. */
import minor from "semver/functions/minor.js";
import { knownTinyTkrs } from "./tkg-releases.js";

/** 28 of the newest known tiny TKr, `v1.28.9+vmware.1-tiny.1-tkg.2`. */
const lastMinor = Math.max(...knownTinyTkrs.map(({ tkrVersion }) => minor(tkrVersion)));

/** What a minimal cluster of a later minor is to be instead. */
export const standardInstead =
  `site.kind: "standard" with a standard TKr: no TKG release is known to have a tiny TKr of Kubernetes 1.${lastMinor + 1} ` +
  "or later (docs/releases.md)";

/** @param tkrVersion valid. @returns whether no tiny TKr of its Kubernetes minor is known, nor of a later one */
export const isAfterTiny = (tkrVersion: string): boolean => minor(tkrVersion) > lastMinor;
