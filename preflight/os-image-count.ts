import type { LiveObject } from "../clients/live-object.js";
import type { Problem } from "../config/problem.js";
import type { SiteSpec } from "../config/stack-spec.js";

interface OsImageSpec {
  readonly os?: { readonly name?: string; readonly version?: string; readonly arch?: string };
}

/**
 * TKG resolves a Cluster only where exactly one OS image of its TKr fits; with none or two its admission answers with a
 * query and a result, which name neither the mistake nor the mend.
 * @param tkr the site's TKr
 * @param images every OSImage of the management cluster
 */
export function osImageProblems(
  site: Pick<SiteSpec, "os" | "tkrVersion">,
  tkr: LiveObject,
  images: readonly LiveObject[],
): Problem[] {
  const named = (tkr.spec?.osImages ?? []) as readonly { readonly name: string }[];
  const ofTkr = images.filter(({ metadata }) => named.some(({ name }) => name === metadata.name));
  const osOf = (image: LiveObject) => ((image.spec ?? {}) as OsImageSpec).os;
  const fitting = ofTkr.filter((image) => osOf(image)?.name === site.os);
  if (fitting.length === 1) return [];
  const shown = (list: readonly LiveObject[]): string =>
    list
      .map((image) => `${image.metadata.name} (${osOf(image)?.name ?? "?"} ${osOf(image)?.version ?? "?"})`)
      .sort()
      .join(", ") || "none";
  return [
    {
      path: "tkg-edge:site.os",
      found: `"${site.os}", for which TKr ${site.tkrVersion} has ${fitting.length} OS images: ${shown(fitting)}`,
      expected:
        fitting.length === 0
          ? `an operating system that the TKr has; its OS images are ${shown(ofTkr)}`
          : "exactly one, since TKG does not choose; remove the extra OSImages from the TKr",
    },
  ];
}
