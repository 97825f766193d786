/** Where the values of imported sites are written: what they share in the defaults or in groups, the rest in each site. */
import { dirname, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Fleet } from "../../config/fleet/fleet-file.js";
import { FleetLayers } from "../../config/fleet/fleet-layers.js";
import { valueAt } from "../../config/lower-layers.js";
import { isTree, mergeTrees, type Tree } from "../../config/tree.js";
import { commonValues, leavesIn, treeOf, without, type Steps } from "./common-values.js";
import { fleetWith, memoryEntry, type Additions } from "./memory-entries.js";
import { isOfNoCluster, type ReadSite } from "./read-cluster.js";
import { ownAt, type Way } from "./ways.js";

export interface LayOutOptions {
  /** Absolute path of the project. */
  readonly directory: string;
  /** File that the sites are written to, relative to the project. */
  readonly target: string;
  /** Name of the group with what all of them share. */
  readonly common: string;
}

export interface LaidOut {
  /** What is new in the defaults alone. */
  readonly defaults: Tree;
  readonly groups: ReadonlyMap<string, Tree>;
  readonly sites: readonly { readonly name: string; readonly entry: Tree }[];
}

interface Placed {
  readonly read: ReadSite;
  readonly way: Way;
  readonly groups: readonly string[];
  /** Whether something above the site sets the keys of the way. */
  readonly isLed: boolean;
}

/** A smaller group would be longer than what it saves. */
const fewestShared = 2;

export function layOut(sites: readonly ReadSite[], fleet: Fleet, options: LayOutOptions): LaidOut {
  const { directory, target, common } = options;
  const folder = dirname(resolve(directory, fleet.file));
  let placed = sites.map((read): Placed => {
    const way = wayFor(read);
    return { read, way, groups: way.groups, isLed: Object.keys(way.own).length === 0 };
  });
  let additions: Additions = { defaults: {}, groups: new Map() };
  let defaults: Tree = {};
  const bases = new Bases(fleet, directory);
  const base = (one: Placed) => bases.of(one, additions);
  const shared = (some: readonly Placed[]) => sharedValues(some, base, folder, directory);

  const ofAll = shared(placed);
  const current = isTree(fleet.defaults?.value) ? fleet.defaults.value : {};
  if (leavesIn(ofAll).length > 0 && fleet.sites.size === 0) {
    const inherited = placed.map(base);
    const isNew = (steps: Steps) =>
      [current, ...inherited].every((tree) => valueAt(tree, steps) === undefined);
    defaults = treeOf(leavesIn(ofAll).filter(([steps]) => isNew(steps)));
    additions = { ...additions, defaults: mergeTrees(current, defaults) };
    placed = placed.map((one) => led(one, defaults));
  } else if (leavesIn(ofAll).length >= fewestShared) {
    const name = freeName(common, fleet, additions);
    additions = { ...additions, groups: new Map([[name, ofAll]]) };
    placed = placed.map((one) => led({ ...one, groups: [...one.groups, name] }, ofAll));
  }

  const parts = new Set(placed.map(placeOf));
  if (parts.size > 1) {
    for (const part of parts) {
      const some = placed.filter((one) => placeOf(one) === part);
      const ofPart = shared(some);
      if (some.length < 2 || leavesIn(ofPart).length < fewestShared) continue;
      const name = freeName(slug(datacenterOf(some[0]?.read), common), fleet, additions);
      additions = { ...additions, groups: new Map([...additions.groups, [name, ofPart]]) };
      placed = placed.map((one) =>
        placeOf(one) === part ? led({ ...one, groups: [...one.groups, name] }, ofPart) : one,
      );
    }
  }
  const toFile = dirname(resolve(directory, target));
  return {
    defaults,
    groups: additions.groups,
    sites: placed.map((one) => {
      const { connection, ...rest } = needed(one.read, base(one));
      const own = one.isLed ? {} : ownAt(one.way.own, toFile, directory);
      const merged = mergeTrees(own, connection === undefined ? {} : { connection });
      const groups = one.groups.length > 0 ? { groups: one.groups } : {};
      return { name: one.read.name, entry: { ...groups, ...merged, ...rest } };
    }),
  };
}

/** Of several ways to a management cluster, the shortest that leads to the vCenter of the Cluster. */
function wayFor({ cluster, values }: ReadSite): Way {
  const server = valueAt(values, ["connection", "vcenter", "server"]);
  const cost = ({ groups, own, vcenter }: Way) =>
    (vcenter === server ? 0 : 1000) + groups.length + 2 * Object.keys(own).length;
  const [way] = [...cluster.ways].sort((one, other) => cost(one) - cost(other));
  if (!way) throw new Error(`no way leads to ${cluster.reference}`);
  return way;
}

