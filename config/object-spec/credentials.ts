import { decodeSecret } from "../flat-file/encoded.js";
import { isTree, type Tree } from "../tree.js";
import type { Reading } from "./reading.js";

/**
 * The vCenter user and password of the Secret that has the Cluster's name.
 * @returns the password; undefined when there is none
 */
export function readCredentials(secrets: readonly Tree[], reading: Reading): string | undefined {
  const { site, connection, problems, file } = reading;
  const named = secrets.find(({ metadata }) => isTree(metadata) && metadata.name === site.name);
  if (!named) return undefined;
  const textOf = (key: string) => {
    if (isTree(named.stringData) && typeof named.stringData[key] === "string") return named.stringData[key];
    const encoded = isTree(named.data) ? named.data[key] : undefined;
    return typeof encoded === "string" ? Buffer.from(encoded, "base64").toString("utf8") : undefined;
  };
  const username = textOf("username");
  if (username !== undefined) connection.vcenter = { ...(connection.vcenter ?? {}), username };
  const password = textOf("password");
  if (password === undefined || password.startsWith("${")) return undefined;
  const decoded = decodeSecret(password);
  if (decoded === undefined) {
    problems.push({
      path: `${file}: Secret ${String(site.name)} password`,
      expected: "the plain password, or <encoded:BASE64> with whole base64 in it",
    });
  } else if (decoded !== password) {
    reading.notes.push(
      `${file}: the password in the Secret was <encoded:...>, which vCenter would have refused; decoded`,
    );
  }
  return decoded;
}
