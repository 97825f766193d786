/** From a text to the objects of Kubernetes in it: YAML or JSON, documents, Lists. */
import { oddProblems, place } from "../reading/odd-problems.js";
import type { Step } from "../reading/plain-value.js";
import { readYaml, type YamlDocument } from "../reading/yaml-tree.js";
import { isTree } from "../tree.js";
import { ObjectReader, readable } from "./object-reader.js";
import type { Reading } from "./reading.js";

/** Whether a text is objects of Kubernetes rather than a flat file. */
export function isObjectSpec(text: string): boolean {
  return /(^|[{,])[ \t]*["']?(apiVersion|kind)["']?[ \t]*:/m.test(text);
}

/** What cannot be read is a problem of the reading; the rest is read all the same. */
export function readObjects(text: string, reading: Reading): ObjectReader[] {
  const { file } = reading;
  // The vendor page's example is the body of a here-document and ends with its mark.
  const trimmed = text.trimEnd();
  const isHereDocument = /\n[ \t]*EOF$/.test(trimmed);
  const body = isHereDocument ? trimmed.slice(0, -"EOF".length) : text;
  if (isHereDocument) reading.note("the EOF at the end is left out: it ends a here-document of a shell");
  const { documents, faults } = readYaml(body);
  for (const { position, expected } of faults)
    reading.refuse(place(file, position), `YAML that can be read: ${expected}`);
  return documents.flatMap((document) => objectsOf(document, reading));
}

function objectsOf(document: YamlDocument, reading: Reading): ObjectReader[] {
  const odd = oddProblems(document, (path, position) => `${place(reading.file, position)} ${nameOf(path)}`);
  reading.problems.push(...odd);
  return unwrapped(document.value, [], document, reading);
}

/** A password is named by its key, and by no value. */
const nameOf = (path: readonly Step[]) =>
  readable(path.map((step) => (/^\d+$/.test(String(step)) ? Number(step) : step)));

function unwrapped(
  value: unknown,
  base: readonly Step[],
  document: YamlDocument,
  reading: Reading,
): ObjectReader[] {
  const placeOf = (path: readonly Step[]) => place(reading.file, document.positionOf([...base, ...path]));
  if (!isTree(value) || typeof value.kind !== "string") {
    reading.refuse(placeOf([]), "objects of Kubernetes, each with apiVersion and kind");
    return [];
  }
  if (value.kind.endsWith("List") && Array.isArray(value.items)) {
    const list = new ObjectReader(value, placeOf);
    for (const key of ["apiVersion", "kind", "items"]) list.take(key);
    list.take("metadata", "resourceVersion");
    list.take("metadata", "selfLink");
    const rest = list.rest().filter(({ value: leaf }) => !(isTree(leaf) && Object.keys(leaf).length === 0));
    reading.leaveOut(value.kind, rest, "a list of kubectl has nothing but items");
    return value.items.flatMap((item: unknown, index) =>
      unwrapped(item, [...base, "items", index], document, reading),
    );
  }
  return [new ObjectReader(value, placeOf)];
}
