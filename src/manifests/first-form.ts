/**
 * The inputs that the first release (0.1.0) kept on every Cluster, also where they have their default. They are always
 * written, so that digests and annotations of running clusters keep their bytes. An input that came later is left out
 * while it has its default: a new key never reads as a change of a cluster that was made before it. Absent therefore means
 * the default, and the default of a released key never changes (tests/unit/upgrade).
 *
 * Both lists are frozen: an added name changes the digest of every cluster in the field.
 */

/** Names in the rebuild inputs. */
export const firstRebuildInputs: ReadonlySet<string> = new Set([
  "className",
  "cni",
  "controlPlaneEndpoint",
  "cpi.excludeEndpoint",
  "identityRef",
  "network.podCidrs",
  "network.serviceCidrs",
  "os",
  "placement.datacenter",
  "placement.datastore",
  "placement.folder",
  "placement.network",
  "placement.resourcePool",
  "tkrVersion",
  "vcenter.server",
]);

/** Keys in the rolled inputs that have a default which is not empty. */
export const firstRolledInputs: ReadonlySet<string> = new Set([
  "auditLogging",
  "imageRepositoryTlsVerify",
  "machine.diskGiB",
  "machine.memoryMiB",
  "machine.numCPUs",
  "placement.cloneMode",
]);
