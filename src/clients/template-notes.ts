/**
 * What an import writes into the notes (annotation) of the VM that becomes a template: which OVA it is of, and who uploads it.
 * One fact a line, so that others may add their own.
 */
import * as z from "zod";
import { processIdentity } from "./process-identity.js";

const digestPrefix = "tkg-edge OVA SHA-256: ";
const uploadPrefix = "tkg-edge upload: ";

const upload = processIdentity.extend({
  /** `PROJECT/STACK`, or who ran the command by hand. */
  by: z.string(),
  /** When it began, by the clock of its machine. */
  since: z.iso.datetime(),
});

/** Who uploads, or uploaded. */
export type Upload = z.output<typeof upload>;

const userPrefix = "a run of ";

/** Who uploads where no stack is named: a person, or an import that a state of 0.1.0 holds. */
export const uploadOfUser = (name: string): string => `${userPrefix}${name}`;

/** Whether the uploader is one of {@link uploadOfUser}, and no stack. */
export const isUploadOfUser = (by: string): boolean => by.startsWith(userPrefix);

export const templateNotes = (sha256: string, by: Upload): string =>
  `${digestPrefix}${sha256}\n${uploadPrefix}${JSON.stringify(by)}`;

/** Checksum of the OVA that a machine was made of; undefined for one that others made. */
export const recordedSha256 = (notes: string | undefined): string | undefined => lineOf(notes, digestPrefix);

/** Undefined for a machine that others made, as release 0.1.0 did. */
export function recordedUpload(notes: string | undefined): Upload | undefined {
  try {
    const parsed = upload.safeParse(JSON.parse(lineOf(notes, uploadPrefix) ?? ""));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

function lineOf(notes: string | undefined, prefix: string): string | undefined {
  const line = notes?.split("\n").find((one) => one.startsWith(prefix));
  return line?.slice(prefix.length).trim();
}
