/**
 * Which virtual machine of a datacenter is the template for an OS image. Pure.
 *
 * Name and folder do not matter: the vApp properties of the OVA do. A candidate is powered off, and is a
 * template or at least no clone: clones carry `guestinfo.userdata`.
 */
import { isRecord } from "../runtime/objects.js";

/** The properties of a template that an OS image requires. */
export interface TemplateQuery {
  /** The vApp property VERSION, e.g. "v1.25.7+vmware.1-tiny.2-tkg.1-ac20b3". */
  readonly ovaVersion: string;
  readonly osName: string;
  readonly osVersion: string;
  readonly osArch: string;
}

/** A virtual machine with the vApp properties of a node image. */
export interface NodeImage {
  readonly moid: string;
  readonly isTemplate: boolean;
  readonly query: TemplateQuery;
}

const capiCategory = "Cluster API Provider (CAPI)";

/** The properties that {@link parseNodeImages} wants of each virtual machine. */
export const collectedProperties = [
  "config.template",
  "config.vAppConfig",
  "config.extraConfig",
  "runtime.powerState",
] as const;

/** Reads the JSON documents of `govc object.collect -json -type m …`, one per machine, into node images. */
export function parseNodeImages(output: string): NodeImage[] {
  return splitDocuments(output).flatMap((document) => {
    const parsed = document as { obj: { value: string }; changeSet: { name: string; val: unknown }[] };
    const value = (name: string): unknown => parsed.changeSet.find((change) => change.name === name)?.val;
    const isTemplate = value("config.template") === true;
    if (value("runtime.powerState") !== "poweredOff") return [];
    const isClone = entriesOf(value("config.extraConfig")).some(
      (entry) => entry.key === "guestinfo.userdata",
    );
    if (!isTemplate && isClone) return [];
    const vApp = value("config.vAppConfig");
    const properties = entriesOf(isRecord(vApp) ? vApp.property : undefined).filter(
      (property) => property.category === capiCategory,
    );
    const property = (id: string): string => {
      const text = properties.find((entry) => entry.id === id)?.defaultValue;
      return typeof text === "string" ? text : "";
    };
    if (property("VERSION") === "") return [];
    const query = {
      ovaVersion: property("VERSION"),
      osName: property("DISTRO_NAME"),
      // 20.04 in the OVA, 2004 in the OS image.
      osVersion: property("DISTRO_VERSION").replaceAll(".", ""),
      osArch: property("DISTRO_ARCH"),
    };
    return [{ moid: parsed.obj.value, isTemplate, query }];
  });
}

/** What was found for a query: the template, or machines that match but are none. */
export interface Match {
  readonly template: NodeImage | undefined;
  readonly nonTemplates: readonly NodeImage[];
}

export function matchTemplate(images: readonly NodeImage[], query: TemplateQuery): Match {
  const matching = images.filter((image) =>
    (["ovaVersion", "osName", "osVersion", "osArch"] as const).every(
      (key) => image.query[key] === query[key],
    ),
  );
  return {
    template: matching.find((image) => image.isTemplate),
    nonTemplates: matching.filter((image) => !image.isTemplate),
  };
}

/** The text of a denial (measured B, rows of (v)). @param paths Inventory paths of machines that match but are no template. */
export function missingTemplateText(query: TemplateQuery, paths: readonly string[]): string {
  const start = `unable to find VM Template associated with OVA Version ${query.ovaVersion}`;
  return paths.length === 0
    ? `${start}. Please upload at least one VM Template to continue`
    : `${start}, but found these VM(s) [${paths.join(",")}] that can be used once converted to a VM Template`;
}

/** govc prints lists inside a wrapper. */
function entriesOf(value: unknown): Record<string, unknown>[] {
  const list = isRecord(value) ? value._value : value;
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

/** Splits a run of indented JSON objects, each of which begins and ends at the first column. */
function splitDocuments(output: string): unknown[] {
  return output
    .split(/^(?=\{$)/m)
    .filter((part) => part.trim() !== "")
    .map((part) => JSON.parse(part) as unknown);
}
