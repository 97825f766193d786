/**
 * `connection.vcenter.passwordFrom` and `connection.registry.passwordFrom`: which password comes from where. A password goes
 * only to the server that is configured beside its source: a nearer layer cannot send it elsewhere.
 */
import { valueAt, type LayerSource, type ReadLayer } from "./lower-layers.js";
import type { PasswordSource } from "./password-source-field.js";
import type { Problem } from "./problem.js";
import { place as placeText } from "./reading/odd-problems.js";
import { isTree, type Tree } from "./tree.js";

/** Passwords by the keys that hold them in a stack. */
export const passwordNames = ["vcenterPassword", "registryPassword"] as const;
export type PasswordName = (typeof passwordNames)[number];

/** A source as configured, with what decides whether its command may run. */
export interface ConfiguredSource {
  readonly source: PasswordSource;
  /** `tkg-edge:connection.vcenter.passwordFrom` */
  readonly key: string;
  /** Connection file that sets it, absolute; undefined for a stack or fleet file. */
  readonly connectionFile: string | undefined;
}

export type PasswordSources = Readonly<Partial<Record<PasswordName, ConfiguredSource>>>;

const parts = { vcenterPassword: "vcenter", registryPassword: "registry" } as const;

/** Keys that decide where the password goes, and whether what answers there is verified. */
const destinations = {
  vcenter: ["server", "thumbprint", "caFile", "insecure"],
  registry: ["host", "caFile"],
} as const;

/** Passwords for which a connection names a source, right or not. */
export function namedSources(connection: unknown): ReadonlySet<PasswordName> {
  const isNamed = (name: PasswordName) =>
    isTree(connection) && valueAt(connection, [parts[name], "passwordFrom"]) !== undefined;
  return new Set(passwordNames.filter(isNamed));
}

/** Passwords that a stack has to hold, for one that does not exist yet: they count as set. */
export function laterPasswords(connection: unknown): ReadonlySet<PasswordName> {
  const named = namedSources(connection);
  return new Set(passwordNames.filter((name) => !named.has(name)));
}

/** A source is one value: of two layers the nearer one wins as a whole. */
export function withNearestSource(merged: Tree, upper: Tree): Tree {
  return Object.values(parts).reduce((connection, part) => {
    const nearest = valueAt(upper, [part, "passwordFrom"]);
    const below = connection[part];
    if (nearest === undefined || !isTree(below)) return connection;
    return { ...connection, [part]: { ...below, passwordFrom: nearest } };
  }, merged);
}

interface WithSource {
  readonly passwordFrom?: PasswordSource | undefined;
}

/** The connection as the rest of the program knows it: how a password is found decides nothing else. */
export function withoutSources<T extends { readonly vcenter?: WithSource; readonly registry?: WithSource }>(
  connection: T,
): T {
  const stripped = Object.values(parts).flatMap((part) => {
    const { passwordFrom, ...rest } = connection[part] ?? {};
    return passwordFrom === undefined ? [] : [[part, rest] as const];
  });
  return stripped.length === 0 ? connection : { ...connection, ...Object.fromEntries(stripped) };
}

/** @param connection its valid parts */
export function sourcesOf(
  connection: { readonly vcenter?: WithSource; readonly registry?: WithSource },
  layer: ReadLayer,
): PasswordSources {
  const found = passwordNames.flatMap((name) => {
    const source = connection[parts[name]]?.passwordFrom;
    if (source === undefined || Object.keys(source).length === 0) return [];
    const connectionFile = setBy(layer, parts[name], "passwordFrom")?.source.connectionFile;
    return [[name, { source, key: keyOf(name), connectionFile }] as const];
  });
  return Object.fromEntries(found);
}

/**
 * What is wrong with the sources of a stack except their form.
 * @param secretsSet passwords that the stack itself holds
 * @param bundle `management.tkr.bundle`, where it is configured
 */
export function sourceProblems(
  layer: ReadLayer,
  secretsSet: ReadonlySet<string>,
  bundle: unknown,
): Problem[] {
  const connection = layer.values.connection;
  return [...namedSources(connection)].flatMap((name) => {
    const part = parts[name];
    const by = setBy(layer, part, "passwordFrom");
    if (!by) return [];
    return [
      ...(secretsSet.has(name) ? [twoSources(name, by)] : []),
      ...destinations[part].flatMap((key) => elsewhere(layer, part, key, by)),
      ...(part === "registry" ? bundleElsewhere(connection, bundle) : []),
      ...misplacedCommand(layer, name, by),
    ];
  });
}

const keyOf = (name: PasswordName) => `tkg-edge:connection.${parts[name]}.passwordFrom`;

interface SetBy {
  readonly source: LayerSource;
  /** Rank of the layer; the nearest is 0. */
  readonly rank: number;
  readonly where: string;
}

function setBy(layer: ReadLayer, part: string, key: string): SetBy | undefined {
  const steps = ["connection", part, key];
  const rank = layer.sources.findIndex(({ values }) => valueAt(values, steps) !== undefined);
  const source = layer.sources[rank];
  if (!source) return undefined;
  const at = source.at?.(steps);
  return { source, rank, where: at ? `${source.name} (${placeText(at.file, at)})` : source.name };
}

function twoSources(name: PasswordName, by: SetBy): Problem {
  return {
    path: `tkg-edge:${name}`,
    found: `a password in the stack, in addition to connection.${parts[name]}.passwordFrom in ${by.where}`,
    expected: `one source: pulumi config rm tkg-edge:${name} --stack STACK, or no passwordFrom for this stack`,
  };
}

function elsewhere(layer: ReadLayer, part: string, key: string, by: SetBy): Problem[] {
  const nearer = setBy(layer, part, key);
  if (!nearer || nearer.rank >= by.rank) return [];
  const steps = ["connection", part, key];
  const beside = layer.sources.slice(by.rank).map(({ values }) => valueAt(values, steps));
  const isSame = beside.find((value) => value !== undefined) === valueAt(nearer.source.values, steps);
  if (isSame) return [];
  return [
    {
      path: `tkg-edge:connection.${part}.${key}`,
      found: `a value in ${nearer.where}, above passwordFrom in ${by.where}`,
      expected: `passwordFrom beside it: a password goes only to the server that is configured with its source`,
    },
  ];
}

/** A user and password are sent to whatever registry the bundle is in. */
function bundleElsewhere(connection: unknown, bundle: unknown): Problem[] {
  const host = isTree(connection) ? valueAt(connection, ["registry", "host"]) : undefined;
  const server = (reference: string) => reference.split("/")[0];
  if (typeof bundle !== "string" || (typeof host === "string" && server(bundle) === server(host))) return [];
  return [
    {
      path: "tkg-edge:management.tkr.bundle",
      found: "a bundle in another registry than connection.registry.host",
      expected:
        "a bundle of that registry: a password goes only to the server that is configured with its source",
    },
  ];
}

function misplacedCommand(layer: ReadLayer, name: PasswordName, by: SetBy): Problem[] {
  const command = valueAt(layer.values, ["connection", parts[name], "passwordFrom", "command"]);
  if (command === undefined || by.source.connectionFile !== undefined) return [];
  return [
    {
      path: `${keyOf(name)}.command`,
      found: `a command in ${by.where}`,
      expected:
        "the command in a connection file, which the operator names in TKG_EDGE_CONNECTION_FILES (docs/fleet.md)",
    },
  ];
}
