/** JSON as govc prints it. */
import * as z from "zod";
import { entries, lenient, text } from "./lenient.js";

/** The entries of a list that have the form. govc prints lists inside a wrapper. */
export const listed = <T extends z.ZodType>(entry: T) => z.preprocess(unwrapped, entries(entry));

function unwrapped(value: unknown): unknown {
  return typeof value === "object" && value !== null && "_value" in value ? value._value : value;
}

/** Properties of one object. Of one object alone, govc prints them without the object. */
export const changes = entries(z.object({ name: z.string(), val: z.unknown().optional() }));

/** One object as `govc object.collect -json` prints it. */
const collectedObject = z.object({
  obj: z.object({ type: z.string(), value: z.string() }),
  changeSet: changes,
});

/** An object's own reference, without its kind. */
export const reference = lenient(z.object({ value: text }));

/** `object.collect` prints a run of indented JSON objects, each of which begins at the first column. */
export function readCollected(output: string): z.output<typeof collectedObject>[] {
  const documents = output.split(/^(?=\{$)/m).filter((part) => part.trim() !== "");
  return documents.flatMap((part) => collectedObject.safeParse(JSON.parse(part)).data ?? []);
}
