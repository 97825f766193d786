/** What some stacks have, and which rights they need for it alone. */
import type { SiteSpec } from "../config/stack-spec.js";
import { configuredPackages } from "../manifests/cluster-bootstrap.js";
import type { Condition } from "./right.js";

const ofSite = (text: string, isMet: (site: SiteSpec) => boolean): Condition => ({
  text,
  isMet: ({ site }) => site !== undefined && isMet(site),
});

export const trustsRegistryCa: Condition = {
  text: "`management.trustRegistryCa: apply`",
  isMet: ({ management }) => management?.trustRegistryCa === "apply",
};

export const sharesIdentity = ofSite("`site.identityRef`", ({ identityRef }) => identityRef !== undefined);

export const ownCredentials = ofSite(
  "credentials of its own (no `site.identityRef`)",
  ({ identityRef }) => identityRef === undefined,
);

export const configuresPackages = ofSite("`site.cni: calico` or `site.cpi.excludeEndpoint`", (site) => {
  const { cni, cpi } = configuredPackages(site);
  return cni || cpi;
});

export const configuresCalico = ofSite("`site.cni: calico`", (site) => configuredPackages(site).cni);

export const configuresCpi = ofSite("`site.cpi.excludeEndpoint`", (site) => configuredPackages(site).cpi);

export const adopts = ofSite("`site.adopt`", ({ adopt }) => adopt);

export const addsPackages = ofSite(
  "`site.packages.additional`",
  ({ packages }) => (packages?.additional ?? []).length > 0,
);

export const makesPool = ofSite(
  "`site.network.addressPool`",
  ({ network }) => network.addressPool !== undefined,
);

export const usesPools = ofSite(
  "`site.network.addressPool` or `site.variables.network.addressesFromPools`",
  ({ network, variables }) =>
    network.addressPool !== undefined || (variables.network?.addressesFromPools ?? []).length > 0,
);
