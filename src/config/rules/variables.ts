/** Rules of ClusterClass variables. Cluster API accepts one that is set twice, and then only one of the two counts. */
import { classVariablesSchema, variableSince } from "../class-variables.js";
import type { Draft } from "../draft.js";
import type { Problem } from "../problem.js";
import { isOlder } from "../release-order.js";
import { tkgReleases } from "../tkg-releases.js";

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

/** What the TKG release of the site does not have: Cluster API refuses a variable, and drops a field without an error. */
function variablesExist({ site }: Draft): Problem[] {
  const release = tkgReleases.find(({ tkrVersion }) => tkrVersion === site?.tkrVersion);
  if (!site || !release) return [];
  const used: string[] = [
    ...Object.keys(site.variables ?? {}),
    ...(site.variables?.proxy?.systemWide === undefined ? [] : ["proxy.systemWide"]),
    ...(site.machine?.customVMXKeys === undefined ? [] : ["machine.customVMXKeys"]),
    ...Object.keys(site.nodeTimeouts ?? {}).map((key) => `nodeTimeouts.${key}`),
  ];
  return used.flatMap((name) => {
    const since = variableSince[name];
    if (since === undefined || !isOlder(release.tkg, since)) return [];
    const isKey = /^(machine|nodeTimeouts)\./.test(name);
    const path = isKey ? `tkg-edge:site.${name}` : `tkg-edge:site.variables.${name}`;
    const holder = name.startsWith("nodeTimeouts.") ? "Cluster API" : "the ClusterClass";
    const expected = `nothing: ${holder} has this since TKG ${since}, and ${release.tkrVersion} belongs to TKG ${release.tkg}`;
    return [{ path, expected }];
  });
}

function extraVariablesAreExtra({ site }: Draft): Problem[] {
  return Object.keys(site?.extraVariables ?? {}).flatMap((name) => {
    const path = `tkg-edge:site.extraVariables.${name}`;
    const found = "a variable that has a key of its own";
    const own = ownVariables[name];
    if (own !== undefined) return [{ path, found, expected: own }];
    return name in classVariablesSchema.shape ? [{ path, found, expected: `site.variables.${name}` }] : [];
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
            "at least one DNS server: addresses from a pool (variables.network.addressesFromPools) bring none",
        },
      ]
    : [];
}
