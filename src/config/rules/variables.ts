/** Rules of ClusterClass variables. Cluster API accepts one that is set twice, and then only one of the two counts. */
import { alsoExtraVariables, classVariablesSchema, variableSince } from "../class-variables.js";
import type { Draft } from "../draft.js";
import type { Rough } from "../parse-section.js";
import type { Problem } from "../problem.js";
import { isOlder } from "../release-order.js";
import type { SiteSpec } from "../stack-spec.js";
import { releaseOf } from "../tkg-releases.js";
import { classesSince, isOlderClass } from "../vendor-class.js";

export const variableRules = [variablesExist, extraVariablesAreExtra, poolsNeedNameservers, addressesAreIPv4];

/** Variables that the program sets from keys of its own, and the key. */
const ownVariables: Readonly<Record<string, string>> = {
  controlPlaneTaint: "nothing: on a single node it is always false",
  auditLogging: "site.auditLogging",
  apiServerEndpoint: "site.controlPlaneEndpoint",
  aviAPIServerHAProvider: "nothing: single-node clusters are not compatible with NSX Advanced Load Balancer",
  imageRepository: "site.imageRepository",
  trust: "site.trustedCa",
  vcenter: "site.placement and connection.vcenter",
  user: "site.sshAuthorizedKeys",
  controlPlane: "site.machine and site.node",
  identityRef: "site.identityRef",
  cni: "site.cni",
  TKR_DATA: "nothing: TKG's own webhooks write it",
  worker: "nothing: a single-node cluster has no workers",
  nodePoolLabels: "nothing: a single-node cluster has no workers",
  workerKubeletExtraArgs: "nothing: a single-node cluster has no workers",
  VSPHERE_WINDOWS_TEMPLATE: "nothing: a single-node cluster has no Windows workers",
};

/** What the class or the TKG release of the site does not have: Cluster API refuses a variable, and drops a field without an error. */
function variablesExist({ site, openClasses }: Draft): Problem[] {
  return site ? absentVariables(site, openClasses?.site === undefined) : [];
}

/** @param isClassKnown whether `className` is the class of the site, and not provisional */
export function absentVariables(site: Rough<SiteSpec>, isClassKnown: boolean): Problem[] {
  const used: string[] = [
    ...Object.keys(site.variables ?? {}),
    ...(site.variables?.proxy?.systemWide === undefined ? [] : ["proxy.systemWide"]),
    ...(site.machine?.customVMXKeys === undefined ? [] : ["machine.customVMXKeys"]),
    ...(site.node?.mtu === undefined ? [] : ["node.mtu"]),
    ...Object.keys(site.nodeTimeouts ?? {}).map((key) => `nodeTimeouts.${key}`),
  ];
  return used.flatMap((name) => {
    const since = variableSince[name];
    const expected = since === undefined ? undefined : lacking(site, name, since, isClassKnown);
    const isKey = /^(machine|node|nodeTimeouts)\./.test(name);
    const path = isKey ? `tkg-edge:site.${name}` : `tkg-edge:site.variables.${name}`;
    return expected === undefined ? [] : [{ path, expected }];
  });
}

/** @returns what is expected in place of a variable that the site's class lacks, or its release */
function lacking(
  { className, tkrVersion }: Rough<SiteSpec>,
  name: string,
  since: string,
  isClassKnown: boolean,
): string | undefined {
  const isField = name.startsWith("nodeTimeouts.");
  if (!isField && isClassKnown && className !== undefined && isOlderClass(className, since)) {
    return (
      `nothing: site.className is ${className}, which does not have this; ` +
      `the classes that have it are ${classesSince(since).join(", ")}`
    );
  }
  const release = releaseOf(tkrVersion);
  if (!release || !isOlder(release.tkg, since)) return undefined;
  const holder = isField ? "Cluster API" : "the ClusterClass";
  return `nothing: ${holder} has this since TKG ${since}, and ${tkrVersion ?? ""} belongs to TKG ${release.tkg}`;
}

function extraVariablesAreExtra({ site }: Draft): Problem[] {
  return Object.keys(site?.extraVariables ?? {}).flatMap((name) => {
    const path = `tkg-edge:site.extraVariables.${name}`;
    const found = "a variable that has a key of its own";
    const own = ownVariables[name];
    if (own !== undefined) return [{ path, found, expected: own }];
    if (!(name in classVariablesSchema.shape)) return [];
    const isOnce = site?.variables === undefined || !(name in site.variables);
    if (alsoExtraVariables.has(name) && isOnce) return [];
    return [{ path, found, expected: `site.variables.${name}` }];
  });
}

/** With IPv6 as the primary family Kubernetes would need addresses that no key of a site can hold. */
function addressesAreIPv4({ site }: Draft): Problem[] {
  if (site?.variables?.network?.ipv6Primary !== true) return [];
  return [
    {
      path: "tkg-edge:site.variables.network.ipv6Primary",
      found: "true",
      expected:
        "false, or nothing: every address of a site is an IPv4 address (endpoint, networks, nameservers)",
    },
  ];
}

function poolsNeedNameservers({ site }: Draft): Problem[] {
  const pools = site?.variables?.network?.addressesFromPools ?? [];
  return pools.length > 0 && (site?.node?.nameservers ?? []).length === 0
    ? [
        {
          path: "tkg-edge:site.node.nameservers",
          expected:
            "at least one DNS server: addresses from a pool (network.addressPool, variables.network.addressesFromPools) bring none",
        },
      ]
    : [];
}
