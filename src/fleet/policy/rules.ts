/** The policies, each a pure function from its settings and a site to what violates it. */
import type { GovernedSite } from "./governed-site.js";
import { isWhole } from "./pattern.js";
import type { Policies, PolicyName } from "./policy-fields.js";

export interface Violation {
  /** Config path. */
  readonly path: string;
  /** What is configured; undefined where nothing is. */
  readonly found?: string;
  readonly expected: string;
  /** The value is not known here, so that the policy could not be checked. */
  readonly isUnknown?: boolean;
}

type Settings<N extends PolicyName> = NonNullable<Policies[N]>;
export type Rule<N extends PolicyName> = (settings: Settings<N>, site: GovernedSite) => readonly Violation[];

const site = (key: string) => `tkg-edge:site.${key}`;
const quoted = (value: string) => JSON.stringify(value);
const listed = (values: readonly string[]) => values.join(", ");

/** A `*` stands for any characters. */
const matches = (value: string, pattern: string): boolean =>
  new RegExp(`^${pattern.split("*").map(escaped).join(".*")}$`).test(value);
const escaped = (text: string) => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&");

/** A value that has to be one of a list. */
function oneOf(path: string, value: string | undefined, allowed: readonly string[]): readonly Violation[] {
  const expected = `one of ${listed(allowed)}`;
  if (value === undefined) return [{ path, expected, isUnknown: true }];
  return allowed.some((pattern) => matches(value, pattern)) ? [] : [{ path, found: quoted(value), expected }];
}

const isBelow = (reference: string, registry: string) =>
  reference === registry || reference.startsWith(`${registry}/`);

export const rules: { readonly [N in PolicyName]: Rule<N> } = {
  protection: (_settings, { protect }) =>
    protect === false ? [{ path: site("protect"), found: "false", expected: "true" }] : [],

  verifiedVcenter: (_settings, { insecureVcenter }) =>
    insecureVcenter === true
      ? [
          {
            path: "tkg-edge:connection.vcenter.insecure",
            found: "true",
            expected: "a thumbprint or a caFile by which vCenter is verified",
          },
        ]
      : [],

  registries: ({ allowed }, { registries }) =>
    Object.entries(registries).flatMap(([path, reference]) =>
      reference === undefined || allowed.some((registry) => isBelow(reference, registry))
        ? []
        : [{ path, found: quoted(reference), expected: `one of ${listed(allowed)}` }],
    ),

  tkrVersions: ({ allowed }, { tkrVersion }) => oneOf(site("tkrVersion"), tkrVersion, allowed),

  classNames: ({ allowed }, { className }) => oneOf(site("className"), className, allowed),

  machine: (settings, { machine }) =>
    (["numCPUs", "memoryMiB", "diskGiB"] as const).flatMap((key) => {
      const { min = -Infinity, max = Infinity } = settings[key] ?? {};
      const value = machine[key];
      if (value === undefined || (value >= min && value <= max)) return [];
      const least = min === -Infinity ? [] : [`at least ${min}`];
      const most = max === Infinity ? [] : [`at most ${max}`];
      return [
        { path: site(`machine.${key}`), found: String(value), expected: [...least, ...most].join(" and ") },
      ];
    }),

  names: ({ pattern }, { name }) =>
    name === undefined || isWhole(name, pattern)
      ? []
      : [{ path: site("name"), found: quoted(name), expected: `a name of the form ${pattern}` }],

  sshKeyTypes: ({ allowed }, { sshAuthorizedKeys }) =>
    sshAuthorizedKeys.flatMap((key, index) => {
      const [type = ""] = key.split(" ");
      if (allowed.includes(type)) return [];
      return [
        {
          path: site(`sshAuthorizedKeys[${index}]`),
          found: `a key of type ${quoted(type)}`,
          expected: `a key of type ${allowed.join(" or ")}`,
        },
      ];
    }),

  labels: ({ required }, { labels }) =>
    Object.entries(required).flatMap(([label, pattern]) => {
      const value = Object.hasOwn(labels, label) ? labels[label] : undefined;
      const path = site(`labels.${label}`);
      const expected = pattern === null ? "a label with this name" : `a label of the form ${pattern}`;
      if (value === undefined) return [{ path, expected }];
      return pattern === null || isWhole(value, pattern) ? [] : [{ path, found: quoted(value), expected }];
    }),
};
