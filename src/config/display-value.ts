/**
 * A value as it appears in a message. People paste secrets into the wrong place, so whatever may be one is not shown:
 * the messages of this project end up in merge requests and logs of pipelines.
 */

/** Last step of a config path, or a flat key, under which a secret may stand. A `secretRef` is the name of a Secret. */
const secretName = /passw|passphrase|secret(?!Ref$)|token|credential|private|apikey/i;

const hidden = "a value that is not shown, since it may be secret";

/**
 * @param value what was read
 * @param name name of the key that it was read from
 * @returns JSON of a plain value, cut to one line of at most 80 characters; of a list or mapping only its shape
 */
export function displayValue(value: unknown, name = ""): string {
  if (value === undefined) return "nothing";
  if (secretName.test(name)) return hidden;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) {
    const keys = Object.keys(value);
    return keys.length === 0 ? "an empty mapping" : `a mapping with the keys ${cut(keys.join(", "), 60)}`;
  }
  if (typeof value !== "string") return JSON.stringify(value);
  if (holdsSecret(value)) return hidden;
  return cut(JSON.stringify(withoutUserInfo(value)), 80);
}

/** A text in full, as `displayValue` shows it: without what may be secret. */
export function maskedText(text: string, name: string): string {
  return secretName.test(name) || holdsSecret(text) ? `(${hidden})` : withoutUserInfo(text);
}

/** Whether the value of a name is secret, judged by the name. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

/** Whether a text is a secret or contains one, judged by the text and by the name that it has. */
export function mayHoldSecret(text: string, name: string): boolean {
  return secretName.test(name) || holdsSecret(text) || /(^|\/\/)[^/@\s:]*:[^/@\s]+@/.test(text);
}

/** A private key, plain or in base64, or a password as the Tanzu CLI wraps it. */
function holdsSecret(text: string): boolean {
  if (text.includes("PRIVATE KEY") || text.includes("<encoded:")) return true;
  return /^[A-Za-z0-9+/=\s]{40,}$/.test(text) && Buffer.from(text, "base64").includes("PRIVATE KEY");
}

/**
 * `https://user:password@host`, with or without the scheme, without what stands before the `@`. No part of the patterns
 * can match what the next one does, so that a text of a megabyte costs no more than its length.
 */
function withoutUserInfo(text: string): string {
  return text.replace(/^[^/@\s:]*:[^/@\s]*@/, "***@").replace(/\/\/[^/@\s]*@/g, "//***@");
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 3)}...` : text;
}
