/** What a preview finds of the subject of one check, by the program's own look at it. */
import { ConfigurationError, type Problem } from "../../../src/config/problem.js";
import { problemOf, type Finding } from "../../../src/environment/finding.js";
import { placesOf } from "../../../src/environment/judgements/inventory.js";
import { checkControllerTrust } from "../../../src/environment/questions/controller-trust.js";
import { checkPaths } from "../../../src/environment/questions/inventory.js";
import { checkConnections, vcenterProblems } from "../../../src/preflight/connections.js";
import { checkedOvaDigest } from "../../../src/program/ova-notice.js";
import { checkOwnership } from "../../../src/program/ownership.js";
import { failuresOf, findTemplate } from "../../../src/program/site-template.js";
import { versionFinding } from "../../../src/program/version-finding.js";
import { emptyState } from "../empty-state.js";
import {
  address,
  factsOf,
  password,
  site,
  specOf,
  variablesAtPreview,
  vcenter,
  type Environment,
} from "./surfaces.js";

/** In sentences and by config keys, as far as the preview has them. */
export type Found = Pick<Problem, "path" | "found" | "expected">;

const ofFindings = (findings: readonly Finding[]): readonly Found[] =>
  findings.filter(({ severity }) => severity === "failure").map((finding) => problemOf(finding));

async function refused(look: Promise<unknown>): Promise<readonly Found[]> {
  try {
    await look;
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

/** What is read apart from the catalogue, by the names of the checks. */
const apart: Readonly<Record<string, (environment: Environment) => Promise<readonly Found[]>>> = {
  "management-reachable": connections,
  ownership: (environment) => {
    const facts = factsOf(environment);
    const { view = { mark: "", records: [] } } = environment;
    const read = checkConnections(specOf(environment), facts, Promise.resolve([]), emptyState);
    const cluster = facts.managementCluster(address);
    return refused(checkOwnership(specOf(environment), cluster, read, () => Promise.resolve(view)));
  },
  "class-variables": async (environment) => ofFindings(await variablesAtPreview(environment)),
  "vcenter-certificate": ofVcenter,
  "vcenter-login": ofVcenter,
  inventory: async (environment) =>
    ofFindings(
      await checkPaths(factsOf(environment).vcenter({ ...vcenter, password }), placesOf(specOf(environment))),
    ),
  ova: (environment) => {
    const { template } = environment;
    if (!template) throw new Error("the stack has no template");
    return refused(checkedOvaDigest(factsOf(environment).ova(template.ova), template, environment.site));
  },
  template: ofTemplate,
  "template-disk": ofTemplate,
  "version-change": async (environment) => {
    const { site: wanted = site, objects } = environment;
    const live = objects.find(({ kind, metadata }) => kind === "Cluster" && metadata.name === wanted.name);
    if (!live) throw new Error("only a Cluster that runs is rolled");
    const management = factsOf(environment).managementCluster(address);
    return ofFindings([
      await versionFinding({ site: wanted, vcenter, importsTemplate: false }, live, management),
    ]);
  },
  "controller-trust": async (environment) =>
    ofFindings(
      [
        await checkControllerTrust(factsOf(environment).managementCluster(address), specOf(environment)),
      ].flatMap((finding) => finding ?? []),
    ),
};

function ofVcenter(environment: Environment): Promise<readonly Found[]> {
  return vcenterProblems(specOf(environment), factsOf(environment), password);
}

async function ofTemplate(environment: Environment): Promise<readonly Found[]> {
  const facts = factsOf(environment);
  const look = findTemplate(
    specOf(environment),
    facts.managementCluster(address),
    facts.vcenter({ ...vcenter, password }),
  );
  const found = await look;
  return found ? ofFindings(failuresOf(environment.site ?? site, found)) : [];
}

/** What refuses a preview, and of what it warns. */
async function connections(environment: Environment): Promise<readonly Found[]> {
  const look = checkConnections(specOf(environment), factsOf(environment), Promise.resolve([]), emptyState);
  const problems = await refused(look);
  if (problems.length > 0) return problems;
  const { warnings = [] } = await look;
  return warnings.map((found) => ({ path: "", found, expected: "" }));
}

/** @param name of a check that a preview makes too, or whose subject it reads apart */
export const foundByPreview = (environment: Environment, name: string): Promise<readonly Found[]> =>
  (apart[name] ?? connections)(environment);

/** Names of the checks whose subject a preview reads apart. */
export const readApart: readonly string[] = Object.keys(apart);
