/** ClusterClass variables of a Cluster as keys of a site; the contrary of what src/manifests/cluster.ts does. */
import { alsoExtraVariables, classVariablesSchema, variableSince } from "../class-variables.js";
import { isTree } from "../tree.js";
import { isOlderClass } from "../vendor-class.js";
import { admittedValue, split, stepsBelowValue, withoutEmptyDefaults } from "./admitted-variable.js";
import type { Leaf, ObjectReader } from "./object-reader.js";
import type { OwnInputs } from "./own-inputs.js";
import { describeLeaf, type Reading } from "./reading.js";
import { alwaysSet, variableReaders } from "./variable-readers.js";

/** @param own what the cluster's own annotations distinguish from the defaults that admission added */
export function readVariables(
  topology: ObjectReader,
  reading: Reading,
  own: OwnInputs | undefined,
  serverSide: Set<string>,
): void {
  const seen = new Set<string>();
  for (const [index, item] of topology.items("variables").entries()) {
    let variable = topology.at("variables", index);
    const name = isTree(item) ? item.name : undefined;
    if (typeof name !== "string" || name === "") {
      variable.take();
      reading.refuse(topology.where("variables", index), "a variable with a name and a value");
      continue;
    }
    variable.take("name");
    if (seen.has(name)) {
      const expected = "each variable once: of two, admission takes both and only one counts";
      reading.refuse(`${topology.where("variables", index)} ${name}`, expected, "the same variable again");
    }
    seen.add(name);
    if (name === "TKR_DATA") {
      variable.take("value");
      serverSide.add("variable TKR_DATA");
      continue;
    }
    const reader = Object.hasOwn(variableReaders, name) ? variableReaders[name] : undefined;
    const admitted = admittedValue(name, variable, reading);
    if (admitted && !alwaysSet.has(name) && (reader || !own)) {
      reportDefaults(name, admitted.defaults, serverSide);
      variable = variable.replaced(admitted.value, "value");
      if (admitted.value === undefined) {
        variable.take();
        continue;
      }
    }
    if (reader) reader(variable, reading);
    else readOther(name, variable, reading, own, serverSide);
    const { defaults, others } = split(variable.rest(), admitted);
    reportDefaults(name, defaults.map(belowValue), serverSide);
    reading.leaveOut(`variable ${name}`, others, "a stack has no key for it");
    variable.take();
  }
  // Without it the class taints the node.
  if (!seen.has("controlPlaneTaint"))
    reading.note("edit 3 of 3: variable controlPlaneTaint is false (was true)");
}

/** A variable that keeps its name: one of the class, or one that is not known here. */
function readOther(
  name: string,
  whole: ObjectReader,
  reading: Reading,
  own: OwnInputs | undefined,
  serverSide: Set<string>,
): void {
  const isUnclear = whole.isStored && !own && !reading.options.classVariables;
  const variable = isUnclear ? withoutEmptyDefaults(name, whole, reading) : whole;
  if (!variable) {
    whole.take("value");
    return;
  }
  const isKnown = hasKey(name, variable.peek("value"), own, reading.site.className);
  const section = isKnown ? "variables" : "extraVariables";
  if (own && !own.isConfigured(`${section}.${name}`) && !isChangedRotation(name, variable)) {
    reportDefaults(name, variable.at("value").rest().map(belowValue), serverSide);
    variable.take("value");
    return;
  }
  if (name === "pci") {
    reading.leaveOut(
      "variable pci",
      variable.at("value", "worker").rest(),
      "a single-node cluster has no workers",
    );
    variable.take("value", "worker");
  }
  if (own && name !== rotation) {
    const leaves = variable.at("value").rest();
    const added = leaves.filter(({ path }) => !isConfiguredLeaf(`${section}.${name}`, path, own));
    reportDefaults(name, added.map(belowValue), serverSide);
  }
  const value = variable.take("value");
  const kept = name === "pci" && isTree(value) ? { ...value, worker: undefined } : value;
  const { file } = reading;
  if (!isKnown)
    reading.note(`variable ${name} is not known here; it is kept in site.extraVariables, unchecked`);
  reading.setAt(
    ["site", section, name],
    own ? configuredPart(kept, `${section}.${name}`, own) : defined(kept),
  );
  reading.origins.add(`site.${section}.${name}`, variable.where("value").replace(/^$/, file));
}

/** Whether a variable is one of `site.variables`; a stack may have a later one in `extraVariables`, in any form. */
function hasKey(name: string, value: unknown, own: OwnInputs | undefined, className: unknown): boolean {
  const { shape } = classVariablesSchema;
  if (!(name in shape)) return false;
  if (!alsoExtraVariables.has(name)) return true;
  if (own) return !own.isConfigured(`extraVariables.${name}`);
  const since = variableSince[name] ?? "";
  if (typeof className === "string" && isOlderClass(className, since)) return false;
  return shape[name as keyof typeof shape].safeParse(value).success;
}

const belowValue = (leaf: Leaf): Leaf => ({ ...leaf, path: stepsBelowValue(leaf) });

/** What admission added, from the class's own defaults. @param leaves by their paths below the value */
function reportDefaults(name: string, leaves: readonly Leaf[], serverSide: Set<string>): void {
  for (const leaf of leaves) {
    serverSide.add(`variable ${name} ${describeLeaf(leaf)}`.replace(/ {2,}/, " "));
  }
}

/** Lists are inputs as a whole. */
function isConfiguredLeaf(key: string, path: Leaf["path"], own: OwnInputs): boolean {
  const steps = stepsBelowValue({ path, value: undefined });
  const list = steps.findIndex((step) => typeof step === "number");
  return own.isConfigured([key, ...steps.slice(0, list < 0 ? undefined : list)].join("."));
}

const rotation = "controlPlaneCertificateRotation";

/** It is not among the inputs that roll a node; the class's own value is what nobody set. */
function isChangedRotation(name: string, variable: ObjectReader): boolean {
  if (name !== rotation) return false;
  return variable.peek("value", "activate") !== true || variable.peek("value", "daysBefore") !== 90;
}

/** The keys of a value that were configured; admission fills in the others. */
function configuredPart(value: unknown, key: string, own: OwnInputs): unknown {
  if (!isTree(value) || key === `variables.${rotation}`) return value;
  const entries = Object.entries(value).filter(([step]) => own.isConfigured(`${key}.${step}`));
  return Object.fromEntries(
    entries.map(([step, below]) => [step, configuredPart(below, `${key}.${step}`, own)]),
  );
}

const defined = (value: unknown) =>
  isTree(value) ? Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) : value;
