/** What stands in the way of the pool that a stack makes for its site, and what of it exists. */
import type { LiveObject } from "../../clients/live-object.js";
import { addressPoolKind, clusterKind, definitionKind, ipAddressKind } from "../../clients/resource-kinds.js";
import { ipamGroup, ownPoolOf, poolKind, type OwnPoolSpec } from "../../config/address-pool.js";
import type { SiteSpec } from "../../config/stack-spec.js";
import { poolResources, type PoolForm } from "../../manifests/address-pool.js";
import { readPoolVersions } from "../facts/address-pool-api.js";
import { readAddressPool } from "../facts/address-pool.js";
import { readCluster } from "../facts/cluster.js";
import type { ManagementFacts } from "../facts/management-facts.js";
import { readRecorded } from "../facts/recorded-object.js";
import { claimsOf, givenByOthers, type AddressClaim } from "../facts/taken-address.js";
import type { Finding } from "../finding.js";
import {
  addressesOfOthers,
  isFinding,
  poolForm,
  poolOwner,
  removedAddresses,
} from "../judgements/own-address-pool.js";
import { isRecorded, standingOf, type Standing, type StackView } from "../judgements/standing.js";

export interface OwnPoolFacts {
  readonly pool: OwnPoolSpec;
  /** Undefined where a finding explains why there is none. */
  readonly form: PoolForm | undefined;
  readonly live: LiveObject | undefined;
  readonly standing: Standing;
  /** The pool's resource in the state: its type, and the pool's name. Undefined where it has none. */
  readonly recorded: { readonly type: string; readonly name: string | undefined } | undefined;
  /** Who uses addresses of the pool. */
  readonly claims: readonly AddressClaim[];
  readonly findings: readonly Finding[];
}

/**
 * @returns undefined for a site whose stack makes no pool
 * @throws UserError where the management cluster does not answer
 */
export async function findOwnPool(
  management: Pick<ManagementFacts, "get" | "list">,
  site: SiteSpec,
  readView: () => Promise<StackView>,
): Promise<OwnPoolFacts | undefined> {
  const pool = ownPoolOf(site);
  if (!pool) return undefined;
  const [definition, view] = await Promise.all([management.get(definitionKind, addressPoolKind), readView()]);
  const live = definition && (await management.get(addressPoolKind, pool.name, pool.namespace));
  const claims = live ? await claimsOf(management, { kind: poolKind, ...pool }) : [];
  const resources = poolResources(site.name);
  const record = view.records.find(({ urn }) => urn.endsWith(`::${resources.pool}`));
  const recorded = record && { type: record.type, name: readRecorded(record.outputs).name };
  const form = poolForm(pool, definition && readPoolVersions(definition), versionOf(recorded?.type));
  const standing = standingOf(live, view, isRecorded(view, resources.component));
  const isOwn = standing === "own" || standing === "interrupted";
  return {
    ...{ pool, live, standing, recorded, claims },
    form: isFinding(form) ? undefined : form,
    findings: [
      ...(isFinding(form) ? [form] : []),
      ...poolOwner(live, standing, view),
      ...(isOwn ? removedAddresses(pool, claims) : []),
      ...(definition && (isOwn || !live) ? await takenAddresses(management, site, pool, live) : []),
    ],
  };
}

async function takenAddresses(
  management: Pick<ManagementFacts, "list">,
  { name, namespace }: SiteSpec,
  pool: OwnPoolSpec,
  live: LiveObject | undefined,
): Promise<Finding[]> {
  const [addresses, clusters] = await Promise.all([
    management.list(ipAddressKind),
    management.list(clusterKind),
  ]);
  const others = clusters
    .map(readCluster)
    .filter((cluster) => cluster.name !== name || cluster.namespace !== namespace);
  const given = givenByOthers({ kind: poolKind, ...pool }, addresses);
  return addressesOfOthers(pool, live && readAddressPool(live), given, others);
}

/** Such as `v1alpha1` of `kubernetes:ipam.cluster.x-k8s.io/v1alpha1:InClusterIPPool`. */
const versionOf = (type: string | undefined): string | undefined =>
  type?.startsWith(`kubernetes:${ipamGroup}/`) === true ? type.split("/")[1]?.split(":")[0] : undefined;
