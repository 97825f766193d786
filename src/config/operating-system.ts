/**
 * The operating systems of a node, and their versions: as a stack and the vendor's documents write them ("20.04"), and as the
 * labels of OS images do, without dots ("2004").
 */
import * as z from "zod";
import { text } from "./fields.js";

export const operatingSystem = z.enum(["photon", "ubuntu"], { error: '"photon" or "ubuntu"' });
export type OperatingSystem = z.output<typeof operatingSystem>;

const forms: Readonly<Record<OperatingSystem, { readonly form: RegExp; readonly such: string }>> = {
  photon: { form: /^\d+$/, such: '"3" or "5"' },
  ubuntu: { form: /^\d\d\.\d\d$/, such: '"20.04" or "22.04"' },
};

/** What a version of an operating system is expected to be; a later one than those named is accepted too. */
export const osVersionExpectation = (os: OperatingSystem): string => `${forms[os].such}, in quotes`;

export const isVersionOf = (os: OperatingSystem, version: string): boolean => forms[os].form.test(version);

export const osVersion = text(
  (value) => Object.values(forms).some(({ form }) => form.test(value)),
  'a version of the operating system in quotes: "3" or "5" of photon, "20.04" or "22.04" of ubuntu',
);

/** Value of the label `os-version` of an OS image. */
export const osVersionLabel = (version: string): string => version.replaceAll(".", "");

/** @param label with or without dots. @returns as a stack writes it; undefined for a text that is no version */
export function osVersionOfLabel(label: string): string | undefined {
  if (/^\d{1,2}$/.test(label)) return label;
  const [, year, month] = /^(\d\d)\.?(\d\d)$/.exec(label) ?? [];
  return year === undefined || month === undefined ? undefined : `${year}.${month}`;
}

/** An operating system, in any of its versions where none is given. */
export interface WantedSystem {
  readonly os: string;
  readonly osVersion?: string | undefined;
}

/** `photon`, or `photon 5`. */
export const describeSystem = ({ os, osVersion: version }: WantedSystem): string =>
  version === undefined ? os : `${os} ${version}`;

/** Whether an image, or the properties of one, is of a system. @param image its version without dots */
export function isOfSystem(
  { os, osVersion: version }: WantedSystem,
  image: { readonly os: string; readonly osVersion: string },
): boolean {
  return image.os === os && (version === undefined || image.osVersion === osVersionLabel(version));
}
