/** Kubernetes objects as they are read, and their conditions. */

/** A condition in the form of Cluster API. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  /** Of one that is False: how bad that is. */
  readonly severity?: string;
  readonly reason?: string;
  readonly message?: string;
}

/** A Kubernetes object as read: what is relied on is optional, because nothing checks it. */
export interface LiveObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    /** RFC 3339, to the second. */
    readonly creationTimestamp?: string;
    readonly generation?: number;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  /** Of a Secret or ConfigMap. */
  readonly data?: Readonly<Record<string, string>>;
  readonly status?: {
    readonly conditions?: readonly Condition[];
    readonly phase?: string;
    /** Of Cluster API's objects: why it does not go on with this one. */
    readonly failureReason?: string;
    readonly failureMessage?: string;
    readonly observedGeneration?: number;
    /** Of a KubeadmControlPlane. */
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    /** Of a Machine. */
    readonly nodeRef?: { readonly name?: string };
  };
}

export function conditionOf(object: LiveObject | undefined, type: string): Condition | undefined {
  return object?.status?.conditions?.find((condition) => condition.type === type);
}

/** One line for each condition: type, status, reason, message. */
export function describeConditions(object: LiveObject | undefined): string {
  const conditions = object?.status?.conditions ?? [];
  if (conditions.length === 0) return "    (no conditions yet)";
  return conditions
    .map(({ type, status, reason = "", message = "" }) =>
      `    ${type}=${status} ${reason} ${message}`.trimEnd(),
    )
    .join("\n");
}
