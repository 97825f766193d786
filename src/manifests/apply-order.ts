/** The manifests of a stack in the order in which TKG's admission takes them, for reading, comparing and kubectl. */
import { givenRanges, ownPoolOf } from "../config/address-pool.js";
import type { VcenterConnection } from "../config/connection.js";
import { isOlder } from "../config/release-order.js";
import { installedVersions, type SiteSpec, type StackSpec } from "../config/stack-spec.js";
import { releaseOf } from "../config/tkg-releases.js";
import { bundleTag, packageName } from "../config/tkr-version.js";
import { addressPool } from "./address-pool.js";
import {
  calicoConfig,
  clusterBootstrap,
  configuredPackages,
  vsphereCpiConfig,
  type ClusterBootstrap,
} from "./cluster-bootstrap.js";
import { cluster } from "./cluster.js";
import { compatibilityConfigMap } from "./compatibility-config-map.js";
import { credentialsSecret } from "./credentials-secret.js";
import {
  resolveTkrAnnotation,
  systemNamespace,
  tinyLabel,
  type KubernetesObject,
} from "./kubernetes-object.js";

/** One step: what to know about it, and the object, where it is one. */
export interface Step {
  readonly comments: readonly string[];
  readonly object?: KubernetesObject;
}

export interface RenderChoices {
  /** The Package of a TKr from a pulled bundle; undefined where no bundle is at hand. */
  readonly packageOf: (tkrVersion: string, bundle: string) => KubernetesObject | undefined;
  /** Stands in the Secret for the password, or is it. */
  readonly password: string;
}

/** Every step of a stack; a stack without management or site has fewer. */
export function stepsOf(spec: StackSpec, choices: RenderChoices): Step[] {
  return [...managementSteps(spec, choices), ...siteSteps(spec, choices)];
}

function managementSteps({ management }: StackSpec, { packageOf }: RenderChoices): Step[] {
  if (!management) return [];
  const { name, resolveTkr } = management.clusterClass;
  const value = resolveTkr === "guard" ? `!${tinyLabel}` : "";
  const guard = `kubectl annotate --overwrite clusterclass ${name} -n ${systemNamespace} ${resolveTkrAnnotation}='${value}'`;
  return [
    { comments: ["First, once for each management cluster:", `  ${guard}`] },
    ...installedVersions({ management }).flatMap((version) => {
      if (management.tkr.install === "never") {
        return [
          { comments: [`TKr ${version}: must be on the management cluster already (tkr.install: never).`] },
        ];
      }
      const found = packageOf(version, management.bundle);
      const wait = `Then wait until TKr ${version} is Ready and Compatible.`;
      return [
        {
          comments: [`TKr ${version} is compatible; must be there before the TKr is.`],
          object: compatibilityConfigMap(version),
        },
        found
          ? { comments: ["What the TKr is installed from.", wait], object: found }
          : {
              comments: [
                `Package ${packageName(version)}: comes with its bundle, give --bundle-dir to have it here:`,
                `  imgpkg pull -b ${management.bundle}:${bundleTag(version)} -o DIRECTORY`,
                wait,
              ],
            },
      ];
    }),
  ];
}

function siteSteps({ site, connection }: StackSpec, { password }: RenderChoices): Step[] {
  if (!site || !connection.vcenter) return [];
  return [
    ...pool(site),
    ...credentials(site, connection.vcenter, password),
    ...packages(site),
    { comments: ["The cluster."], object: cluster(site, connection.vcenter) },
  ];
}

/** Offline the form that a management cluster takes is that of the site's TKG release. */
function pool(site: SiteSpec): Step[] {
  const own = ownPoolOf(site);
  if (!own) return [];
  const release = releaseOf(site.tkrVersion);
  const isEarly = release !== undefined && isOlder(release.tkg, "2.3.0") && givenRanges(own).length === 1;
  const form = { version: isEarly ? "v1alpha1" : "v1alpha2", hasAddresses: !isEarly };
  const comments = [
    "The pool of the node's address: before the Cluster, whose machine claims one.",
    `The form is ${form.version}; "kubectl get crd inclusterippools.ipam.cluster.x-k8s.io -o yaml" shows what is served.`,
  ];
  return [{ comments, object: addressPool(own, form) }];
}

function credentials(site: SiteSpec, { username }: VcenterConnection, password: string): Step[] {
  if (site.identityRef) {
    return [
      {
        comments: [
          `Credentials are those of ${site.identityRef.kind} ${site.identityRef.name}, which must be Ready.`,
        ],
      },
    ];
  }
  const secret = credentialsSecret(site.name, site.namespace);
  const comments = ["The credentials: before the Cluster, whose admission logs in to vCenter with them."];
  return [{ comments, object: { ...secret, stringData: { password, username } } as KubernetesObject }];
}

/**
 * Package names as prefixes, which the first apply expands: only a live TKr knows the full names. After the cluster has
 * adopted the object admission refuses them (measured), so the program itself writes the full names.
 */
const packagePrefixes = ["calico.tanzu.vmware.com*", "vsphere-cpi.tanzu.vmware.com*"];

function packages(site: SiteSpec): Step[] {
  const wanted = configuredPackages(site);
  const additionalPackages = site.packages?.additional ?? [];
  const hasAdditional = additionalPackages.length > 0;
  if (!wanted.cni && !wanted.cpi && !hasAdditional) return [];
  const adopt =
    "The names that end in * are expanded at the first apply; to apply again, put the TKr's full names here.";
  const whole =
    "additionalPackages is one list: to apply again, name those too that the cluster has (kubectl get clusterbootstrap).";
  const made = clusterBootstrap(site, packagePrefixes);
  const bootstrap: ClusterBootstrap = hasAdditional
    ? { ...made, spec: { ...made.spec, additionalPackages } }
    : made;
  return [
    ...(wanted.cni ? [{ comments: ["Settings of Calico."], object: calicoConfig(site) }] : []),
    ...(wanted.cpi
      ? [
          {
            comments: ["The cloud provider must not take the API's address for the node's."],
            object: vsphereCpiConfig(site),
          },
        ]
      : []),
    {
      comments: ["Which packages the cluster starts with.", adopt, ...(hasAdditional ? [whole] : [])],
      object: bootstrap,
    },
  ];
}
