/** What is collected while objects are read. */
import { createHash } from "node:crypto";
import { displayValue, isSecretName } from "../display-value.js";
import { Origins } from "../flat-file/origins.js";
import type { Problem } from "../problem.js";
import type { ClassVariable } from "./class-defaults.js";
import { readable, type Leaf } from "./object-reader.js";

export interface ReadingOptions {
  /** Of several clusters the one to read: its name, or namespace and name with a "/" between them. */
  readonly name?: string | undefined;
  /** Take kube-vip where the Cluster configures NSX Advanced Load Balancer. */
  readonly editLoadBalancer?: boolean;
  /** Leave the credentials' password out, whatever stands there. */
  readonly withoutPassword?: boolean;
  /** The objects are those of a running cluster: of the edits only what changes it is reported. */
  readonly isRunning?: boolean;
  /** Variables of the Cluster's class, whose defaults are no configuration. @default - they are not known */
  readonly classVariables?: readonly ClassVariable[] | undefined;
}

export class Reading {
  readonly site: Record<string, unknown> = {};
  readonly connection: Record<string, unknown> = {};
  readonly notes: string[] = [];
  readonly problems: Problem[] = [];
  readonly origins = new Origins();

  constructor(
    readonly file: string,
    readonly options: ReadingOptions = {},
  ) {}

  /** Sets a key of a section unless there is nothing to set. @param path such as `site.network.podCidrs` */
  set(path: string, value: unknown, where: string): void {
    if (value === undefined || value === null || value === "") return;
    this.setAt(path.split("."), value);
    this.origins.add(path, where);
  }

  /** @param steps of a path, one of which may hold dots */
  setAt(steps: readonly string[], value: unknown): void {
    let tree: Record<string, unknown> = { site: this.site, connection: this.connection };
    for (const step of steps.slice(0, -1)) {
      const below = (tree[step] ?? {}) as Record<string, unknown>;
      tree[step] = below;
      tree = below;
    }
    const last = steps.at(-1) ?? "";
    Object.defineProperty(tree, last, { value, enumerable: true, configurable: true, writable: true });
  }

  note(text: string): void {
    this.notes.push(`${this.file}: ${text}`);
  }

  /** @param found only where it cannot be secret */
  refuse(where: string, expected: string, found?: unknown): void {
    const name = /([A-Za-z]+)$/.exec(where)?.[1] ?? "";
    this.problems.push({
      path: where,
      ...(found !== undefined && { found: displayValue(found, name) }),
      expected,
    });
  }

  /** Values that a stack has no key for, in one line with the reason. */
  leaveOut(subject: string, leaves: readonly Leaf[], reason: string): void {
    if (leaves.length === 0) return;
    this.note(`${subject} is left out: ${reason} (${leaves.map(describeLeaf).join(", ")})`);
  }
}

/** Path and value. */
export function describeLeaf({ path, value }: Leaf): string {
  return `${readable(path)} ${shown(path, value)}`;
}

/** A value in a report; of a long one its beginning and a checksum, by which a change of it shows. */
function shown(path: Leaf["path"], value: unknown): string {
  const name = path.findLast((step) => typeof step === "string" && isSecretName(step)) ?? path.at(-1);
  const text = displayValue(value, String(name ?? ""));
  if (typeof value !== "string" || value.length <= 76 || text.startsWith("a value that is not shown"))
    return text;
  const sum = createHash("sha256").update(value).digest("hex").slice(0, 8);
  return `${text} of ${value.length} characters, sha256 ${sum}`;
}
