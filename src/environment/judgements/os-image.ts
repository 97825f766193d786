/** Whether exactly one OS image of a TKr is of the operating system that is wanted. Pure. */
import type { OsImage } from "../facts/os-image.js";
import type { TkrFacts } from "../facts/tkr.js";
import { ok, wrongValue, type Finding } from "../finding.js";
import { describeWanted } from "./template-match.js";

/** Who wants an OS image. */
export interface WantedOs {
  /** Config key that names the operating system. */
  readonly path: string;
  readonly os: string;
  readonly tkrVersion: string;
}

/**
 * TKG resolves a Cluster only where exactly one OS image of its TKr fits; with none or two its admission answers with a
 * query and a result, which name neither the mistake nor its remedy.
 * @param images every OSImage of the management cluster
 */
export function osImageCount(
  { path, os, tkrVersion }: WantedOs,
  tkr: TkrFacts,
  images: readonly OsImage[],
): Finding {
  const ofTkr = images.filter(({ name }) => tkr.osImages.includes(name));
  const fitting = ofTkr.filter((image) => image.os === os);
  const [only] = fitting;
  if (only && fitting.length === 1) return ok(describeWanted(only));
  return wrongValue(
    path,
    `"${os}", for which TKr ${tkrVersion} has ${fitting.length} OS images: ${shown(fitting)}`,
    fitting.length === 0
      ? `an operating system of which the TKr has exactly one OS image; its OS images are ${shown(ofTkr)}`
      : "exactly one, since TKG does not choose; remove the extra OSImages from the TKr",
  );
}

const shown = (images: readonly OsImage[]): string =>
  images
    .map(({ name, os, osVersion }) => `${name} (${os || "?"} ${osVersion || "?"})`)
    .sort()
    .join(", ") || "none";
