/** What a preview finds of the subject of one check, by the program's own look at it. */
import { ConfigurationError, type Problem } from "../../../src/config/problem.js";
import { problemOf, type Finding } from "../../../src/environment/finding.js";
import { placesOf } from "../../../src/environment/judgements/inventory.js";
import { askControllerTrust } from "../../../src/environment/questions/controller-trust.js";
import { askInventory } from "../../../src/environment/questions/inventory.js";
import { checkConnections, vcenterProblems } from "../../../src/preflight/connections.js";
import { checkedOvaDigest } from "../../../src/program/ova-notice.js";
import { lookForOwnership } from "../../../src/program/ownership.js";
import { failuresOf, lookForTemplate } from "../../../src/program/site-template.js";
import { emptyState } from "../empty-state.js";
import {
  address,
  factsOf,
  password,
  site,
  specOf,
  variablesAtPreview,
  vcenter,
  type World,
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
const apart: Readonly<Record<string, (world: World) => Promise<readonly Found[]>>> = {
  "management-reachable": connections,
  ownership: (world) => {
    const facts = factsOf(world);
    const { view = { mark: "", records: [] } } = world;
    const environment = checkConnections(specOf(world), facts, Promise.resolve([]), emptyState);
    const cluster = facts.managementCluster(address);
    return refused(lookForOwnership(specOf(world), cluster, environment, () => Promise.resolve(view)));
  },
  "class-variables": async (world) => ofFindings(await variablesAtPreview(world)),
  "vcenter-certificate": ofVcenter,
  "vcenter-login": ofVcenter,
  inventory: async (world) =>
    ofFindings(await askInventory(factsOf(world).vcenter({ ...vcenter, password }), placesOf(specOf(world)))),
  ova: (world) => {
    const { template } = world;
    if (!template) throw new Error("the stack has no template");
    return refused(checkedOvaDigest(factsOf(world).ova(template.ova), template, world.site));
  },
  template: ofTemplate,
  "template-disk": ofTemplate,
  "controller-trust": async (world) =>
    ofFindings(
      [await askControllerTrust(factsOf(world).managementCluster(address), specOf(world))].flatMap(
        (finding) => finding ?? [],
      ),
    ),
};

function ofVcenter(world: World): Promise<readonly Found[]> {
  return vcenterProblems(specOf(world), factsOf(world), password);
}

async function ofTemplate(world: World): Promise<readonly Found[]> {
  const facts = factsOf(world);
  const look = lookForTemplate(
    specOf(world),
    facts.managementCluster(address),
    facts.vcenter({ ...vcenter, password }),
  );
  const found = await look;
  return found ? ofFindings(failuresOf(world.site ?? site, found)) : [];
}

/** What refuses a preview, and of what it warns. */
async function connections(world: World): Promise<readonly Found[]> {
  const look = checkConnections(specOf(world), factsOf(world), Promise.resolve([]), emptyState);
  const problems = await refused(look);
  if (problems.length > 0) return problems;
  const { warnings = [] } = await look;
  return warnings.map((found) => ({ path: "", found, expected: "" }));
}

/** @param name of a check that a preview makes too, or whose subject it reads apart */
export const foundByPreview = (world: World, name: string): Promise<readonly Found[]> =>
  (apart[name] ?? connections)(world);

/** Names of the checks whose subject a preview reads apart. */
export const readApart: readonly string[] = Object.keys(apart);
