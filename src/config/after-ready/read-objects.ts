/** The objects in a YAML or JSON text, or everything that is wrong with them. Messages contain no values of Secrets. */
import type { Problem } from "../problem.js";
import { place } from "../reading/odd-problems.js";
import { readYaml, type OddValue, type YamlDocument } from "../reading/yaml-tree.js";
import { isTree, type Tree } from "../tree.js";
import { metadataProblems } from "./object-metadata.js";
import { secretProblems } from "./secret-values.js";
import { textProblems } from "./text-values.js";
import { objectKey, type WorkloadObject } from "./workload-object.js";

export interface ReadObjects {
  readonly objects: readonly WorkloadObject[];
  readonly problems: readonly Problem[];
  /** Nothing is written there, or only comments; an empty list is something. */
  readonly isEmpty?: boolean;
}

type Steps = readonly (string | number)[];

/** @param source how messages name the text */
export function readObjects(text: string, source: string): ReadObjects {
  const { documents, faults } = readYaml(text);
  const objects: WorkloadObject[] = [];
  const problems: Problem[] = faults.map(({ position, expected }) => ({
    path: place(source, position),
    found: "a document that cannot be read",
    expected,
  }));
  for (const document of documents) {
    problems.push(...oddValues(document, source));
    for (const { fields, steps } of objectsIn(document.value, [])) {
      const at = (...below: Steps) => place(source, document.positionOf([...steps, ...below]));
      const wrong = problemsOf(fields, at);
      problems.push(...wrong);
      if (wrong.length === 0 && isTree(fields)) objects.push(objectOf(fields, at()));
    }
  }
  return { objects, problems, isEmpty: documents.length === 0 && faults.length === 0 };
}

/** One problem for each object that another one repeats. */
export function repeatedObjects(objects: readonly WorkloadObject[]): Problem[] {
  const first = new Map<string, WorkloadObject>();
  return objects.flatMap((object) => {
    const earlier = first.get(objectKey(object));
    if (!earlier) {
      first.set(objectKey(object), object);
      return [];
    }
    const { kind, name, namespace = "default" } = object;
    const found = `${kind} ${namespace}/${name} a second time; the first is at ${earlier.place}`;
    return [{ path: object.place, found, expected: "each object once: remove one of the two" }];
  });
}

function* objectsIn(value: unknown, steps: Steps): Generator<{ fields: unknown; steps: Steps }> {
  if (isTree(value) && String(value.kind).endsWith("List") && Array.isArray(value.items)) {
    for (const [index, item] of value.items.entries()) {
      yield* objectsIn(asListed(item, value), [...steps, "items", index]);
    }
    return;
  }
  yield { fields: value, steps };
}

/** The API server leaves out what the kind of its list says of each item: a ConfigMapList has ConfigMaps. */
function asListed(item: unknown, { apiVersion, kind }: Tree): unknown {
  if (!isTree(item) || kind === "List" || item.kind !== undefined || item.apiVersion !== undefined)
    return item;
  return { apiVersion, kind: String(kind).replace(/List$/, ""), ...item };
}

function problemsOf(fields: unknown, at: (...below: Steps) => string): Problem[] {
  if (!isTree(fields)) {
    return [{ path: at(), found: "no mapping", expected: "a Kubernetes object: apiVersion, kind, metadata" }];
  }
  const { apiVersion, kind, metadata } = fields;
  const problems: Problem[] = [];
  if (typeof apiVersion !== "string" || !/^([a-z0-9.-]+\/)?v\d[a-z0-9]*$/.test(apiVersion)) {
    problems.push({
      path: at("apiVersion"),
      expected: 'the apiVersion of the object, such as "v1" or "apps/v1"',
    });
  } else if (apiVersion.startsWith("kustomize.config.k8s.io/")) {
    const expected = "a Kubernetes object; to apply a kustomization, list its folder";
    return [{ path: at(), found: "a kustomization", expected }];
  }
  if (typeof kind !== "string" || !/^[A-Z][A-Za-z0-9]*$/.test(kind)) {
    problems.push({ path: at("kind"), expected: 'the kind of the object, such as "ConfigMap"' });
  }
  if (isSopsFile(fields)) {
    const expected = "the values themselves: decrypt the file first (sops --decrypt)";
    return [{ path: at("sops"), found: "a file that is still encrypted (SOPS)", expected }];
  }
  return [
    ...problems,
    ...metadataProblems(metadata, String(apiVersion), at),
    ...textProblems(fields, at),
    ...secretProblems(fields, at),
  ];
}

/** SOPS writes how it encrypted beside the values, in a file of any kind. */
const isSopsFile = ({ sops }: Tree): boolean =>
  isTree(sops) && (sops.mac !== undefined || sops.version !== undefined);

function objectOf(fields: Tree, where: string): WorkloadObject {
  const { status, ...rest } = fields;
  const metadata = fields.metadata as Tree;
  return {
    apiVersion: fields.apiVersion as string,
    kind: fields.kind as string,
    name: metadata.name as string,
    ...(metadata.namespace !== undefined && { namespace: metadata.namespace as string }),
    fields: status === undefined ? fields : rest,
    place: where,
  };
}

/**
 * kubectl reads YAML 1.1, where `yes` is true and 0644 is 420; a manifest has to mean the same to every reader. A tag is for
 * a program that nobody has run, such as `!vault` of Ansible.
 */
function oddValues({ odd }: YamlDocument, source: string): Problem[] {
  return odd.flatMap(({ position, form }) => {
    const expected = expectations[form.kind];
    return expected === undefined
      ? []
      : [{ path: place(source, position), found: `a value that ${form.text}`, expected }];
  });
}

const expectations: Partial<Readonly<Record<OddValue["form"]["kind"], string>>> = {
  ambiguous: "quotes around a text, true or false for a condition, a decimal number for a number",
  tag: "the value itself: manifests are applied as they are; or quotes around a text",
};
