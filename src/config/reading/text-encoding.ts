/** From the bytes of a file to text: the encodings that editors and shells write, and what each other one is called. */

/** The text with line feeds alone at its line ends, or what is expected in place of the file. */
export type DecodedText = { readonly text: string } | { readonly expected: string };

const inUtf8 = "a text file in UTF-8 or UTF-16";

/** What a file that is no text begins with. UTF-32 comes first: its mark begins like that of UTF-16. */
const otherForms: readonly { readonly bytes: readonly number[]; readonly form: string }[] = [
  { bytes: [0xff, 0xfe, 0x00, 0x00], form: "UTF-32" },
  { bytes: [0x00, 0x00, 0xfe, 0xff], form: "UTF-32" },
  { bytes: [0x1f, 0x8b], form: "compressed (gzip)" },
  { bytes: [0x50, 0x4b, 0x03, 0x04], form: "a ZIP archive" },
  { bytes: [0x7f, 0x45, 0x4c, 0x46], form: "a program" },
];

export function decodeText(bytes: Uint8Array): DecodedText {
  const other = otherForms.find(({ bytes: start }) => start.every((byte, index) => bytes[index] === byte));
  if (other) return { expected: `${inUtf8}; this one is ${other.form}` };
  const encoding = encodingOf(bytes);
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return { expected: `${inUtf8}; this one is in another encoding, such as Latin-1: save it as UTF-8` };
  }
  const nul = text.indexOf("\0");
  if (nul >= 0) return { expected: `${inUtf8}; this one holds a NUL character in line ${lineAt(text, nul)}` };
  return { text: text.replace(/\r\n?/g, "\n") };
}

/** By the byte order mark; without one, by where the zero bytes of ASCII characters stand. */
function encodingOf(bytes: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first !== undefined && first !== 0 && second === 0) return "utf-16le";
  return first === 0 && second !== undefined && second !== 0 ? "utf-16be" : "utf-8";
}

/** Line of an offset, counted from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split(/\r\n?|\n/).length;
}
