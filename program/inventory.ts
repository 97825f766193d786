/** Looks up every inventory path that a stack names, at preview, so that a wrong one is found before anything is made. */
import type { ProviderResource } from "@pulumi/pulumi";
import { getDatacenter, getDatastore, getFolder, getNetwork, getResourcePool } from "@pulumi/vsphere";
import { ConfigurationError, type Problem } from "../config/problem.js";
import type { StackSpec } from "../config/stack-spec.js";

/** The inventory paths of a section, as both `template` and `site.placement` have them. */
export interface InventoryPaths {
  readonly datacenter: string;
  readonly datastore: string;
  readonly folder: string;
  readonly network: string;
  readonly resourcePool: string;
}

/** @throws ConfigurationError with every path that vCenter does not have */
export async function checkInventory(spec: StackSpec, provider: ProviderResource): Promise<void> {
  const wanted: [string, InventoryPaths][] = [];
  if (spec.template) wanted.push(["tkg-edge:template", spec.template]);
  if (spec.site) wanted.push(["tkg-edge:site.placement", spec.site.placement]);
  const problems = (
    await Promise.all(wanted.map(([section, paths]) => lookUp(section, paths, provider)))
  ).flat();
  if (problems.length > 0) {
    throw new ConfigurationError(problems, `what vCenter ${spec.connection.vcenter?.server ?? ""} has`);
  }
}

async function lookUp(
  section: string,
  paths: InventoryPaths,
  provider: ProviderResource,
): Promise<Problem[]> {
  const options = { provider };
  const missing = (key: keyof InventoryPaths, what: string) => (error: unknown) => [
    {
      path: `${section}.${key}`,
      found: `"${paths[key]}"`,
      expected: `the inventory path of an existing ${what} (${firstLine(error)})`,
    },
  ];
  let datacenterId: string;
  try {
    datacenterId = (await getDatacenter({ name: paths.datacenter }, options)).id;
  } catch (error) {
    return missing("datacenter", "datacenter; the other paths are below it")(error);
  }
  const within = (key: keyof InventoryPaths, what: string, look: Promise<unknown>): Promise<Problem[]> =>
    look.then(() => [], missing(key, `${what} in ${paths.datacenter}`));
  const found = await Promise.all([
    within("datastore", "datastore", getDatastore({ name: paths.datastore, datacenterId }, options)),
    within("folder", "VM folder", getFolder({ path: paths.folder }, options)),
    within("network", "network", getNetwork({ name: paths.network, datacenterId }, options)),
    within(
      "resourcePool",
      "resource pool",
      getResourcePool({ name: paths.resourcePool, datacenterId }, options),
    ),
  ]);
  return found.flat();
}

/** The cause in an invoke's error, without the call stack and request that the engine adds. */
function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const cause =
    /(?:rpc error: code = \w+ desc = )?(?:invoking \S+: )?(?:\d+ errors? occurred:\s*\*?\s*)?(.*)/s.exec(
      message,
    )?.[1];
  return (cause ?? message).split("\n")[0]?.trim() ?? "";
}
