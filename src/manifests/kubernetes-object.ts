/** The part of a Kubernetes object that every builder fills in. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** TKG's own namespace on the management cluster. */
export const systemNamespace = "tkg-system";

/** Label on TKrs, OS images and bootstrap templates of the tiny series; the vendor page's selectors use it. */
export const tinyLabel = "tkr.tanzu.vmware.com/tiny";

/** Annotation by which a ClusterClass or a Cluster selects its TKr, a label selector. */
export const resolveTkrAnnotation = "run.tanzu.vmware.com/resolve-tkr";

/** Annotation by which a control plane selects its OS image, a label selector. */
export const resolveOsImageAnnotation = "run.tanzu.vmware.com/resolve-os-image";

/** Label by which an administrator takes a TKr out of resolution. */
export const deactivatedLabel = "deactivated";

/** Annotation on every object that a stack makes: which stack that is, `PROJECT/STACK`. */
export const madeByAnnotation = "tkg-edge/made-by";

/** Annotation on what every preview reads: when this product wrote it last. */
export const writtenAnnotation = "tkg-edge/written-at";

/** Annotation on a Cluster: digest of the command of `site.afterReady` that has succeeded on it. */
export const afterReadyAnnotation = "tkg-edge/after-ready";
