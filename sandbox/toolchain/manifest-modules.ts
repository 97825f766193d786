// The Go modules whose files the sandbox loads at run time, as users of envtest load CRDs: the vendor's manifests
// stay in the module cache, none is copied into this project.
import { join } from "node:path";
import { moduleFolder } from "./go.js";
import { toolchainFolder } from "./locations.js";
import type { ManifestModule } from "./tool-names.js";

interface PinnedModule {
  /** Folder below toolchain/ whose go.sum holds the module's checksum. */
  readonly folder: string;
  readonly module: string;
  readonly version: string;
}

/** Which module, of which version. */
export const pinnedModules: Readonly<Record<ManifestModule, PinnedModule>> = {
  // The custom resource definitions and the ClusterClass of TKG 2.2.0.
  "tanzu-framework": {
    folder: "tanzu-framework",
    module: "github.com/vmware-tanzu/tanzu-framework",
    version: "v0.29.0",
  },
  // The custom resource definitions of the packaging API.
  "kapp-controller": {
    folder: "kapp-controller",
    module: "github.com/vmware-tanzu/carvel-kapp-controller",
    version: "v0.50.0",
  },
  "cluster-api": { folder: "cluster-api", module: "sigs.k8s.io/cluster-api", version: "v1.2.8" },
};

/** The module's folder, downloaded where need be. @throws GoError */
export function downloadModule(name: ManifestModule): Promise<string> {
  const { folder, module, version } = pinnedModules[name];
  return moduleFolder(join(toolchainFolder, folder), module, version);
}
