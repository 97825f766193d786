/** Readers of the values of flat keys, which are all texts. */

/** A value for a config key, or what is expected instead. */
export type ReadValue = { readonly value: unknown } | { readonly expected: string };

export type ValueReader = (text: string) => ReadValue;

export const plain: ValueReader = (text) => ({ value: text });

export const wholeNumber: ValueReader = (text) =>
  /^(0|[1-9]\d{0,9})$/.test(text)
    ? { value: Number(text) }
    : { expected: "a whole number in decimal digits, without leading zeros" };

const truth = /^(true|yes|on)$/i;
const untruth = /^(false|no|off)$/i;

export const trueOrFalse: ValueReader = (text) => {
  if (truth.test(text)) return { value: true };
  return untruth.test(text) ? { value: false } : { expected: '"true" or "false"' };
};

/** For keys with the opposite meaning of ours. */
export const negated: ValueReader = (text) => {
  const read = trueOrFalse(text);
  return "value" in read ? { value: read.value !== true } : read;
};

const split = (text: string, separator: RegExp) =>
  text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== "");

/** Texts with commas between them. */
export const list: ValueReader = (text) => ({ value: split(text, /,/) });

/** A list of one. */
export const single: ValueReader = (text) => ({ value: [text.trim()] });

/** `key=value` pairs; the separator differs from key to key. */
export function pairs(separator: "," | ";"): ValueReader {
  return (text) => {
    const parts = split(text, separator === "," ? /,/ : /;/);
    const read = parts.map((part) => /^([^=]+)=(.*)$/s.exec(part));
    if (read.some((match) => match === null)) {
      return { expected: `pairs such as "name=value${separator}name=value"` };
    }
    return { value: Object.fromEntries(read.map((match) => [(match?.[1] ?? "").trim(), match?.[2] ?? ""])) };
  };
}

/** `key:value` pairs with commas between them, as the vendor's CLI writes labels and annotations of a cluster. */
export const colonPairs: ValueReader = (text) => {
  const read = split(text, /,/).map((part) => /^([^:]+):(.*)$/s.exec(part));
  if (read.some((match) => match === null)) return { expected: 'pairs such as "name:value,name:value"' };
  return {
    value: Object.fromEntries(read.map((match) => [(match?.[1] ?? "").trim(), (match?.[2] ?? "").trim()])),
  };
};

/** PCI devices, `0xVENDOR:0xDEVICE` with commas between them. */
export const pciDevices: ValueReader = (text) => {
  const read = split(text, /,/).map((part) => /^0x([0-9A-Fa-f]{1,4}):0x([0-9A-Fa-f]{1,4})$/.exec(part));
  if (read.some((match) => match === null))
    return { expected: 'devices such as "0x10DE:0x1EB8,0x10DE:0x1DB5"' };
  return {
    value: read.map((match) => ({
      vendorId: parseInt(match?.[1] ?? "", 16),
      deviceId: parseInt(match?.[2] ?? "", 16),
    })),
  };
};

/** One of a few words, whose case does not matter. */
export function oneOf(...words: string[]): ValueReader {
  return (text) => {
    const word = words.find((candidate) => candidate.toLowerCase() === text.toLowerCase());
    return word === undefined ? { expected: words.map((each) => `"${each}"`).join(" or ") } : { value: word };
  };
}
