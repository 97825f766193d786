/**
 * What a site takes from other stacks (`site.from`): the TKr and class of the stack of its management cluster, the
 * template of the stack of its datacenter. Pure: the outputs are read elsewhere and judged here.
 *
 * They are a layer below the site's own keys. A site that names a `tkrVersion` stays on it when the management
 * stack moves on; one that does not, follows.
 */
import type { Problem } from "./problem.js";
import { isTkrVersion } from "./tkr-version.js";
import { isTree, type Tree } from "./tree.js";

export type FromKind = "management" | "template";

/** What was read of one stack: all of its outputs, or why there are none. */
export type StackOutputs = { readonly outputs: Tree } | { readonly problem: Omit<Problem, "path"> };

/** What was read of the stacks that `site.from` names. */
export type OutputsOfStacks = Readonly<Partial<Record<FromKind, StackOutputs>>>;

/** What a site takes from other stacks. */
export interface FromValues {
  readonly tkrVersion?: string;
  /** Class that the management stack guards, as releases before 0.2.0 take it. */
  readonly className?: string;
  /** Class of sites that do not exist yet. */
  readonly newSiteClass?: string;
  readonly templatePath?: string;
  /** TKr of the template, where another stack made it. */
  readonly templateTkrVersion?: string;
}

/** Stacks that a site names, by kind. The schema reports what is wrong with a name. */
export function namedStacks(site: unknown): Readonly<Partial<Record<FromKind, string>>> {
  const from = isTree(site) && isTree(site.from) ? site.from : {};
  const named = (["management", "template"] as const).flatMap((kind) => {
    const name = from[kind];
    return typeof name === "string" && isStackName(name) ? [[kind, name] as const] : [];
  });
  return Object.fromEntries(named);
}

/** `stack`, `project/stack` or `organization/project/stack`. */
export function isStackName(text: string): boolean {
  return /^[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+){0,2}$/.test(text);
}

/** A stack that named itself would take its own previous outputs, for ever. */
export function namesItself(site: unknown, stack: string): Problem[] {
  return Object.entries(namedStacks(site)).flatMap(([kind, name]) =>
    name === stack || name.endsWith(`/tkg-edge/${stack}`)
      ? [
          {
            path: `tkg-edge:site.from.${kind}`,
            found: `"${name}"`,
            expected: "another stack; this is the stack itself",
          },
        ]
      : [],
  );
}

type Check = (text: string) => boolean;

const isSet: Check = (text) => text !== "";

/** The outputs that a site takes, and what each must be. */
const wanted: Readonly<Record<FromKind, Readonly<Record<string, Check>>>> = {
  management: { tkrVersion: isTkrVersion, className: isSet },
  template: { tkrVersion: isTkrVersion, templatePath: isSet },
};

/** The same, of outputs that a stack of an earlier release does not have. */
const optional: Readonly<Record<FromKind, Readonly<Record<string, Check>>>> = {
  management: { newSiteClass: isSet },
  template: {},
};

/** @param read undefined while the stacks have not been read: then there is nothing to take and nothing to report */
export function takeFrom(
  site: unknown,
  read: OutputsOfStacks | undefined,
): { readonly values: FromValues; readonly problems: readonly Problem[] } {
  const names = namedStacks(site);
  const problems: Problem[] = [];
  const taken: Record<string, string> = {};
  for (const kind of ["management", "template"] as const) {
    const [stack, name] = [read?.[kind], names[kind]];
    if (stack === undefined || name === undefined) continue;
    const path = `tkg-edge:site.from.${kind}`;
    if ("problem" in stack) {
      problems.push({ path, ...stack.problem });
      continue;
    }
    const wrong: string[] = [];
    for (const [key, isRight] of Object.entries(wanted[kind])) {
      const value = stack.outputs[key];
      if (typeof value === "string" && isRight(value)) taken[`${kind}.${key}`] = value;
      else wrong.push(key);
    }
    for (const [key, isRight] of Object.entries(optional[kind])) {
      const value = stack.outputs[key];
      if (typeof value === "string" && isRight(value)) taken[`${kind}.${key}`] = value;
    }
    if (wrong.length === 0) continue;
    const found = `"${name}", which has no ${wrong.length === 1 ? "output" : "outputs"} ${wrong.join(" and ")} of tkg-edge`;
    problems.push({
      path,
      found,
      expected: `a stack with tkg-edge:${kind} that is up: pulumi up --stack ${name}`,
    });
  }
  const values = {
    tkrVersion: taken["management.tkrVersion"] ?? taken["template.tkrVersion"],
    className: taken["management.className"],
    newSiteClass: taken["management.newSiteClass"],
    templatePath: taken["template.templatePath"],
    templateTkrVersion: taken["template.tkrVersion"],
  };
  return {
    values: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)),
    problems,
  };
}
