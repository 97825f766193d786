/**
 * The kinds of value that the sections of a stack are made of. Each says what is expected in one sentence, which is
 * both the error message and, through `describe`, the reference documentation.
 */
import { posix } from "node:path";
import { z } from "zod";

/** A text that must satisfy a test, with the sentence that says what is expected. */
function text(test: (value: string) => boolean, expectation: string) {
  return z.string({ error: expectation }).refine(test, { error: expectation });
}

/** Kubernetes name of an object that also names machines (RFC 1123 label). */
export const clusterName = text(
  (value) => /^[a-z]([a-z0-9-]{0,40}[a-z0-9])?$/.test(value),
  "a cluster name: 1 to 42 lower-case letters, digits or '-', starting with a letter and ending with a letter or digit",
);

export const namespaceName = text(
  (value) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(value),
  "a Kubernetes namespace name: 1 to 63 lower-case letters, digits or '-'",
);

export const ipv4Address = z.ipv4({ error: 'an IPv4 address such as "10.185.11.134"' });

export const cidrBlocks = z
  .array(z.cidrv4({ error: 'an IPv4 CIDR block such as "100.96.0.0/11"' }), {
    error: "a list of IPv4 CIDR blocks",
  })
  .min(1, { error: "at least one CIDR block" });

/** An inventory path as vCenter shows it, absolute: `/dc0/vm/edge`. */
export function inventoryPath(example: string) {
  return text(
    (value) => value.startsWith("/") && posix.normalize(value) === value && !value.endsWith("/"),
    `an absolute vCenter inventory path such as "${example}"`,
  );
}

/** SHA-1 fingerprint of a certificate, the only form that TKG's controllers understand. */
export const sha1Thumbprint = z
  .string({ error: "a SHA-1 thumbprint" })
  .refine((value) => /^([0-9A-Fa-f]{2}:){19}[0-9A-Fa-f]{2}$/.test(value), {
    error: (issue) =>
      typeof issue.input === "string" && /^([0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2}$/.test(issue.input)
        ? "a SHA-1 thumbprint, but this is a SHA-256 one; get the right one with: " +
          "openssl s_client -connect SERVER:443 </dev/null | openssl x509 -fingerprint -sha1 -noout"
        : "a SHA-1 thumbprint: 20 pairs of hex digits with colons between them",
  });

/** Integer with a lower bound and a unit, both named in the message. */
export function integerAtLeast(minimum: number, unit: string) {
  const error = `a whole number of at least ${minimum} (${unit}), written without quotes`;
  return z.int({ error }).min(minimum, { error });
}

export const sshAuthorizedKey = text(
  (value) => /^(ssh-(rsa|ed25519)|ecdsa-sha2-nistp(256|384|521)|sk-\S+) [A-Za-z0-9+/=]+( .*)?$/.test(value),
  'one authorised public SSH key in one line, such as "ssh-ed25519 AAAA... user@host"',
);

/** Base64 of a PEM file, as TKG's `trust` variable takes it. */
export const base64Pem = text(
  (value) =>
    /^[A-Za-z0-9+/]+={0,2}$/.test(value) &&
    Buffer.from(value, "base64").toString("latin1").includes("-----BEGIN CERTIFICATE-----"),
  "a PEM certificate in base64, in one line (base64 -w0 < ca.pem)",
);

/** `host[:port][/path]` of an OCI registry or repository, without scheme or tag. */
export const registryReference = text(
  (value) => /^[A-Za-z0-9.-]+(:\d+)?(\/[a-z0-9]+([._/-][a-z0-9]+)*)?$/.test(value),
  'a registry reference without scheme and tag, such as "registry.example.com:5000/tkg"',
);

export const nonEmpty = (what: string) => text((value) => value.trim() !== "", what);

/** Optional text of a command's environment: an unset or empty variable is undefined. */
export const optionalText = z
  .string()
  .optional()
  .transform((value) => (value === "" ? undefined : value));

/** Any base64 text in one line. */
export const base64Text = text(
  (value) => /^[A-Za-z0-9+/]+={0,2}$/.test(value),
  "base64 in one line (base64 -w0)",
);
