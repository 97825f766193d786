/**
 * Everything that the program reads before it plans: the tools are started at once, since each of them mostly waits. Problems
 * are reported in the order in which they should be fixed, not in the order in which they were noticed.
 */
import { thisStack } from "../../components/made-by.js";
import type { ManagementConnection } from "../config/connection.js";
import type { StackSpec } from "../config/stack-spec.js";
import { placeOfTemplate } from "../config/template.js";
import { Facts } from "../environment/facts/facts.js";
import type { ManagementFacts } from "../environment/facts/management-facts.js";
import type { Finding } from "../environment/finding.js";
import type { OvaArchive } from "../environment/judgements/ova-file.js";
import { judgeOva, type OvaJudgement } from "../environment/judgements/template-digest.js";
import type { TemplateUse } from "../environment/judgements/template.js";
import { checkControllerTrust } from "../environment/questions/controller-trust.js";
import { checkArchive } from "../environment/questions/ova.js";
import {
  checkConnections,
  vcenterProblems,
  type Environment,
  type OwnState,
} from "../preflight/connections.js";
import { findDrift, ofOwnTkrs, type Drift } from "../preflight/drift/drift.js";
import { checkClassVariablesAtPreview } from "./class-variables.js";
import { checkInventory } from "./inventory.js";
import { missingKinds } from "./missing-kinds.js";
import { checkedOvaDigest } from "./ova-notice.js";
import { ownState } from "./own-state.js";
import { recordsFor, stateOf, type Owner } from "./owner.js";
import { checkOwnership, type Ownership } from "./ownership.js";
import { ManagementProviders } from "./providers.js";
import { reveal } from "./read-stack.js";
import { recordedClass } from "./recorded-class.js";
import { recordedCluster } from "./recorded-cluster.js";
import { findSitePool, type FoundPool } from "./site-pool.js";
import { findTemplate } from "./site-template.js";
import {
  proved,
  withSpec,
  type ManagementPart,
  type SitePart,
  type Stack,
  type TemplatePart,
} from "./stack.js";

/** A management cluster that answered, known by its identity. */
export class SeenCluster {
  #providers: ManagementProviders | undefined;

  /**
   * @param facts as this run reads it
   * @param owner component that has the providers. @default - the stack
   */
  constructor(
    readonly connection: ManagementConnection,
    readonly facts: ManagementFacts,
    readonly uid: string,
    private readonly owner?: Owner,
  ) {}

