/** `tkg-edge fleet show SITE`: what a site is configured with, and where each value is set. */
import { dump } from "js-yaml";
import { withPlace } from "../../config/fleet/fleet-document.js";
import { FleetLayers, type SiteInFleet } from "../../config/fleet/fleet-layers.js";
import type { Place, ReadLayer } from "../../config/lower-layers.js";
import { nearest } from "../../config/nearest.js";
import { ConfigurationError, UserError } from "../../config/problem.js";
import { shownSections, shownValues, type ShownValue } from "../../fleet/shown-site.js";
import { layerOfFile, layerOfSite } from "../../fleet/site-stack.js";
import { readFleet, stackFileOf, type FleetOptions } from "./fleet-input.js";
import type { Terminal } from "./terminal.js";

export interface FleetShowOptions extends FleetOptions {
  readonly site: string;
  readonly origins: boolean;
  readonly json: boolean;
}

/** @throws UserError for a site that the fleet does not have, or files that cannot be read */
export function fleetShow(options: FleetShowOptions, terminal: Terminal): void {
  const { directory, site: name, origins, json } = options;
  const fleet = readFleet(options, name);
  const site = new FleetLayers(fleet, directory).site(name);
  if (!site) {
    const problems = fleet.problems.map(withPlace);
    if (fleet.incomplete) throw new ConfigurationError(problems, `fleet ${fleet.file}`);
    const meant = nearest(name, [...fleet.sites.keys()]);
    const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
    throw new UserError(`there is no site "${name}" in ${fleet.file}${hint}`);
  }
  const file = stackFileOf(directory, site.name);
  const layer = layerOfSite(site, file, directory);
  const problems = file ? [...file.problems, ...layerOfFile(file, directory).problems] : [];
  const wrong = [...site.problems, ...site.inherited].map(withPlace);
  if (json) terminal.out(`${JSON.stringify(asJson(site, layer), null, 2)}\n`);
  else terminal.out(origins ? originsText(shownValues(layer)) : yamlText(site, layer));
  const all = [...wrong, ...problems];
  if (all.length > 0) throw new ConfigurationError(all, `site ${name} of fleet ${fleet.file}`);
}

function yamlText(site: SiteInFleet, layer: ReadLayer): string {
  const head = [
    `# Site ${site.name}, as its stack would have it without the fleet.`,
    `# groups: ${site.groups.join(", ") || "none"}; labels: ${labelsOf(site).join(", ") || "none"}`,
  ];
  return `${head.join("\n")}\n${dump({ config: shownSections(layer) }, { lineWidth: -1, noRefs: true })}`;
}

const labelsOf = ({ labels }: SiteInFleet) => Object.entries(labels).map(([key, value]) => `${key}=${value}`);

/** One line for each value: path, value, where it is set. */
function originsText(values: readonly ShownValue[]): string {
  const rows = values.map(({ path, value, layer, place }) => [
    path,
    JSON.stringify(value),
    originOf(layer, place),
  ]);
  const width = (column: number) => Math.min(60, Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const widths = [width(0), width(1)];
  return rows
    .map((row) => row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join("  "))
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
}

const originOf = (layer: string, place: Place | undefined) =>
  place ? `${layer} (${place.file}:${place.line})` : layer;

function asJson(site: SiteInFleet, layer: ReadLayer): object {
  const { name, groups, labels } = site;
  const origins = shownValues(layer).map(
    ({ path, layer: from, place }) => [path, { layer: from, ...place }] as const,
  );
  return {
    ...{ version: 1, site: name, groups, labels },
    config: shownSections(layer),
    origins: Object.fromEntries(origins),
  };
}
