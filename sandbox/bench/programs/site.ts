/**
 * The resources of a site stack, with the environment checks that BENCH_CHECKS lists (comma-separated), to
 * measure the share of each; BENCH_PACKAGES and BENCH_MANAGEMENT_UID contain the results of the first check.
 * With all of them it does what index.ts does for such a stack, one after another.
 */
import { thisStack } from "../../../components/made-by.js";
import { Facts } from "../../../src/environment/facts/facts.js";
import { SingleNodeCluster } from "../../../src/library/single-node-cluster.js";
import { checkConnections, vcenterProblems } from "../../../src/preflight/connections.js";
import { findDrift } from "../../../src/preflight/drift/drift.js";
import { checkInventory } from "../../../src/program/inventory.js";
import { ownState } from "../../../src/program/own-state.js";
import { ManagementProviders } from "../../../src/program/providers.js";
import { readStack, reveal } from "../../../src/program/read-stack.js";
import { recordedClass } from "../../../src/program/recorded-class.js";
import { recordedCluster } from "../../../src/program/recorded-cluster.js";
import { findTemplate, siteTemplate } from "../../../src/program/site-template.js";

const checks = new Set((process.env.BENCH_CHECKS ?? "").split(","));
const { spec, secrets } = await readStack(process.env.BENCH_PROJECT ?? "");
const { site } = spec;
const { managementCluster, vcenter } = spec.connection;
if (!site || !managementCluster || !vcenter || !secrets.vcenterPassword)
  throw new Error("no site to measure");
const password = (await reveal(secrets.vcenterPassword)) ?? "";
const facts = new Facts();
const vcenterFacts = facts.vcenter({ ...vcenter, password });
const management = facts.managementCluster(managementCluster);
const { liveCluster, managementUid } = checks.has("connections")
  ? await checkConnections(spec, facts, vcenterProblems(spec, facts, password), {
      recorded: async () => recordedCluster(await ownState()),
      view: async () => ({ mark: thisStack(), records: await ownState() }),
      siteClass: async (configured) => recordedClass(await ownState(), configured),
    })
  : {};
if (checks.has("drift")) await findDrift(spec, management, Promise.resolve(vcenterFacts));
const providers = new ManagementProviders(
  managementCluster,
  managementUid ?? process.env.BENCH_MANAGEMENT_UID ?? "",
);
if (checks.has("inventory")) await checkInventory(spec, vcenterFacts, secrets.vcenterPassword);
if (checks.has("template")) {
  await siteTemplate(spec, await findTemplate(spec, management, vcenterFacts), liveCluster);
}
const parts = {
  ...{ site, managementCluster, vcenter, vcenterPassword: secrets.vcenterPassword },
  bootstrapPackages: (process.env.BENCH_PACKAGES ?? "").split(","),
};
const cluster = new SingleNodeCluster(
  site.name,
  { ...site, checked: { parts } },
  { provider: providers.kubernetes },
);
export const { clusterName, kubeconfig } = cluster;
