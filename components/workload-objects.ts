import { Provider as KubernetesProvider } from "@pulumi/kubernetes/provider.js";
import {
  ComponentResource,
  CustomResource,
  secret,
  type CustomResourceOptions,
  type Inputs,
  type Output,
  type Resource,
} from "@pulumi/pulumi";
import { isSecretObject, secretFields } from "../src/config/after-ready/secret-values.js";
import { objectKey, type WorkloadObject } from "../src/config/after-ready/workload-object.js";
import { inBackground } from "../src/manifests/applied-metadata.js";
import type { KubernetesObject } from "../src/manifests/kubernetes-object.js";
import { owned } from "./field-manager.js";
import type { RebuildChain } from "./rebuild-chain.js";

export interface WorkloadObjectsArgs {
  readonly objects: readonly WorkloadObject[];
  /** Admin kubeconfig of the workload cluster, secret; known when the cluster is Ready. */
  readonly kubeconfig: Output<string>;
  /** UID of the Cluster: the identity of the workload cluster. */
  readonly clusterUid: Output<string>;
  /** The Cluster, whose deletion deletes the objects. */
  readonly cluster: Resource;
  readonly chain: RebuildChain;
  /** Types by resource name, of objects that the state holds with another version of their API. */
  readonly earlierTypes: ReadonlyMap<string, string>;
}

/**
 * The objects of the user on the workload cluster, one resource for each.
 *
 * A rebuild replaces them together with the Cluster, before it is deleted: `deletedWith` then sends no delete to a
 * cluster that goes away, and a run that is killed finds them all replaced or none. The provider follows by the
 * Cluster's UID. It drops objects whose API does not answer when they are deleted, so that neither a destroy nor a
 * Cluster that was deleted by hand waits for it; a create and an update fail.
 */
export class WorkloadObjects extends ComponentResource {
  readonly objects: readonly Resource[];

  constructor(name: string, args: WorkloadObjectsArgs, parent: Resource) {
    super("tkg-edge:index:WorkloadObjects", name, {}, { parent });
    const provider = new KubernetesProvider(
      `${name}-provider`,
      {
        kubeconfig: args.kubeconfig,
        clusterIdentifier: args.clusterUid,
        enableServerSideApply: true,
        enableConfigMapMutable: true,
        enableSecretMutable: true,
        deleteUnreachable: true,
      },
      { parent: this },
    );
    const opts = { parent: this, provider, ...args.chain.onCluster(args.cluster) };
    const earlier: Resource[] = [];
    for (const stage of stages(args.objects)) {
      const dependsOn = [...earlier];
      earlier.push(...stage.map((object) => new AppliedObject(name, object, args, { ...opts, dependsOn })));
    }
    this.objects = earlier;
    this.registerOutputs({});
  }
}

class AppliedObject extends CustomResource {
  constructor(
    parent: string,
    object: WorkloadObject,
    { earlierTypes }: WorkloadObjectsArgs,
    opts: CustomResourceOptions,
  ) {
    const name = resourceName(parent, object);
    const type = earlierTypes.get(name);
    super(typeOf(object), name, inputsOf(object), {
      ...opts,
      ...(type !== undefined && type !== typeOf(object) && { aliases: [{ type }] }),
      ...(isSecretObject(object.fields) && { additionalSecretOutputs: [...secretFields] }),
    });
  }
}

/** The resource of an object; it stays the same when the object moves to another version of its API. */
function resourceName(parent: string, object: WorkloadObject): string {
  return `${parent}/${objectKey(object)}`;
}

function typeOf({ apiVersion, kind }: WorkloadObject): string {
  return `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`;
}

/** The values of a Secret are secret, also in the copy that `kubectl apply` keeps in an annotation. */
function inputsOf({ fields }: WorkloadObject): Inputs {
  const given = fields.metadata as KubernetesObject["metadata"];
  // Deleted as kubectl does, unless the user asks otherwise.
  const annotations: Readonly<Record<string, string>> = {
    ...inBackground(given).annotations,
    ...given.annotations,
  };
  const metadata = owned({ ...given, annotations });
  if (!isSecretObject(fields)) return { ...fields, metadata };
  const values = secretFields.filter((part) => fields[part] !== undefined);
  const copy = annotations[lastApplied];
  const hidden = copy === undefined ? {} : { [lastApplied]: secret(copy) };
  return {
    ...fields,
    metadata: { ...metadata, annotations: { ...metadata.annotations, ...hidden } },
    ...Object.fromEntries(values.map((part) => [part, secret(fields[part])])),
  };
}

const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

const first = new Set(["Namespace", "CustomResourceDefinition"]);
/** They intercept or serve requests, for which what is behind them has to run. */
const last = new Set(["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "APIService"]);

/** What other objects need comes first. */
function stages(objects: readonly WorkloadObject[]): readonly (readonly WorkloadObject[])[] {
  const stageOf = ({ kind }: WorkloadObject) => (first.has(kind) ? 0 : last.has(kind) ? 2 : 1);
  return [0, 1, 2].map((stage) => objects.filter((object) => stageOf(object) === stage));
}
