/** A fleet of a few sites in a folder of its own, and what is found across them. */
import { mergeTrees, type Tree } from "../../../src/config/tree.js";
import { defaults, FleetFolder, line } from "./fleet-folder.js";

/** What puts a site on another management cluster. */
export const elsewhere = {
  connection: { managementCluster: { kubeconfig: "other.kubeconfig", context: "other" } },
};

/** A site with an address. @param site further keys of its section; @param entry of the site beside the section */
export const at = (address: string, site: Tree = {}, entry: Tree = {}): Tree =>
  mergeTrees({ site: { controlPlaneEndpoint: address, ...site } }, entry);

interface CheckedSites {
  /** Of the case that runs. */
  readonly folder: () => FleetFolder;
  /** What is found in a fleet of these sites, a line each. */
  readonly findings: (sites: Tree, groups?: Tree) => string[];
}

/** Gives each case a folder. */
export function useCheckedSites(): CheckedSites {
  let folder: FleetFolder;
  beforeEach(() => {
    folder = new FleetFolder();
  });
  afterEach(() => {
    folder.remove();
  });
  return {
    folder: () => folder,
    findings: (sites, groups = {}) =>
      folder.write({ "fleet.yaml": { defaults, groups, sites } }).check().findings.map(line),
  };
}
