/**
 * The kinds of value that the sections of a stack are made of. Each describes what is expected in one sentence, which is
 * both the error message and, through `describe`, the reference documentation.
 */
import { posix } from "node:path";
import * as z from "zod";

/** A text that must satisfy a test, with the sentence that describes what is expected. */
export function text(test: (value: string) => boolean, expectation: string) {
  return z.string({ error: expectation }).refine(test, { error: expectation });
}

/** A text with a judge that returns what is expected instead, or nothing when the text is valid. */
export function judged(expectation: string, judge: (value: string) => string | undefined) {
  return z.string({ error: expectation }).superRefine((value, context) => {
    const message = judge(value);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });
}

export const nonEmpty = (what: string) => text((value) => value.trim() !== "", what);

/** A path of a file. Only a shell replaces `~`, and a relative path may stand behind that of its file here. */
export const filePath = (what: string) =>
  judged(what, (value) => {
    if (value.trim() === "") return what;
    if (!value.split("/").includes("~")) return undefined;
    return `${what}, without "~", which only a shell replaces: an absolute path, or one relative to the file that contains it`;
  });

export const flag = () => z.boolean({ error: "true or false, written without quotes" });

/** Integer with a lower bound and a unit, both named in the message; the unit is in the reference too. */
export function integerAtLeast(minimum: number, unit: string) {
  const error = `a whole number of at least ${minimum} (${unit}), written without quotes`;
  return z.int({ error }).min(minimum, { error }).max(2_147_483_647, { error }).meta({ unit });
}

/** An inventory path as vCenter shows it, absolute: `/dc0/vm/edge`. */
export function inventoryPath(example: string) {
  const expectation = `an absolute vCenter inventory path such as "${example}"`;
  return text(
    (value) =>
      value.startsWith("/") && value !== "/" && posix.normalize(value) === value && !value.endsWith("/"),
    expectation,
  );
}

const sha1Command =
  "openssl s_client -connect SERVER:443 </dev/null | openssl x509 -fingerprint -sha1 -noout";

/** SHA-1 fingerprint of a certificate, the only form that TKG's controllers understand. They compare upper case. */
export const sha1Thumbprint = judged("a SHA-1 thumbprint, in quotes", thumbprintProblem).toUpperCase();

function thumbprintProblem(value: string): string | undefined {
  if (/^([0-9A-Fa-f]{2}:){19}[0-9A-Fa-f]{2}$/.test(value)) return undefined;
  if (/^([0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$/.test(value)) {
    return `a SHA-1 thumbprint, but this is a SHA-256 one; get the right one with: ${sha1Command}`;
  }
  if (/^[0-9A-Fa-f]{40}$/.test(value)) {
    return `a SHA-1 thumbprint with colons: ${value.replace(/..(?=.)/g, "$&:").toUpperCase()}`;
  }
  if (value.includes("[...]")) {
    return `a SHA-1 thumbprint; this one is cut short, as the vendor's page prints it; get yours with: ${sha1Command}`;
  }
  return "a SHA-1 thumbprint: 20 pairs of hex digits with colons between them";
}

/** `host[:port][/path]` of an OCI registry or repository, without scheme or tag. */
export const registryReference = judged(
  'a registry reference without scheme and tag, such as "registry.example.com:5000/tkg"',
  (value) => {
    const example = 'such as "registry.example.com:5000/tkg"';
    if (/^[a-z]+:\/\//i.test(value)) return `a registry reference without "https://" before it, ${example}`;
    if (value.includes("@")) return `a registry reference without digest or user, ${example}`;
    if (value.includes("/") && value.slice(value.lastIndexOf("/")).includes(":"))
      return `a registry reference without tag, ${example}`;
    if (value.endsWith("/")) return `a registry reference without "/" at the end, ${example}`;
    const good = /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/;
    return good.test(value) ? undefined : `a registry reference, ${example} (paths are lower case)`;
  },
);

/** `host[:port]` of a server. */
export const serverAddress = judged('a host name or address, "host" or "host:port"', (value) => {
  if (/^[a-z]+:\/\//i.test(value)) return 'the host alone, without "https://" before it and a path behind it';
  const good = /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?$/;
  return good.test(value) ? undefined : 'a host name or address, "host" or "host:port"';
});

/** URL of a proxy. */
export const proxyUrl = judged('the URL of a proxy, such as "http://proxy.example.com:3128"', (value) => {
  const good = /^https?:\/\/[^\s/]+\/?$/.test(value) && URL.canParse(value);
  return good ? undefined : 'the URL of a proxy, such as "http://proxy.example.com:3128"';
});

/** Any base64 text in one line. */
export const base64Text = text(
  (value) => /^[A-Za-z0-9+/]+={0,2}$/.test(value),
  "base64 in one line (base64 -w0)",
);

/** Optional text of a command's environment: an unset or empty variable is undefined. */
export const optionalText = z
  .string()
  .optional()
  .transform((value) => (value === "" ? undefined : value));
