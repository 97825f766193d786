/** Schemas of what others wrote: a field that is absent, or of another form than expected, is undefined. */
import * as z from "zod";

export const lenient = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

/** A text that is not empty. */
export const text = lenient(z.string().min(1));

/** The entries of a list that have the form; none where there is no list. */
export const entries = <T extends z.ZodType>(entry: T) =>
  z
    .array(lenient(entry))
    .catch([])
    .transform((all) => all.filter((one) => one !== undefined));

/** What a schema whose every field is lenient reads of a value; nothing of one that is no object. */
export function readAs<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const read = schema.safeParse(value);
  return read.success ? read.data : schema.parse({});
}
