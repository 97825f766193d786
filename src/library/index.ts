/** What programs import of the package: the components, and the types of their arguments. */
export { ClusterClassGuard, type ClusterClassGuardArgs } from "./cluster-class-guard.js";
export type { Access } from "./access.js";
export type { ClusterClassArgs, ConnectionArgs, SiteArgs, TemplateArgs, TkrArgs } from "./section-args.js";
export {
  SingleNodeCluster,
  type SingleNodeClusterArgs,
  type SingleNodeClusterOutputs,
} from "./single-node-cluster.js";
export { TinyTkr, type TinyTkrArgs, type TinyTkrOutputs } from "./tiny-tkr.js";
export {
  VsphereTemplate,
  type VsphereTemplateArgs,
  type VsphereTemplateOutputs,
} from "./vsphere-template.js";
