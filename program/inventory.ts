/** Looks up every inventory path that a stack names, at preview, so that a wrong one is found before anything is made. */
import type { Output, ProviderResource } from "@pulumi/pulumi";
import { getDatacenter, getDatastore, getFolder, getNetwork, getResourcePool } from "@pulumi/vsphere";
import { withGovc } from "../clients/vcenter.js";
import type { VcenterConnection } from "../config/connection.js";
import type { InventoryPaths } from "../config/inventory-paths.js";
import { ConfigurationError, type Problem } from "../config/problem.js";
import type { StackSpec } from "../config/stack-spec.js";
import { inventoryProblems, lookWith, placesOf } from "../preflight/inventory.js";
import { pluginVerifies } from "./plugin-trust.js";
import { vsphereProvider } from "./providers.js";
import { reveal } from "./read-stack.js";

/**
 * The vSphere plugin looks, where it verifies vCenter by itself or nothing is to be verified. Else govc does, which pins
 * the thumbprint or is given the CA: the plugin would send the password to whoever answers.
 * @throws ConfigurationError with every path that vCenter does not have
 */
export async function checkInventory(
  spec: StackSpec,
  passwordOutput: Output<string> | undefined,
): Promise<void> {
  const { vcenter } = spec.connection;
  const password = await reveal(passwordOutput);
  if (!vcenter || passwordOutput === undefined || password === undefined) return;
  const places = placesOf(spec);
  const verifies = await pluginVerifies(vcenter.server);
  let problems: readonly Problem[];
  if (verifies || isUnverified(vcenter)) {
    const provider = vsphereProvider(vcenter, passwordOutput, verifies);
    problems = (
      await Promise.all(places.map(({ section, paths }) => lookUp(section, paths, provider)))
    ).flat();
  } else {
    problems = await withGovc({ ...vcenter, password }, (govc) => inventoryProblems(places, lookWith(govc)));
  }
  if (problems.length > 0) throw new ConfigurationError(problems, `what vCenter ${vcenter.server} has`);
}

/** Whether the stack asks, in words, for nothing to be verified. */
const isUnverified = ({ insecure, thumbprint, caFile }: VcenterConnection) =>
  insecure && thumbprint === undefined && caFile === undefined;

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
