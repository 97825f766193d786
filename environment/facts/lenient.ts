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
