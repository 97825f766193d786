/** Do the pools that a site takes the addresses of its node from have any left? */
import { addressPoolKinds } from "../../clients/resource-kinds.js";
import { ownPoolOf, poolKind } from "../../config/address-pool.js";
import type { SiteSpec } from "../../config/stack-spec.js";
import { addressPool } from "../../manifests/address-pool.js";
import { readAddressPool, type AddressPoolFacts } from "../facts/address-pool.js";
import type { ManagementFacts } from "../facts/management-facts.js";
import { claimsOf } from "../facts/taken-address.js";
import { skipped, type Finding } from "../finding.js";
import { poolRoom, type PoolUse, type WantedPool } from "../judgements/address-pool.js";

const poolsPath = "tkg-edge:site.variables.network.addressesFromPools";
const ownPath = "tkg-edge:site.network.addressPool.addresses";

/** A reference to a pool, as in the variable `network` of a ClusterClass. */
export interface PoolReference {
  readonly kind: string;
  readonly name: string;
}

type Management = Pick<ManagementFacts, "get" | "list">;
type Named = Pick<SiteSpec, "name" | "namespace">;

/**
 * By the configuration: a pool that the stack itself makes is judged as it will be.
 * @throws UserError where the management cluster does not answer, or has no such pools
 */
export async function checkAddressPools(
  management: Management,
  site: Named & Pick<SiteSpec, "network" | "variables">,
  use: PoolUse,
): Promise<readonly Finding[]> {
  const own = ownPoolOf(site);
  const isOwn = ({ kind, name }: PoolReference) => kind === poolKind && name === own?.name;
  const made = own && readAddressPool(addressPool(own, { version: "", hasAddresses: true }));
  return judged(management, site, site.variables.network?.addressesFromPools ?? [], use, (reference) =>
    isOwn(reference) && made ? { path: ownPath, facts: made } : undefined,
  );
}

/** As the pools are on the management cluster. @throws UserError like {@link checkAddressPools} */
export const checkLivePools = (
  management: Management,
  site: Named,
  references: readonly PoolReference[],
  use: PoolUse,
): Promise<readonly Finding[]> => judged(management, site, references, use, () => undefined);

async function judged(
  management: Management,
  site: Named,
  references: readonly PoolReference[],
  use: PoolUse,
  madeBy: (
    reference: PoolReference,
  ) => { readonly path: string; readonly facts: AddressPoolFacts } | undefined,
): Promise<readonly Finding[]> {
  if (references.length === 0) return [skipped("the site takes no address from a pool")];
  const check = async (reference: PoolReference, index: number): Promise<Finding> => {
    const { kind, name } = reference;
    const resource = addressPoolKinds.get(kind);
    if (!resource) return skipped(`pools of kind ${kind} are not known to tkg-edge`);
    const namespace = resource.isNamespaced ? site.namespace : undefined;
    const made = madeBy(reference);
    const wanted: WantedPool = { path: made?.path ?? `${poolsPath}[${index}].name`, kind, name, namespace };
    const live = made ? undefined : await management.get(resource.name, name, namespace);
    const facts = made?.facts ?? (live && readAddressPool(live));
    return poolRoom(wanted, facts, facts ? await claimsOf(management, wanted) : [], site, use);
  };
  return Promise.all(references.map(check));
}
