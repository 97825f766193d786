/** Which template an import finds in vCenter: the OVA's own, the same under another name, or one that stands in its way. Pure. */
import { createHash } from "node:crypto";
import { posix } from "node:path";
import { recordedSha256 } from "../clients/template-notes.js";
import { UserError } from "../config/problem.js";
import type { NodeImageProperties, VirtualMachine } from "../environment/facts/virtual-machine.js";
import { errorOf } from "../environment/finding.js";
import { madeOfAnother } from "../environment/judgements/template-digest.js";
import { describeProperties } from "../environment/judgements/template-match.js";

/** Ending of a machine's name while its OVA is uploaded. */
const unfinished = ".importing";

/** The longest name that vCenter gives a VM. */
const longestName = 80;

/** Where the OVA of a template is uploaded to. */
export function draftOf(path: string): string {
  const { dir, base } = posix.parse(path);
  if (base.length + unfinished.length <= longestName) return `${path}${unfinished}`;
  const digest = createHash("sha256").update(base).digest("hex").slice(0, 8);
  return posix.join(dir, `${base.slice(0, longestName - unfinished.length - 9)}-${digest}${unfinished}`);
}

/**
 * The template that records the OVA, at its place or under another name.
 * @throws UserError when the one at its place records another
 */
export function templateOf(
  machines: readonly VirtualMachine[],
  path: string,
  sha256: string,
): VirtualMachine | undefined {
  const existing = machines.find((machine) => machine.path === path);
  const known = [existing, ...finished(machines)].find(
    (machine) => machine?.template && recordedSha256(machine.annotation) === sha256,
  );
  if (known) return known;
  const recorded = recordedSha256(existing?.annotation);
  if (recorded === undefined || recorded === sha256) return undefined;
  throw errorOf(madeOfAnother(path, recorded, sha256));
}

/**
 * What is at the template's place, to be made a template.
 * @throws UserError when it is of another OVA, or a node
 */
export function machineToConvert(
  machines: readonly VirtualMachine[],
  path: string,
  sha256: string,
  properties: NodeImageProperties,
): VirtualMachine | undefined {
  const existing = machines.find((machine) => machine.path === path);
  if (!existing) return undefined;
  if (existing.clone && !existing.template) {
    throw new UserError(
      `tkg-edge:template.name: ${path} is a VM that was cloned for a node. Give the template another name or folder.`,
    );
  }
  if (recordedSha256(existing.annotation) === sha256 || existing.image?.version === properties.version) {
    return existing;
  }
  throw new UserError(
    `tkg-edge:template.name: ${path} exists already and was made of another OVA (its VERSION is ` +
      `"${existing.image?.version ?? "not set"}"; this OVA's is "${properties.version}"). ` +
      "Give the template another name, or remove the old one when nothing is cloned from it any more.",
  );
}

/** Templates whose vApp properties are those of the OVA: TKG takes any of them. */
export interface Twins {
  /** What others made of an OVA that nobody recorded: one more is not needed. */
  readonly same: readonly VirtualMachine[];
  /** What records another OVA. */
  readonly different: readonly VirtualMachine[];
}

export function twinsOf(properties: NodeImageProperties, machines: readonly VirtualMachine[]): Twins {
  const twins = finished(machines).filter(
    ({ image }) => image && describeProperties(image) === describeProperties(properties),
  );
  const isRecorded = ({ annotation }: VirtualMachine) => recordedSha256(annotation) !== undefined;
  return { same: twins.filter((twin) => !isRecorded(twin)), different: twins.filter(isRecorded) };
}

const finished = (machines: readonly VirtualMachine[]): readonly VirtualMachine[] =>
  machines.filter(({ template, path }) => template && !path.endsWith(unfinished));
