/** One word of a shell without its quotes, or why it is none. Nothing is expanded. */

/** `rest` is what follows the word on the line. */
export type Word =
  { readonly value: string; readonly rest: string; readonly quoted: boolean } | { readonly fault: string };

const typographic = /^[\u2018\u2019\u201c\u201d]/;

const expansion =
  "the value itself: variables and commands are not expanded, since environment variables are never read";

export function readWord(text: string): Word {
  if (typographic.test(text)) {
    return {
      fault: "straight quotes (' or \"); these are typographic ones, which a shell takes for letters",
    };
  }
  if (text.startsWith("~"))
    return { fault: "quotes around the value: a shell takes ~ for the home directory" };
  let value = "";
  let at = 0;
  let quoted = false;
  while (at < text.length) {
    const letter = text.charAt(at);
    if (/[\s;]/.test(letter)) break;
    quoted = letter === "'" || letter === '"';
    if (quoted) {
      const part = letter === "'" ? readSingle(text, at) : readDouble(text, at);
      if ("fault" in part) return part;
      value += part.value;
      at = part.end;
    } else if (letter === "\\") {
      const next = text.charAt(at + 1);
      if (/[A-Za-z0-9]/.test(next)) {
        return { fault: "quotes around the value: a shell drops a backslash that stands outside of quotes" };
      }
      value += next;
      at += 2;
    } else if (letter === "$" && /^['"]/.test(text.slice(at + 1))) {
      return {
        fault: "plain quotes: $'...' and $\"...\" are quotes of their own, whose escapes are not read",
      };
    } else if ("$`".includes(letter)) {
      return { fault: expansion };
    } else if ("<>|&()".includes(letter)) {
      return { fault: `quotes around the value: a shell gives "${letter}" a meaning of its own` };
    } else {
      value += letter;
      at += 1;
    }
  }
  return { value, rest: text.slice(at).trimStart(), quoted };
}

type Quoted = { readonly value: string; readonly end: number } | { readonly fault: string };

function readSingle(text: string, start: number): Quoted {
  const close = text.indexOf("'", start + 1);
  if (close < 0) return { fault: "a second ' at the end of the value, on the same line" };
  return { value: text.slice(start + 1, close), end: close + 1 };
}

function readDouble(text: string, start: number): Quoted {
  let value = "";
  for (let at = start + 1; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (letter === '"') return { value, end: at + 1 };
    if ("$`".includes(letter)) return { fault: `${expansion} (or single quotes, if the sign is part of it)` };
    if (letter === "\\" && '"\\$`'.includes(text.charAt(at + 1)) && at + 1 < text.length) at += 1;
    value += text.charAt(at);
  }
  return { fault: 'a second " at the end of the value, on the same line' };
}
