/** What a guard reads of its management cluster where its caller has found nothing. */
import type { ProviderResource } from "@pulumi/pulumi";
import type { GuardParts } from "../../components/cluster-class-guard.js";
import { knownTinyTkrs } from "../config/tkg-releases.js";
import { checkConnections } from "../preflight/connections.js";
import { findDrift } from "../preflight/drift/drift.js";
import { announceDrift } from "../program/drift-notice.js";
import { guardedClasses } from "../program/guarded-classes.js";
import { stateOf } from "../program/owner.js";
import { ManagementProviders } from "../program/providers.js";
import { ownStateOf } from "../program/read-environment.js";
import { proved } from "../program/stack.js";
import type { Access, NotRead } from "./access.js";
import { factsOfRun } from "./found-facts.js";
import { given, readArgs, type ReadArgs } from "./read-args.js";
import type { Subject } from "./refusal.js";
import type { ClusterClassArgs } from "./section-args.js";

/** The classes with what was found of them. */
export interface CheckedGuard {
  readonly parts: GuardParts;
  /** Of the management cluster. @default - that of the component */
  readonly provider?: ProviderResource;
}

/** Part of the section, which names a TKr too; the guard depends on none. */
const anyTkr = { version: knownTinyTkrs[0]?.tkrVersion };

/** @throws RunError with everything that is wrong */
export function readGuard(
  subject: Subject,
  { connection, connectionFile, checked: _checked, ...keys }: Access & ClusterClassArgs & NotRead,
): ReadArgs {
  const management = given({ clusterClass: keys, tkr: anyTkr });
  return readArgs(subject, { connection, connectionFile }, { management }, {});
}

/** @throws UserError where the management cluster does not answer, or is another one */
export async function checkGuard(subject: Subject, read: ReadArgs | undefined): Promise<CheckedGuard> {
  const { spec } = proved(read, "arguments");
  const owner = { name: subject.name };
  const management = proved(spec.management, "a management section");
  const connection = proved(spec.connection.managementCluster, "connection.managementCluster");
  const facts = factsOfRun();
  const cluster = facts.managementCluster(connection);
  const [{ managementUid }, found, state] = await Promise.all([
    checkConnections(spec, facts, Promise.resolve([]), ownStateOf(owner)),
    findDrift(spec, cluster, Promise.resolve(undefined)),
    stateOf(owner),
  ]);
  const drift = { ...found, tkrs: new Map<string, never>() };
  await announceDrift(drift, undefined);
  const guarded = guardedClasses(spec, drift.classes, state, subject.name);
  return {
    parts: {
      className: guarded?.named,
      resolveTkr: management.clusterClass.resolveTkr,
      found: drift.guard,
      others: guarded?.others,
    },
    provider: new ManagementProviders(connection, proved(managementUid, "an identity"), owner).kubernetes,
  };
}
