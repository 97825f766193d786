/**
 * Answers of the API server that are no success.
 */

/** The fields of a Kubernetes `Status` that are used here. */
export interface KubeStatus {
  readonly message?: string;
  readonly reason?: string;
  readonly code?: number;
  readonly details?: unknown;
}

/** An answer of the API server that is no success. `message` is the server's own text. */
export class KubeError extends Error {
  constructor(
    readonly code: number,
    readonly status: KubeStatus,
    request: string,
  ) {
    super(status.message ?? `${request}: HTTP ${code}`);
    this.name = "KubeError";
  }
}

/** True for "not found". */
export function isNotFound(error: unknown): boolean {
  return error instanceof KubeError && error.code === 404;
}

/** True for "already exists" and for a lost race on an update alike: both are HTTP 409. */
export function isConflict(error: unknown): boolean {
  return error instanceof KubeError && error.code === 409;
}
