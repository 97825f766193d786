/**
 * The ways in which what a stack made may come to differ from it, one row each: what is done by hand, which
 * command sees it, and what is right again afterwards. docs/drift.md has a table row for each of them, held
 * to these by a unit test; the drift tests of tests/engine and tests/long execute them.
 */
import type { LiveApis } from "./live-apis.js";

/** Where everything is on the sandbox. */
export const tkr = "v1.25.7---vmware.1-tiny.2-tkg.1";
export const className = "tkg-vsphere-default-v1.0.0";
const configMap = `tkg-compatibility-versions-${tkr}`;
const carvelPackage = "tkr-vsphere-edge.tanzu.vmware.com.1.25.7+vmware.1-tiny.2-tkg.1";
const template = "/dc0/vm/photon-3-kube-v1.25.7+vmware.1-tiny.2";
const annotation = "run.tanzu.vmware.com/resolve-tkr";

export interface DriftRow {
  /** First cell of the row in docs/drift.md. */
  readonly what: string;
  /** Rows of a wave are done together; they do not touch each other. The first one is in the engine tests. */
  readonly wave: 1 | 2 | 3;
  readonly byHand: (apis: LiveApis) => Promise<unknown>;
  /** The engine's steps, `operation resource`, at a plain preview and up. */
  readonly plan: readonly string[];
  /** Those at `preview --refresh` where they are others. @default - as `plan` */
  readonly planAfterRefresh?: readonly string[];
  /** Whether `pulumi refresh` alone, which does not run the program, changes the state. */
  readonly refresh: boolean;
  /** Words of the warning at preview. @default - there is none */
  readonly words?: RegExp;
  /** Something that is so only once it is fixed. */
  readonly fixed: (apis: LiveApis) => Promise<boolean>;
}

const resource = {
  guard: "cluster-class-guard-annotation",
  configMap: `tkr-${tkr}-compatibility`,
  package: `tkr-${tkr}-package`,
  ready: `tkr-${tkr}-ready`,
  template: "template-photon-import",
};
const madeAgain = (name: string): string[] => [
  `delete-replaced ${name}`,
  `replace ${name}`,
  `create-replacement ${name}`,
];
const selectorIn = async (apis: LiveApis, namespace: string): Promise<boolean> =>
  (await apis.mustGet("clusterclass", className, namespace)).metadata.annotations?.[annotation] ===
  "!tkr.tanzu.vmware.com/tiny";
const annotate = (apis: LiveApis, namespace: string): Promise<unknown> =>
  apis.kubectl(["annotate", "--overwrite", "clusterclass", className, "-n", namespace, `${annotation}=`]);
const isThere = async (apis: LiveApis, kind: string, name: string, namespace?: string): Promise<boolean> =>
  (await apis.get(kind, name, namespace)) !== undefined;
const isTemplate = async (apis: LiveApis): Promise<boolean> =>
  (await apis.vmPaths()).includes(template) && (await apis.vm(template)).config.template;

/** Of a stack with the sections `management` and `template`. */
export const sharedRows: readonly DriftRow[] = [
  {
    what: "class annotation in `tkg-system` changed",
    wave: 1,
    byHand: (apis) => annotate(apis, "tkg-system"),
    plan: [`update ${resource.guard}`],
    refresh: true,
    words: new RegExp(`ClusterClass tkg-system/${className}: annotation ${annotation} is ""`),
    fixed: (apis) => selectorIn(apis, "tkg-system"),
  },
  {
    what: "class annotation in a copy changed, as the command in the vendor page does",
    wave: 2,
    byHand: (apis) => annotate(apis, "default"),
    plan: [`update ${resource.guard}`],
    refresh: false,
    words: new RegExp(`ClusterClass default/${className}: annotation ${annotation} is ""`),
    fixed: (apis) => selectorIn(apis, "default"),
  },
  {
    what: "compatibility ConfigMap deleted",
    wave: 1,
    byHand: (apis) => apis.kubectl(["delete", "configmap", "-n", "tkg-system", configMap]),
    plan: madeAgain(resource.configMap),
    planAfterRefresh: [`create ${resource.configMap}`],
    refresh: true,
    words: /there is no ConfigMap tkg-system\/tkg-compatibility/,
    fixed: (apis) => isThere(apis, "configmap", configMap, "tkg-system"),
  },
  {
    what: "compatibility ConfigMap edited",
    wave: 3,
    byHand: (apis) =>
      apis.kubectl(["patch", "cm", "-n", "tkg-system", configMap, "-p", '{"data":{"tkrVersions":"[]"}}']),
    plan: madeAgain(resource.configMap),
    refresh: true,
    words: /ConfigMap tkg-system\/\S+ does not list v1\.25\.7/,
    fixed: async (apis) =>
      (await apis.mustGet("configmap", configMap, "tkg-system")).data?.tkrVersions?.includes("v1.25.7") ===
      true,
  },
  {
    what: "Package deleted",
    wave: 2,
    byHand: (apis) =>
      apis.kubectl(["delete", "packages.data.packaging.carvel.dev", "-n", "tkg-system", carvelPackage]),
    plan: [...madeAgain(resource.package), `update ${resource.ready}`],
    planAfterRefresh: [`create ${resource.package}`, `update ${resource.ready}`],
    refresh: true,
    words: /there is no Package tkg-system/,
    fixed: (apis) => isThere(apis, "clusterbootstraptemplate", tkr, "tkg-system"),
  },
  {
    what: "TKr deactivated",
    wave: 1,
    byHand: (apis) => apis.kubectl(["label", "tkr", tkr, "deactivated="]),
    plan: [`update ${resource.ready}`],
    refresh: false,
    words: /TanzuKubernetesRelease \S+ is deactivated/,
    fixed: async (apis) => (await apis.mustGet("tkr", tkr)).metadata.labels?.deactivated === undefined,
  },
  {
    what: "TKr deleted",
    wave: 3,
    byHand: (apis) => apis.kubectl(["delete", "tkr", tkr]),
    plan: [`update ${resource.ready}`],
    refresh: false,
    words: /there is no TanzuKubernetesRelease/,
    fixed: (apis) => isThere(apis, "tkr", tkr),
  },
  {
    what: "OSImage deleted",
    wave: 2,
    byHand: (apis) => apis.kubectl(["delete", "osimage", `${tkr}-ac20b3`]),
    plan: [`update ${resource.ready}`],
    refresh: false,
    words: /there is no OSImage \S+-ac20b3/,
    fixed: (apis) => isThere(apis, "osimage", `${tkr}-ac20b3`),
  },
  {
    what: "template turned back into a VM",
    wave: 1,
    byHand: (apis) => apis.govc(["vm.markasvm", "-pool", "/dc0/host/cluster0/Resources", template]),
    plan: [`update ${resource.template}`],
    refresh: false,
    words: /photon-3-kube\S+ is a VM, not a template/,
    fixed: isTemplate,
  },
  {
    what: "template deleted",
    wave: 2,
    byHand: (apis) => apis.govc(["vm.destroy", template]),
    plan: [`update ${resource.template}`],
    refresh: false,
    fixed: isTemplate,
  },
];

/** Of a stack with the section `site`; its engine test goes its own way. */
export const siteRows = [
  { what: "variable of the Cluster edited", preview: false, refresh: true, previewRefresh: true },
  { what: "Cluster deleted", preview: false, refresh: true, previewRefresh: true },
  // tests/engine/steps/lost-machine.ts
  { what: "VM of the node removed in vCenter", preview: true, refresh: false, previewRefresh: true },
] as const;
