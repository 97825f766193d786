import type { ProviderResource, Resource } from "@pulumi/pulumi";

/** Where the resources of a stage belong. */
export interface Under {
  readonly parent: Resource;
  /** Of the management cluster. @default - that of the parent */
  readonly provider?: ProviderResource | undefined;
}
