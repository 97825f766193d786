import type { ConnectionArgs } from "./section-args.js";

/** How a component reaches its environment. One of the two has what the component needs. */
export interface Access {
  /** How to reach the management cluster, vCenter and the registry; wins over `connectionFile`. @default - that of the file */
  readonly connection?: ConnectionArgs;
  /** JSON or YAML file with the keys of `connection`, relative to the folder that the program runs in. @default - none */
  readonly connectionFile?: string;
}

/** Arguments that are no keys of a section. */
export interface NotRead {
  readonly guard?: unknown;
  readonly checked?: unknown;
}
