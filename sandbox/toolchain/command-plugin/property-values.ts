// How the engine hands property values to a plugin: plain JSON, where a secret and an output are objects with a
// signature. In: such a value. Out: the plain value, and whether a secret was anywhere in it.

/** The key that marks an object as a special value, and the marks of the two kinds that can reach this plugin. */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** Stands for a value that is not known before the update. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A value without its wrappings. */
export interface Unwrapped {
  readonly value: unknown;
  /** Whether the value is a secret or holds one. */
  readonly secret: boolean;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Takes the wrappings off a value, at any depth. */
export function unwrap(value: unknown): Unwrapped {
  if (Array.isArray(value)) {
    const items = value.map(unwrap);
    return { value: items.map((item) => item.value), secret: items.some((item) => item.secret) };
  }
  if (!isRecord(value)) return { value, secret: false };
  const signature = value[signatureKey];
  if (signature === secretSignature) return { value: unwrap(value.value).value, secret: true };
  if (signature === outputSignature) {
    const inner = unwrap(value.value);
    return { value: inner.value, secret: inner.secret || value.secret === true };
  }
  const entries = Object.entries(value).map(([key, member]) => [key, unwrap(member)] as const);
  return {
    value: Object.fromEntries(entries.map(([key, member]) => [key, member.value])),
    secret: entries.some(([, member]) => member.secret),
  };
}

/** Marks a value as secret, so that the engine encrypts it in the state and masks it in what it prints. */
export function secret(value: unknown): Record<string, unknown> {
  return { [signatureKey]: secretSignature, value };
}
