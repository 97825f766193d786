/** Rules that hold between keys, each a pure function that returns what is wrong. */
import { BlockList } from "node:net";
import { variableSince } from "./class-variables.js";
import type { Problem } from "./problem.js";
import type { StackSpec } from "./stack-spec.js";
import { tkgReleases } from "./tkg-releases.js";
import { isTinyTkrVersion } from "./tkr-version.js";

/** All cross-field problems of a stack. */
export function crossFieldProblems(spec: StackSpec): Problem[] {
  const rules = [endpointOutsideNetworks, networksApart, templateFitsSite, kindFitsTkr, variablesExist];
  return rules.flatMap((rule) => rule(spec));
}

function contains(cidr: string, address: string): boolean {
  const [base = "", prefix = "32"] = cidr.split("/");
  const list = new BlockList();
  list.addSubnet(base, Number(prefix), "ipv4");
  return list.check(address, "ipv4");
}

const baseOf = (cidr: string) => cidr.split("/")[0] ?? "";

function endpointOutsideNetworks({ site }: StackSpec): Problem[] {
  if (!site) return [];
  const { podCidrs, serviceCidrs } = site.network;
  return [...podCidrs, ...serviceCidrs]
    .filter((cidr) => contains(cidr, site.controlPlaneEndpoint))
    .map((cidr) => ({
      path: "tkg-edge:site.controlPlaneEndpoint",
      found: `"${site.controlPlaneEndpoint}"`,
      expected: `an address outside the cluster network ${cidr}`,
    }));
}

function networksApart({ site }: StackSpec): Problem[] {
  if (!site) return [];
  return site.network.podCidrs.flatMap((pods) =>
    site.network.serviceCidrs
      .filter((services) => contains(pods, baseOf(services)) || contains(services, baseOf(pods)))
      .map((services) => ({
        path: "tkg-edge:site.network.serviceCidrs",
        found: `"${services}"`,
        expected: `a block that does not overlap the pod network ${pods}`,
      })),
  );
}

function templateFitsSite({ site, template }: StackSpec): Problem[] {
  if (!site || !template) return [];
  const problems: Problem[] = [];
  if (site.os !== template.os) {
    problems.push({
      path: "tkg-edge:template.os",
      found: `"${template.os}"`,
      expected: `the operating system of the site that this stack makes ("${site.os}")`,
    });
  }
  if (site.tkrVersion !== template.tkrVersion) {
    problems.push({
      path: "tkg-edge:template.tkrVersion",
      found: `"${template.tkrVersion}"`,
      expected: `the TKr of the site that this stack makes ("${site.tkrVersion}")`,
    });
  }
  return problems;
}

function kindFitsTkr({ site }: StackSpec): Problem[] {
  if (!site || isTinyTkrVersion(site.tkrVersion) === (site.kind === "minimal")) return [];
  const expected =
    site.kind === "minimal"
      ? 'a tiny TKr, of which minimal clusters are made (or site.kind: "standard")'
      : 'a standard TKr (or site.kind: "minimal")';
  return [{ path: "tkg-edge:site.tkrVersion", found: `"${site.tkrVersion}"`, expected }];
}

/** A variable that the class of the site's TKG release does not have would be refused by Cluster API. */
function variablesExist({ site }: StackSpec): Problem[] {
  const release = tkgReleases.find(({ tkrVersion }) => tkrVersion === site?.tkrVersion);
  if (!site || !release) return [];
  const used: string[] = [
    ...Object.keys(site.variables),
    ...(site.variables.proxy?.systemWide === undefined ? [] : ["proxy.systemWide"]),
    ...(site.machine.customVMXKeys === undefined ? [] : ["machine.customVMXKeys"]),
  ];
  return used.flatMap((name) => {
    const since = variableSince[name];
    if (since === undefined || since <= release.tkg) return [];
    const path = name.startsWith("machine.") ? `tkg-edge:site.${name}` : `tkg-edge:site.variables.${name}`;
    const expected = `nothing: the ClusterClass has this since TKG ${since}, and ${site.tkrVersion} belongs to TKG ${release.tkg}`;
    return [{ path, expected }];
  });
}
