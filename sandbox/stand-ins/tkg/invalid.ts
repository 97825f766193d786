/**
 * "Invalid" answers in the form of the API machinery: a message, and a cause per field, from which kubectl makes
 * `The ClusterBootstrap "w3" is invalid: spec.cni.refName: Invalid value: …`.
 */
import type { KubeStatus } from "../runtime/kube-error.js";

/** A field that is wrong. `value` is printed as Go prints a bad value: quoted, or "null" when there is none. */
export interface FieldError {
  /** e.g. "spec.cni.refName" */
  readonly field: string;
  readonly value: string | undefined;
  readonly detail: string;
}

/** A value that is printed without quotes, e.g. a struct in Go's notation or a boolean. */
export interface Verbatim extends Omit<FieldError, "value"> {
  readonly verbatim: string;
}

/** The status of a refused object: HTTP 422. */
export function invalidStatus(
  kind: { readonly group: string; readonly kind: string },
  name: string,
  errors: readonly (FieldError | Verbatim)[],
): KubeStatus {
  const causes = errors.map((error) => ({
    reason: "FieldValueInvalid",
    field: error.field,
    message: `Invalid value: ${"verbatim" in error ? error.verbatim : JSON.stringify(error.value ?? "null")}: ${error.detail}`,
  }));
  const texts = causes.map(({ field, message }) => `${field}: ${message}`);
  const list = texts.length === 1 ? (texts[0] ?? "") : `[${texts.join(", ")}]`;
  return {
    code: 422,
    reason: "Invalid",
    message: `${kind.kind}.${kind.group} ${JSON.stringify(name)} is invalid: ${list}`,
    details: { group: kind.group, kind: kind.kind, name, causes },
  };
}

/** The status of an object that is not there, as the vendor's cached clients word it: with the kind, not the plural. */
export function notFoundStatus(
  kind: { readonly group: string; readonly kind: string },
  name: string,
): KubeStatus {
  return {
    code: 404,
    reason: "NotFound",
    message: `${kind.kind}.${kind.group} ${JSON.stringify(name)} not found`,
    details: { group: kind.group, kind: kind.kind, name },
  };
}
