/** The inventory paths of a section, as both `template` and `site.placement` have them. */
export interface InventoryPaths {
  readonly datacenter: string;
  readonly datastore: string;
  readonly folder: string;
  readonly network: string;
  readonly resourcePool: string;
}
