/**
 * Which template of a datacenter TKG takes for an OS image, and why others are not it. Pure.
 *
 * Name and folder do not matter: the vApp properties of the OVA do. TKG takes powered-off templates alone.
 */
import { shellArgument } from "../../clients/inventory-paths.js";
import type { OsImage } from "../facts/os-image.js";
import type { NodeImageProperties, VirtualMachine } from "../facts/virtual-machine.js";

/** A machine that could be mistaken for the template, and the error that TKG would report. */
export interface NearMiss {
  readonly machine: VirtualMachine;
  /** Why it is not the template, and how to fix that, as the end of "PATH ...". */
  readonly why: string;
}

export interface TemplateMatch {
  /** Templates that fit, by inventory path. TKG takes one of them, no matter which. */
  readonly templates: readonly VirtualMachine[];
  readonly nearMisses: readonly NearMiss[];
}

/** @param machines everything in the datacenter of the cluster */
export function matchTemplates(machines: readonly VirtualMachine[], image: OsImage): TemplateMatch {
  const templates: VirtualMachine[] = [];
  const nearMisses: NearMiss[] = [];
  for (const machine of machines) {
    // Clones are nodes; machines without properties are no node images at all.
    if (!machine.image || (machine.clone && !machine.template)) continue;
    const why = reasonAgainst(machine, machine.image, image);
    if (why === undefined) templates.push(machine);
    else nearMisses.push({ machine, why });
  }
  const byPath = (one: VirtualMachine, other: VirtualMachine) => (one.path < other.path ? -1 : 1);
  return {
    templates: templates.sort(byPath),
    nearMisses: nearMisses.sort((one, other) => byPath(one.machine, other.machine)),
  };
}

function reasonAgainst(
  { template, powerState, path }: VirtualMachine,
  properties: NodeImageProperties,
  image: OsImage,
): string | undefined {
  if (!fits(properties, image)) return `is ${describeProperties(properties)}`;
  if (template) return undefined;
  return powerState === "poweredOff"
    ? `fits, but is no template: govc vm.markastemplate ${shellArgument(path)}`
    : `fits, but is ${powerState} and no template: govc vm.power -off ${shellArgument(path)} && govc vm.markastemplate ${shellArgument(path)}`;
}

/** Whether a node image is what an OS image requires: all four properties, as TKG compares them. */
export function fits(properties: NodeImageProperties, image: OsImage): boolean {
  return (
    properties.version === image.ovaVersion &&
    properties.distroName === image.os &&
    properties.distroVersion === image.osVersion &&
    properties.distroArch === image.arch
  );
}

/** `VERSION "…", photon 3 amd64`. */
export function describeProperties({
  version,
  distroName,
  distroVersion,
  distroArch,
}: NodeImageProperties): string {
  return `VERSION "${version}", ${distroName} ${distroVersion} ${distroArch}`;
}

/** The same of what an OS image requires. */
export function describeWanted({ name, ovaVersion, os, osVersion, arch }: OsImage): string {
  return `VERSION "${ovaVersion}", ${os} ${osVersion} ${arch} (OSImage ${name})`;
}
