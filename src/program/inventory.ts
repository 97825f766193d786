/** Resolves every inventory path of a stack at preview, so that a wrong one is found before anything is created. */
import { getStack, type Output, type ProviderResource } from "@pulumi/pulumi";
import { getDatacenter, getDatastore, getFolder, getNetwork, getResourcePool } from "@pulumi/vsphere";
import { exactly } from "../clients/inventory-paths.js";
import { withPatience } from "../clients/patience.js";
import { vcenterPatience } from "../clients/vcenter.js";
import type { VcenterConnection } from "../config/connection.js";
import type { InventoryPaths } from "../config/inventory-paths.js";
import { ConfigurationError, type Problem } from "../config/problem.js";
import type { StackSpec } from "../config/stack-spec.js";
import { vcenterOutage } from "../environment/facts/outage.js";
import { pluginVerifies } from "../environment/facts/plugin-trust.js";
import type { VcenterFacts } from "../environment/facts/vcenter-facts.js";
import { problemOf } from "../environment/finding.js";
import {
  ambiguousPath,
  isReadAsPattern,
  placesOf,
  unfoundPath,
  type Place,
} from "../environment/judgements/inventory.js";
import { unreachedVcenter } from "../environment/judgements/vcenter-login.js";
import { checkPaths } from "../environment/questions/inventory.js";
import type { Owner } from "./owner.js";
import { withPluginSession } from "./plugin-session.js";
import { vsphereProvider } from "./providers.js";

/**
 * The vSphere plugin resolves them, where it verifies vCenter by itself or nothing is to be verified. Else govc does, which
 * pins the thumbprint or is given the CA: the plugin would send the password to any server that answers.
 * @param facts of the stack's vCenter, once it took the password
 * @param owner component that asks. @default - the stack
 * @throws ConfigurationError with every path that vCenter does not have
 */
export async function checkInventory(
  spec: StackSpec,
  facts: VcenterFacts | undefined,
  password: Output<string> | undefined,
  owner?: Owner,
): Promise<void> {
  const { vcenter } = spec.connection;
  if (!vcenter || !facts || password === undefined) return;
  const places = placesOf(spec);
  // A stack with `management` alone has no business in vCenter, whatever its connection file names.
  if (places.length === 0) return;
  const verifies = await pluginVerifies(vcenter.server);
  let problems: readonly Problem[];
  if (verifies || isUnverified(vcenter)) {
    const user = owner ? `${getStack()}/${owner.name}` : getStack();
    problems = await withPluginSession(vcenter, user, async (session) => {
      const provider = vsphereProvider(vcenter, password, verifies, session, owner);
      const lost = (words: string) => lostVcenter(vcenter, words);
      const found = Promise.all(places.map((place) => resolvePath(place, provider, lost)));
      const all = (await withPatience(vcenterPatience(vcenter.server, queriesPerSection), found)).flat();
      // It ends the answers to all paths at once.
      const unanswered = all.find(({ path }) => !places.some(({ section }) => path.startsWith(section)));
      return unanswered ? [unanswered] : all;
    });
  } else {
    problems = (await checkPaths(facts, places)).map((finding) => problemOf(finding));
  }
  if (problems.length > 0) throw new ConfigurationError(problems, `what vCenter ${vcenter.server} has`);
}

/** The plugin's login and its queries, one after the other. */
const queriesPerSection = 2;

/** Whether the stack explicitly configures that nothing is verified. */
const isUnverified = ({ insecure, thumbprint, caFile }: VcenterConnection) =>
  insecure && thumbprint === undefined && caFile === undefined;

/** A vCenter that does not answer, after it took the login, does not show what it has. @param words of the plugin */
function lostVcenter(vcenter: VcenterConnection, words: string): Problem | undefined {
  const failure = vcenterOutage(words, vcenter);
  return failure && problemOf(unreachedVcenter(vcenter, failure, `(the vSphere plugin reports: ${words})`));
}

async function resolvePath(
  place: Place,
  provider: ProviderResource,
  lost: (words: string) => Problem | undefined,
): Promise<Problem[]> {
  const { paths } = place;
  const options = { provider };
  const missing = (key: keyof InventoryPaths, where: string, error: unknown) => {
    const words = firstLine(error);
    return [lost(words) ?? problemOf(unfoundPath(place, key, where, words))];
  };
  const judged = async (key: keyof InventoryPaths, where: string, resolve: Resolve): Promise<Problem[]> => {
    const path = paths[key];
    try {
      const { id } = await resolve(exactly(path));
      if (!isReadAsPattern(place, path)) return [];
      const read = await resolve(path).catch((error: unknown) => {
        // Where nothing or more than one object is found, the plugin fails as well.
        if (lost(firstLine(error))) throw error;
        return undefined;
      });
      return read?.id === id ? [] : [problemOf(ambiguousPath(`${place.section}.${key}`, path))];
    } catch (error) {
      return missing(key, where, error);
    }
  };
  let datacenterId: string;
  try {
    datacenterId = (await getDatacenter({ name: exactly(paths.datacenter) }, options)).id;
  } catch (error) {
    return missing("datacenter", "; the other paths are below it", error);
  }
  const within = (key: keyof InventoryPaths, resolve: Resolve) =>
    judged(key, ` in ${paths.datacenter}`, resolve);
  const found = await Promise.all([
    isReadAsPattern(place, paths.datacenter)
      ? judged("datacenter", "", (name) => getDatacenter({ name }, options))
      : [],
    within("datastore", (name) => getDatastore({ name, datacenterId }, options)),
    within("folder", (path) => getFolder({ path }, options)),
    within("network", (name) => getNetwork({ name, datacenterId }, options)),
    within("resourcePool", (name) => getResourcePool({ name, datacenterId }, options)),
  ]);
  return found.flat();
}

/** Resolves a pattern to the one object that it matches. */
type Resolve = (pattern: string) => Promise<{ readonly id: string }>;

/** The cause in an invoke's error, without the call stack and request that the engine adds. */
function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const cause =
    /(?:rpc error: code = \w+ desc = )?(?:invoking \S+: )?(?:\d+ errors? occurred:\s*\*?\s*)?(.*)/s.exec(
      message,
    )?.[1];
  return (cause ?? message).split("\n")[0]?.trim() ?? "";
}
