/**
 * `<encoded:BASE64>`: the wrapper in which the Tanzu CLI keeps passwords in its own configuration file. Nothing else
 * understands it: in a Secret it is taken literally, and the login to vCenter fails.
 */

/** @returns the text itself when it is not wrapped; undefined when the wrapper is cut short or holds no base64 of a text */
export function decodeSecret(value: string): string | undefined {
  const wrapped = /^<encoded:(.*)>$/s.exec(value)?.[1];
  // A wrapper without its end was cut short.
  if (wrapped === undefined) return value.startsWith("<encoded:") ? undefined : value;
  const bytes = Buffer.from(wrapped, "base64");
  // Buffer skips what is not base64; a text that was cut short has to be reported.
  const whole = wrapped !== "" && bytes.toString("base64").replace(/=+$/, "") === wrapped.replace(/=+$/, "");
  const text = bytes.toString("utf8");
  return whole && Buffer.from(text, "utf8").equals(bytes) ? text : undefined;
}
