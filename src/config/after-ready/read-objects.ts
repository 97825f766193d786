/** The objects in a YAML or JSON text, or everything that is wrong with them. Messages contain no values of Secrets. */
import type { Problem } from "../problem.js";
import { place } from "../reading/odd-problems.js";
import { readYaml, type OddValue, type YamlDocument } from "../reading/yaml-tree.js";
import { isTree, type Tree } from "../tree.js";
import { secretProblems } from "./secret-values.js";
import { objectKey, type WorkloadObject } from "./workload-object.js";

export interface ReadObjects {
  readonly objects: readonly WorkloadObject[];
  readonly problems: readonly Problem[];
}

type Steps = readonly (string | number)[];

/** Fields that a cluster writes. With them an object can be applied only to the cluster that it was read from. */
const writtenByCluster = ["uid", "resourceVersion", "managedFields", "selfLink"];

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
    problems.push(...ambiguousValues(document, source));
    for (const { fields, steps } of objectsIn(document.value, [])) {
      const at = (...below: Steps) => place(source, document.positionOf([...steps, ...below]));
      const wrong = problemsOf(fields, at);
      problems.push(...wrong);
      if (wrong.length === 0 && isTree(fields)) objects.push(objectOf(fields, at()));
    }
  }
  return { objects, problems };
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
    for (const [index, item] of value.items.entries()) yield* objectsIn(item, [...steps, "items", index]);
    return;
  }
  yield { fields: value, steps };
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
  return [...problems, ...metadataProblems(metadata, at), ...secretProblems(fields, at)];
}

function metadataProblems(metadata: unknown, at: (...below: Steps) => string): Problem[] {
  const { name, namespace, generateName } = isTree(metadata) ? metadata : {};
  const problems: Problem[] = [];
  if (typeof name !== "string" || !isName(name)) {
    const hasOther = generateName !== undefined;
    problems.push({
      path: at("metadata", ...(hasOther ? ["generateName"] : name === undefined ? [] : ["name"])),
      found: hasOther ? "metadata.generateName" : name === undefined ? "no metadata.name" : "metadata.name",
      expected: "a name in metadata.name: the stack finds the object by it in the next run",
    });
  }
  if (namespace !== undefined && (typeof namespace !== "string" || !isName(namespace))) {
    const expected = "the name of a namespace, or no metadata.namespace";
    problems.push({ path: at("metadata", "namespace"), expected });
  }
  const written = writtenByCluster.filter((field) => isTree(metadata) && metadata[field] !== undefined);
  for (const field of written) {
    problems.push({
      path: at("metadata", field),
      found: `metadata.${field}, which the cluster writes that the object was exported from`,
      expected: "an object without it: remove the field",
    });
  }
  return problems;
}

/** Names of some kinds (RBAC) may contain more than those of others; the API server checks the rest. */
const isName = (name: string) =>
  /^[A-Za-z0-9]([A-Za-z0-9.:_-]*[A-Za-z0-9])?$/.test(name) && name.length <= 253;

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

/** kubectl reads YAML 1.1, where `yes` is true and 0644 is 420; a manifest has to mean the same to every reader. */
function ambiguousValues({ odd }: YamlDocument, source: string): Problem[] {
  return odd.filter(isAmbiguous).map(({ position, form }) => ({
    path: place(source, position),
    found: `a value that ${form.text}`,
    expected: "quotes around a text, true or false for a condition, a decimal number for a number",
  }));
}

const isAmbiguous = ({ form }: OddValue) => form.kind === "ambiguous";