  /** Registered when they are first wanted. */
  get providers(): ManagementProviders {
    return (this.#providers ??= new ManagementProviders(this.connection, this.uid, this.owner));
  }
}

export interface ObservedEnvironment {
  /** The stack with the class that its site has. */
  readonly stack: Stack;
  /** As this run reads it; undefined for a stack that names none. */
  readonly managementFacts: ManagementFacts | undefined;
  readonly management: (ManagementPart & { readonly cluster: SeenCluster }) | undefined;
  readonly template: (TemplatePart & { readonly ovaSha256: string }) | undefined;
  readonly site: (SitePart & { readonly cluster: SeenCluster }) | undefined;
  readonly environment: Environment;
  readonly drift: Drift;
  readonly ownership: Ownership;
  /** Whether the TKr controller trusts the registry; undefined where that is no question of this stack. */
  readonly controllerTrust: Finding | undefined;
  /** What is wrong or unusual about the stack's own OVA, and about what is at its template's place. */
  readonly ova: OvaJudgement | undefined;
  /** What TKG would clone the site's node from; undefined where this stack imports the template. */
  readonly foundTemplate: TemplateUse | undefined;
  /** The pool of the site's addresses; undefined where the stack makes none. */
  readonly addressPool: FoundPool | undefined;
  /** Kinds of the objects beside the site's Cluster that the stack's state holds and the management cluster lacks. */
  readonly missing: ReadonlySet<string>;
  /** What the site's live ClusterClass does not take of its variables, or why that is not known. */
  readonly classVariables: readonly Finding[];
}

/** For whom the environment is read. */
export interface Reading {
  /** @default - the stack */
  readonly owner?: Owner;
  /** What is known already. @default - nothing */
  readonly facts?: Facts;
}

/**
 * @param configured the stack, whose site may name no class
 * @throws ConfigurationError, UserError: the most basic of what was found
 */
export async function readEnvironment(
  configured: Stack,
  { owner, facts = new Facts() }: Reading = {},
): Promise<ObservedEnvironment> {
  const { spec, secrets } = configured;
  const { vcenterPassword } = secrets;
  const { template, connection } = spec;
  const cluster = connection.managementCluster && facts.managementCluster(connection.managementCluster);
  const password = await reveal(vcenterPassword);
  const ofVcenter = vcenterProblems(spec, facts, password);
  // A password that is wrong is tried once: many at a time would lock the account.
  const accepted = ofVcenter.then((problems) =>
    problems.length === 0 && connection.vcenter && password !== undefined
      ? facts.vcenter({ ...connection.vcenter, password })
      : undefined,
  );
  const own = ownStateOf(owner);
  const environment = checkConnections(spec, facts, ofVcenter, own);
  const file = template && facts.ova(template.ova);
  const ovaSha256 = file ? checkedOvaDigest(file, template, spec.site) : Promise.resolve(undefined);
  const ofArchive = file ? checkArchive(file) : Promise.resolve(undefined);
  const drift = findDrift(spec, cluster, accepted, ovaSha256);
  const ownership = checkOwnership(spec, cluster, environment, own.view);
  // A stack that adds the CA itself has that command find out.
  const controllerTrust =
    spec.management?.trustRegistryCa === "apply"
      ? Promise.resolve(undefined)
      : checkControllerTrust(cluster, spec);
  const inventory = accepted.then((taken) => checkInventory(spec, taken, vcenterPassword, owner));
  const foundTemplate = accepted.then((taken) => findTemplate(spec, cluster, taken));
  const missing = missingOf(spec, cluster);
  const addressPool = findSitePool(spec, cluster, own.view);
  const classVariables = checkClassVariablesAtPreview(spec, cluster, environment, own.siteClass);
  await Promise.allSettled([
    ofArchive,
    environment,
    drift,
    ownership,
    controllerTrust,
    ovaSha256,
    inventory,
    foundTemplate,
    missing,
    addressPool,
    classVariables,
  ]);
  const seen = {
    environment: await environment,
    ownership: await ownership,
    drift: ofOwnTkrs(await drift, (await ownership).tkrs.existing),
  };
  const digest = await ovaSha256;
  await inventory;
  const ova = judged(template, digest, await ofArchive, seen.drift);
  const stack = withSpec(configured, seen.environment.spec ?? spec);
  return {
    ...{ ...seen, stack },
    ...partsOf(stack, cluster, seen.environment.managementUid, digest, owner),
    managementFacts: cluster,
    ova,
    foundTemplate: await foundTemplate,
    controllerTrust: await controllerTrust,
    missing: await missing,
    addressPool: await addressPool,
    classVariables: await classVariables,
  };
}

/** The ways to what the state of the stack that runs holds of a component, or of the whole stack. */
export const ownStateOf = (owner: Owner | undefined): OwnState => ({
  recorded: async () => recordedCluster(await stateOf(owner)),
  view: async () => ({ mark: thisStack(), records: recordsFor(owner, await ownState()) }),
  siteClass: async (site) => recordedClass(await ownState(), site),
});

/** The stack's sections with what was found of what they are reached by. */
function partsOf(
  { management, template, site }: Stack,
  facts: ManagementFacts | undefined,
  uid: string | undefined,
  ovaSha256: string | undefined,
  owner: Owner | undefined,
): Pick<ObservedEnvironment, "management" | "template" | "site"> {
  const part = management ?? site;
  const seen =
    part &&
    new SeenCluster(
      part.managementCluster,
      proved(facts, "a management cluster"),
      proved(uid, "the management cluster's identity"),
      owner,
    );
  return {
    management: management && seen && { ...management, cluster: seen },
    template: template && { ...template, ovaSha256: proved(ovaSha256, "the OVA's digest") },
    site: site && seen && { ...site, cluster: seen },
  };
}

function judged(
  template: StackSpec["template"],
  ovaSha256: string | undefined,
  ofArchive: OvaArchive | undefined,
  drift: Drift,
): OvaJudgement | undefined {
  if (!template || !ofArchive || ovaSha256 === undefined) return undefined;
  // What could not be read counts as absent here: a damaged OVA is then reported rather than uploaded.
  const exists = drift.template.length === 0 && drift.unknown.length === 0;
  return judgeOva(placeOfTemplate(template), ovaSha256, ofArchive, {
    exists,
    recorded: drift.templateRecorded,
  });
}

async function missingOf({ site }: StackSpec, cluster: ManagementFacts | undefined) {
  return site && cluster ? missingKinds(site, await ownState(), cluster) : new Set<string>();
}
