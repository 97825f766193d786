/** The manifests of a small site with one change, read as a site. */
import { readObjectSpec } from "../../../../src/config/object-spec/read-object-spec.js";
import type { ReadingOptions } from "../../../../src/config/object-spec/reading.js";
import { asYaml, manifest, put, variable, type Manifest } from "./manifest.js";

export type Change = (made: Manifest) => void;

export function readChanged(change: Change, options: ReadingOptions = {}) {
  const made = manifest();
  change(made);
  return readObjectSpec(asYaml(made.cluster, made.secret, made.bootstrap), "m.yaml", options);
}

export const at =
  (part: keyof Manifest, path: string, value: unknown): Change =>
  (made) => {
    put(made[part], path, value);
  };

export const topology = (path: string, value: unknown) => at("cluster", `spec/topology/${path}`, value);

export const given =
  (name: string, value: unknown): Change =>
  (made) => {
    variable(made, name, value);
  };