/** What sites have before they set anything but their way; read once for sites of the same groups. */
class Bases {
  readonly #known = new Map<Additions, Map<string, Tree>>();

  constructor(
    private readonly fleet: Fleet,
    private readonly directory: string,
  ) {}

  of({ read: { name }, way, groups, isLed }: Placed, additions: Additions): Tree {
    const known = this.#known.get(additions) ?? new Map<string, Tree>();
    this.#known.set(additions, known);
    const keys = { groups, ...(isLed ? {} : way.own) };
    const key = JSON.stringify(keys);
    const values = known.get(key) ?? this.#read(keys, additions);
    known.set(key, values);
    return mergeTrees(values, { site: { name } });
  }

  #read(keys: Tree, additions: Additions): Tree {
    const { fleet, directory } = this;
    const entry = memoryEntry("site", "new", keys, fleet.file, directory);
    const folder = dirname(resolve(directory, fleet.file));
    const layers = new FleetLayers(fleetWith(fleet, additions, [entry], folder), directory);
    return layers.site("new")?.layer.values ?? {};
  }
}

function sharedValues(
  some: readonly Placed[],
  base: (one: Placed) => Tree,
  folder: string,
  directory: string,
): Tree {
  const compared = some.map((one) => ({ open: needed(one.read, base(one)), values: one.read.values }));
  const ways = new Set(some.map(({ way }) => JSON.stringify(way.own)));
  const [first] = some;
  const own = first && !first.isLed && ways.size === 1 && some.length > 1 ? first.way.own : {};
  return mergeTrees(ownAt(own, folder, directory), commonValues(compared, isOfSite, isInheritable));
}

/** What a site has to set, and what it has to set back. */
function needed({ values, complete, withDefaults }: ReadSite, base: Tree): Tree {
  const { site: inherited } = base;
  const registry = valueAt(base, ["connection", "registry", "host"]);
  const above = [
    ...leavesIn(isTree(inherited) ? inherited : {}),
    ...(registry === undefined ? [] : [[["imageRepository"], registry] as const]),
  ];
  const back = above.flatMap(([steps, value]) => {
    const own = valueAt(complete, steps);
    const isSame = [own, valueAt(withDefaults, ["site", ...steps])].some((one) =>
      isDeepStrictEqual(one, value),
    );
    const isSet = valueAt(values, ["site", ...steps]) !== undefined;
    if (isSet || isSame || own === undefined || isOfNoCluster(steps.join("."))) return [];
    return [[["site", ...steps], own] as const];
  });
  const isNamed = valueAt(base, ["site", "namespace"]) !== undefined;
  const lower = isNamed ? base : mergeTrees({ site: { namespace: "default" } }, base);
  return mergeTrees(without(values, lower), treeOf(back));
}

/** Of one site each, whatever another has by chance; `adopt` above sites would take over what others make. */
const isOfSite = (path: string) =>
  ["site.name", "site.controlPlaneEndpoint", "site.adopt", "site.protect"].includes(path);

/** It is read from a Secret, which a Cluster may lack. */
const isInheritable = (path: string) => path === "connection.vcenter.username";

/** A site whose way is set above it. */
function led(one: Placed, above: Tree): Placed {
  const leaves = leavesIn(one.way.own).filter(([steps]) => steps.length > 0);
  const isSet = leaves.every(([steps]) => valueAt(above, steps) !== undefined);
  return { ...one, isLed: one.isLed || isSet };
}

const datacenterOf = (read: ReadSite | undefined): string => {
  const found = read && valueAt(read.values, ["site", "placement", "datacenter"]);
  return typeof found === "string" ? found : "";
};

const placeOf = ({ read }: Placed): string =>
  JSON.stringify([
    read.cluster.uid,
    valueAt(read.values, ["connection", "vcenter", "server"]),
    datacenterOf(read),
  ]);

function slug(path: string, otherwise: string): string {
  const last = path.split("/").at(-1) ?? "";
  const name = last.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, "");
  return name === "" ? otherwise : name.slice(0, 50);
}

function freeName(wanted: string, fleet: Fleet, { groups }: Additions): string {
  const isTaken = (name: string) => fleet.groups.has(name) || groups.has(name);
  let name = wanted;
  for (let count = 2; isTaken(name); count += 1) name = `${wanted}-${count}`;
  return name;
}
