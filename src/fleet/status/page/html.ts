/** Text and attributes of HTML, of which nothing can become markup. Pure. */

const entities: Readonly<Record<string, string>> = {
  ...{ "&": "&amp;", "<": "&lt;", ">": "&gt;" },
  ...{ '"': "&quot;", "'": "&#39;" },
};

/** Of an element's text and of an attribute in quotes. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? "");

/** Text of HTML that is not escaped again. */
export class Markup {
  constructor(readonly text: string) {}
}

type Part = string | number | Markup | readonly Markup[];

/**
 * A template in which each inserted text is escaped. It is not named `html`: formatters would then format the template, and
 * with it the script and style of which the policy names the digests.
 */
export function markup(literals: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const texts = literals.map((literal, index) => {
    const part = parts[index];
    return part === undefined ? literal : literal + textOf(part);
  });
  return new Markup(texts.join(""));
}

export const nothing = new Markup("");

function textOf(part: Part): string {
  if (part instanceof Markup) return part.text;
  if (typeof part === "string" || typeof part === "number") return escaped(String(part));
  return part.map(({ text }) => text).join("");
}
