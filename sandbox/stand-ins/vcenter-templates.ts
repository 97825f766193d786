/**
 * Finds templates in a vCenter, as the vSphere template resolver does: log in, find the datacenter, read
 * every machine in it. Two rounds of govc per query.
 */
import { GovcError, withGovc, type Govc, type VcenterLogin } from "./runtime/govc.js";
import type { StandInContext } from "./stand-in.js";
import {
  collectedProperties,
  matchTemplate,
  missingTemplateText,
  parseNodeImages,
  type TemplateQuery,
} from "./tkg/template-match.js";

/** A denial, as opposed to a failure of the stand-in. */
export class Denial extends Error {}

/** What TKR_DATA's osImageRef gets. */
export interface Template {
  /** Inventory path. */
  readonly template: string;
  readonly moid: string;
}

/**
 * The template for each query, in their order.
 * @throws Denial in the words of the real resolver.
 */
export async function findTemplates(
  queries: readonly TemplateQuery[],
  login: VcenterLogin,
  datacenter: string,
  { signal, log }: StandInContext,
): Promise<Template[]> {
  log(
    `searching ${datacenter} of ${login.server} for ${queries.map(({ ovaVersion }) => ovaVersion).join(", ")}`,
  );
  return withGovc(login, signal, async (govc) => {
    const [images, paths] = await machinesOf(govc, await openDatacenter(govc, datacenter));
    const missing: string[] = [];
    const templates = queries.flatMap((query) => {
      const { template, nonTemplates } = matchTemplate(images, query);
      if (template !== undefined) return [{ template: paths.get(template.moid) ?? "", moid: template.moid }];
      const found = nonTemplates.map(({ moid }) => paths.get(moid)).filter((path) => path !== undefined);
      missing.push(missingTemplateText(query, found));
      return [];
    });
    if (missing.length > 0) throw new Denial([...new Set(missing)].join("; "));
    return templates;
  });
}

async function openDatacenter(govc: Govc, datacenter: string): Promise<string> {
  try {
    const text = await govc("datacenter.info", datacenter);
    // A name may be a pattern.
    const [first, ...others] = [...text.matchAll(/^\s*Path:\s*(.*)$/gm)].map(([, path = ""]) => path);
    if (others.length > 0) {
      throw new Denial(
        `failed to get the datacenter MOID: path '${datacenter}' resolves to multiple datacenters`,
      );
    }
    return first ?? "";
  } catch (error) {
    if (!(error instanceof GovcError)) throw error;
    throw new Denial(`${stageOf(error.message)}: ${error.message}`);
  }
}

/** Which step of the real resolver would have met this error: connecting, logging in, or finding the datacenter. */
function stageOf(message: string): string {
  if (message.startsWith("Post ")) return "failed to create vc client";
  if (/^ServerFaultCode: .*login/i.test(message)) return "failed to login to vSphere: cannot login to vc";
  return "failed to get the datacenter MOID";
}

/** The node images of a datacenter, and the inventory path of every powered-off machine by its id. */
async function machinesOf(
  govc: Govc,
  datacenterPath: string,
): Promise<[ReturnType<typeof parseNodeImages>, Map<string, string>]> {
  try {
    const listed = await govc(
      "find",
      "-l",
      "-I",
      "-type",
      "m",
      datacenterPath,
      "-runtime.powerState",
      "poweredOff",
    );
    // Without any machine `object.collect` would wait for the first one; the count of datacenter.info leaves templates out.
    if (listed.trim() === "") return [[], new Map()];
    const collected = await govc(
      "object.collect",
      "-json",
      "-type",
      "m",
      datacenterPath,
      ...collectedProperties,
    );
    const paths = listed.split("\n").map((line) => /^(\S+)\s+(.*)$/.exec(line));
    return [
      parseNodeImages(collected),
      new Map(paths.filter((match) => match !== null).map((match) => [match[1] ?? "", match[2] ?? ""])),
    ];
  } catch (error) {
    if (!(error instanceof GovcError)) throw error;
    throw new Denial(`failed to get K8s VM templates: ${error.message}`);
  }
}
