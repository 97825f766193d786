/** The vCenter user and password of a Cluster: those of the Secret that has its name and namespace, and of no other. */
import { decodeSecret } from "../flat-file/encoded.js";
import {
  passwordPlaceholderExpectation,
  placeholderExpectation,
  placeholderIn,
} from "../reading/placeholder.js";
import { isTree } from "../tree.js";
import type { ObjectReader } from "./object-reader.js";
import type { Reading } from "./reading.js";

/** @returns the password; undefined when there is none that can be used */
export function readCredentials(secret: ObjectReader, reading: Reading): string | undefined {
  const username = textOf(secret, "username", reading);
  if (username !== undefined) {
    const where = secret.where("stringData", "username");
    const isPlaceholder = placeholderIn(username.text) !== undefined;
    if (isPlaceholder && reading.options.withoutPassword === true) {
      reading.note("the user in the Secret is left out: it is a placeholder");
    } else if (isPlaceholder) {
      reading.refuse(where, placeholderExpectation);
      reading.origins.refuse("connection.vcenter.username");
    } else reading.set("connection.vcenter.username", username.text, where);
  }
  if (reading.options.withoutPassword === true) secret.take("stringData", "password");
  if (reading.options.withoutPassword === true) secret.take("data", "password");
  const password = reading.options.withoutPassword === true ? undefined : textOf(secret, "password", reading);
  if (secret.peek("type") === "Opaque") secret.take("type");
  for (const part of ["stringData", "data"]) {
    for (const [key] of secret.entries(part)) {
      if (["username", "password"].includes(key)) continue;
      secret.take(part, key);
      reading.refuse(secret.where(part, key), "username and password: a Secret of vCenter has no other keys");
    }
  }
  if (password === undefined) return undefined;
  const what = placeholderIn(password.text);
  if (what !== undefined) {
    reading.problems.push({ path: password.where, found: what, expected: passwordPlaceholderExpectation });
    return undefined;
  }
  const decoded = decodeSecret(password.text);
  if (decoded === undefined) {
    reading.refuse(password.where, "the plain password, or <encoded:BASE64> with whole base64 in it");
  } else if (decoded !== password.text) {
    reading.note("the password in the Secret was <encoded:...>, which vCenter would have refused; decoded");
  }
  return decoded;
}

interface SecretText {
  readonly text: string;
  readonly where: string;
}

/** `stringData` wins, as it does for the API server. */
function textOf(secret: ObjectReader, key: string, reading: Reading): SecretText | undefined {
  const [plain, encoded] = [secret.take("stringData", key), secret.take("data", key)];
  if (plain !== undefined && encoded !== undefined) {
    reading.note(`data.${key} of the Secret is left out: stringData.${key} wins`);
  }
  const where = secret.where(plain === undefined ? "data" : "stringData", key);
  const value = plain === undefined ? encoded : plain;
  if (value === undefined) return undefined;
  if (typeof value !== "string") {
    reading.refuse(
      where,
      `quotes around the value: it is read as ${kindOf(value)}, and a Secret holds texts`,
    );
    return undefined;
  }
  if (plain !== undefined) return value === "" ? undefined : { text: value, where };
  const bytes = Buffer.from(value, "base64");
  const text = bytes.toString("utf8");
  const isWhole = bytes.toString("base64").replace(/=+$/, "") === value.replace(/=+$/, "").replace(/\s/g, "");
  if (!isWhole || !Buffer.from(text, "utf8").equals(bytes)) {
    if (placeholderIn(value) === undefined)
      reading.refuse(where, "base64 of a text, as a Secret's data holds it");
    else reading.problems.push({ path: where, expected: passwordPlaceholderExpectation });
    return undefined;
  }
  if (/[\r\n]$/.test(text)) {
    reading.refuse(
      where,
      "base64 of the value alone: this one ends in a line feed (printf '%s' VALUE | base64)",
    );
    return undefined;
  }
  return text === "" ? undefined : { text, where };
}

function kindOf(value: unknown): string {
  if (value === null) return "nothing";
  if (typeof value === "object") return isTree(value) ? "a mapping" : "a list";
  return typeof value === "boolean" ? "true or false" : "a number";
}
