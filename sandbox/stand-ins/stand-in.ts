/**
 * What a stand-in is. A stand-in plays one controller or webhook of Tanzu Kubernetes Grid (or, in the light
 * profile, of Cluster API) that has no public module; its name and every line of its log contain the word.
 *
 * All stand-ins of a sandbox live in one process (main.ts). The process gives each a {@link StandInContext}, waits for
 * every `start`, then serves the webhooks of all and registers them with the API server.
 */
import type { Faults } from "./runtime/faults.js";
import type { Informer } from "./runtime/informer.js";
import type { KubeClient, Scope } from "./runtime/kube-client.js";
import type { KubeStatus } from "./runtime/kube-error.js";
import type { FreeObject, KubeObject } from "./runtime/objects.js";
import type { Resource } from "./runtime/resources.js";

/** Tuning of a sandbox, as far as stand-ins read it. Times in seconds. */
export interface StandInSettings {
  /** How long a Cluster's deletion waits for an unreachable workload API. @default 600, as the vendor's flag */
  readonly addonsDeleteTimeoutSeconds: number;
  /**
   * How long the add-ons of a Cluster that is being deleted take to be removed through its API. In a delete with foreground
   * propagation the garbage collector always removes the VM first, and the delete ends by the delete timeout. 0: they
   * are removed at once, and Machines carry no hook. Full profile only. @default 0
   */
  readonly addonsRemovalSeconds: number;
  /** How often an unreachable workload API is tried again. @default 2 */
  readonly workloadRetrySeconds: number;
  /** False: clusters have no guest, so add-ons count as reconciled once the control plane is ready. @default true */
  readonly guests: boolean;
}

/** The sandbox as a stand-in sees it. */
export interface SandboxRecord {
  /** Absolute path of the sandbox directory. */
  readonly directory: string;
  /** First three numbers of its addresses, e.g. "127.66.3". */
  readonly block: string;
  readonly profile: "light" | "full";
  readonly settings: StandInSettings;
  readonly vcenter: {
    /** host:port */
    readonly server: string;
    readonly username: string;
    readonly password: string;
    /** SHA-1, colon separated. */
    readonly thumbprint: string;
    /** Absolute path. */
    readonly caFile: string;
  };
  readonly registry: {
    /** With path, e.g. "127.66.3.4:5000/tkg". */
    readonly host: string;
    /** Absolute path. */
    readonly caFile: string;
  };
}

/** What the process hands to each stand-in. */
export interface StandInContext {
  /** The management cluster, with the stand-in's name as field manager. */
  readonly client: KubeClient;
  readonly sandbox: SandboxRecord;
  /** The process's one informer of a kind and scope; it is started on first use and shared by all stand-ins. */
  readonly informer: <T extends KubeObject>(kind: Resource<T>, scope?: Scope) => Informer<T>;
  /** Writes one line, headed by time and the stand-in's name. Never give it a secret. */
  readonly log: (message: string) => void;
  /** The faults that are switched on now; the file is read at each call. */
  readonly faults: () => Faults;
  /** Fires when the process is to end. */
  readonly signal: AbortSignal;
}

export interface StandIn {
  /** e.g. "stand-in:tkr-resolver" */
  readonly name: string;
  /** The real thing, e.g. "tkr-resolver-cluster-webhook-manager of TKG 2.2.0". */
  readonly standsInFor: string;
  /** Resolves once the stand-in works (caches filled, loops running); rejects if it cannot. */
  start(context: StandInContext): Promise<void>;
  readonly webhooks?: readonly Webhook[];
}

/** The API server's admission request. `oldObject` is set on UPDATE and DELETE. */
export interface AdmissionRequest {
  readonly uid: string;
  readonly operation: "CREATE" | "UPDATE" | "DELETE" | "CONNECT";
  readonly namespace?: string;
  readonly name?: string;
  readonly object: FreeObject;
  readonly oldObject?: FreeObject | null;
  readonly dryRun?: boolean;
}

/**
 * What a webhook answers.
 * - `allow`: as it is.
 * - `mutate`: with the object given; the process computes the patch.
 * - `deny`: with a plain text. As controller-runtime 0.12 does, the text goes into the status's *reason* with code 403;
 *   the API server prints `admission webhook "NAME" denied the request: TEXT`, and clients take it for a Forbidden.
 * - `refuse`: with a full status, e.g. an Invalid with its causes, or another object's NotFound.
 */
export type AdmissionAnswer =
  | { readonly kind: "allow" }
  | { readonly kind: "mutate"; readonly object: object }
  | { readonly kind: "deny"; readonly text: string }
  | { readonly kind: "refuse"; readonly status: KubeStatus };

export const allow: AdmissionAnswer = { kind: "allow" };

/** A rule of a webhook configuration. */
export interface WebhookRule {
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly operations: readonly ("CREATE" | "UPDATE" | "DELETE")[];
  readonly resources: readonly string[];
}

/** An admission webhook, under the names that the real one has. */
export interface Webhook {
  readonly type: "mutating" | "validating";
  /** Name of the configuration object; webhooks of one type and configuration share it. The API server calls configurations in the order of their names. */
  readonly configuration: string;
  /** e.g. "tkr-resolver-cluster-webhook.tanzu.vmware.com" */
  readonly name: string;
  /** e.g. "/mutate-cluster"; unique in the process. */
  readonly path: string;
  readonly rules: readonly WebhookRule[];
  /** @default "Never" */
  readonly reinvocationPolicy?: "Never" | "IfNeeded";
  /** @default 10 */
  readonly timeoutSeconds?: number;
  /** An error thrown here is answered as HTTP 500, with its message. */
  handle(request: AdmissionRequest, context: StandInContext): Promise<AdmissionAnswer> | AdmissionAnswer;
}
