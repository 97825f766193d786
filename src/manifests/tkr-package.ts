/** The carvel Package that installs a TKr, as it is read from the vendor's bundle and changed for this cluster. */
import { load } from "js-yaml";
import * as z from "zod";
import { readYaml } from "../config/reading/yaml-tree.js";
import { packageName } from "../config/tkr-version.js";
import { systemNamespace, type KubernetesObject } from "./kubernetes-object.js";

export interface TkrPackage extends KubernetesObject {
  readonly spec: Readonly<Record<string, unknown>>;
}

/** As far as it is read; all of it is kept. */
const metadataSchema = z.looseObject({ name: z.string() });
const packageSchema = z.looseObject({
  apiVersion: z.string().optional(),
  kind: z.string().optional().catch(undefined),
  metadata: metadataSchema.optional().catch(undefined),
  spec: z.record(z.string(), z.unknown()).optional().catch(undefined),
});
const fetchStep = z.looseObject({
  imgpkgBundle: z.looseObject({ image: z.string().optional() }).optional(),
});
const templateSchema = z.looseObject({ spec: z.looseObject({ fetch: z.array(fetchStep) }) });

/**
 * @param manifest YAML text of the Package in the repository bundle; the vendor's has no namespace
 * @param tkrVersion TKr that the bundle was pulled for
 * @param registry registry and path that the bundle was pulled from; the Package's own image is taken from there too,
 *   because its text is plain content that relocating a bundle does not rewrite
 * @returns the Package in `tkg-system` (vendor page, step 2.5)
 * @throws Error when the manifest is not the Package of that TKr
 */
export function tkrPackage(manifest: string, tkrVersion: string, registry: string): TkrPackage {
  const [fault] = readYaml(manifest).faults;
  if (fault) {
    const { line, column } = fault.position;
    throw new Error(
      `the bundle's manifest cannot be read, line ${line}, column ${column}; expected ${fault.expected}`,
    );
  }
  const read = packageSchema.safeParse(load(manifest)).data;
  const expected = packageName(tkrVersion);
  if (read?.kind !== "Package" || read.metadata?.name !== expected || read.spec === undefined) {
    throw new Error(
      `the bundle's manifest is ${read?.kind ?? "nothing"} "${read?.metadata?.name ?? ""}"; expected Package "${expected}"`,
    );
  }
  return {
    apiVersion: read.apiVersion ?? "data.packaging.carvel.dev/v1alpha1",
    kind: "Package",
    metadata: { ...read.metadata, namespace: systemNamespace },
    spec: relocateImages(read.spec, registry),
  };
}

/** Every `template.spec.fetch[].imgpkgBundle.image` moved to `registry`, its last path step and tag kept. */
function relocateImages(spec: TkrPackage["spec"], registry: string): TkrPackage["spec"] {
  const template = templateSchema.safeParse(spec.template).data;
  if (!template) return spec;
  const fetch = template.spec.fetch.map((step) =>
    step.imgpkgBundle?.image === undefined
      ? step
      : {
          ...step,
          imgpkgBundle: { ...step.imgpkgBundle, image: relocated(step.imgpkgBundle.image, registry) },
        },
  );
  return { ...spec, template: { ...template, spec: { ...template.spec, fetch } } };
}

function relocated(image: string, registry: string): string {
  const name = image.slice(image.lastIndexOf("/") + 1);
  return `${registry}/${name}`;
}
