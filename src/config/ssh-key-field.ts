/** Public SSH keys that may log in to a node, in the form of a line of `authorized_keys`. */
import { judged } from "./fields.js";

const expectation = 'one authorised public SSH key in one line, such as "ssh-ed25519 AAAA... user@host"';
const keyType =
  /^(ssh-(rsa|ed25519)|ecdsa-sha2-nistp(256|384|521)|sk-(ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com)$/;

export const sshAuthorizedKey = judged(expectation, sshKeyProblem);

/** What is wrong with a public SSH key; undefined when nothing is. */
export function sshKeyProblem(value: string): string | undefined {
  if (value.includes("PRIVATE KEY"))
    return `${expectation}; this is a private key, which must not leave its owner`;
  if (value.includes("[...]")) return `${expectation}; this one is cut short, as the vendor's page prints it`;
  if (value.includes("\n"))
    return `${expectation}; this has several lines: give each key an entry of its own`;
  const [type = "", blob = ""] = value.split(" ");
  if (type === "ssh-dss") return `${expectation}; OpenSSH no longer accepts DSA keys`;
  if (!keyType.test(type) || !/^[A-Za-z0-9+/]+={0,2}$/.test(blob)) return expectation;
  // The blob starts with its own type, length first (RFC 4253 section 6.6): a blob of another key, or half of one, shows.
  const bytes = Buffer.from(blob, "base64");
  const length = bytes.length >= 4 ? bytes.readUInt32BE(0) : 0;
  if (bytes.subarray(4, 4 + length).toString("latin1") !== type) {
    return `${expectation}; what follows "${type}" is not a key of that type`;
  }
  return undefined;
}
