/** Name, namespace and metadata of an object that is to be applied to a cluster. */
import { isDnsLabel, isDnsSubdomain } from "../kubernetes-names.js";
import type { Problem } from "../problem.js";
import { isTree } from "../tree.js";

/** Fields that a cluster writes. With some of them an object can be applied only to the cluster that it was read from. */
const writtenByCluster = [
  ...["uid", "resourceVersion", "managedFields", "selfLink"],
  ...["creationTimestamp", "deletionTimestamp", "generation"],
];

/** Groups of Kubernetes' own kinds, whose names are DNS names; the API server checks those of others. */
const groupsOfDnsNames = new Set([
  ...["", "apps", "autoscaling", "batch", "policy", "admissionregistration.k8s.io", "apiextensions.k8s.io"],
  ...["apiregistration.k8s.io", "coordination.k8s.io", "discovery.k8s.io", "networking.k8s.io"],
  ...["node.k8s.io", "scheduling.k8s.io", "storage.k8s.io"],
]);

/** @param at place of a field below the object */
export function metadataProblems(
  metadata: unknown,
  apiVersion: string,
  at: (...below: string[]) => string,
): Problem[] {
  const { name, namespace, generateName, ownerReferences } = isTree(metadata) ? metadata : {};
  const problems: Problem[] = [];
  if (typeof name !== "string" || !isName(name)) {
    const hasOther = generateName !== undefined;
    problems.push({
      path: at("metadata", ...(hasOther ? ["generateName"] : name === undefined ? [] : ["name"])),
      found: hasOther ? "metadata.generateName" : name === undefined ? "no metadata.name" : "metadata.name",
      expected: "a name in metadata.name: the stack finds the object by it in the next run",
    });
  } else if (groupsOfDnsNames.has(groupOf(apiVersion)) && !isDnsSubdomain(name)) {
    const expected = "a name of lower-case letters, digits, '-' and '.'";
    problems.push({ path: at("metadata", "name"), found: `"${name}"`, expected });
  }
  if (namespace !== undefined && (typeof namespace !== "string" || !isDnsLabel(namespace))) {
    const expected = "the name of a namespace, or no metadata.namespace";
    problems.push({ path: at("metadata", "namespace"), expected });
  }
  const written = writtenByCluster.filter((field) => isTree(metadata) && isSet(metadata[field]));
  for (const field of written) {
    problems.push({
      path: at("metadata", field),
      found: `metadata.${field}, which the cluster writes that the object was exported from`,
      expected: "an object without it: remove the field",
    });
  }
  if (isSet(ownerReferences)) {
    problems.push({
      path: at("metadata", "ownerReferences"),
      found: "metadata.ownerReferences, which names objects of the cluster that the object was exported from",
      expected: "an object without it: a cluster that does not have the owners deletes the object",
    });
  }
  return problems;
}

/** Tools write null or an empty list for nothing. */
const isSet = (value: unknown): boolean =>
  value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);

const groupOf = (apiVersion: string): string =>
  apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";

/** Names of some kinds (RBAC) may contain more than those of others. */
const isName = (name: string) =>
  /^[A-Za-z0-9]([A-Za-z0-9.:_-]*[A-Za-z0-9])?$/.test(name) && name.length <= 253;
