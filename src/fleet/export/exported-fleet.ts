/** The stacks of a fleet for the operator: each with what it needs, in an order that does not depend on how files are written. */
import type { Fleet } from "../../config/fleet/fleet-file.js";
import { FleetLayers, type SiteInFleet } from "../../config/fleet/fleet-layers.js";
import { namedStacks, type FromKind } from "../../config/from-stacks.js";
import type { LayerValues } from "../../config/lower-layers.js";
import { checkStack } from "../../config/parse-stack.js";
import type { Problem } from "../../config/problem.js";
import type { OwnStackFile } from "../../config/stack-file.js";
import { canariesOf } from "../rollout/settings.js";
import { layerOfFile, layerOfSite, rawSite } from "../site-stack.js";
import type { ExportedStack, NeededSecret, NotExpressed, StackKind } from "./exported-stack.js";
import { fleetRemarks } from "./fleet-remarks.js";
import { configOf, needsOf, secretPaths, type PodPlace } from "./stack-needs.js";

export interface ExportContext extends PodPlace {
  /** Absolute path of the project. */
  readonly directory: string;
  /** Name of the project, which is part of the full name of a stack. */
  readonly project: string;
  /** A stack's own file; undefined where there is none. */
  readonly stackFile: (stack: string) => OwnStackFile | undefined;
  readonly isSelected: (site: SiteInFleet) => boolean;
}

export interface ExportedFleet {
  /** Management, template, canaries, the other sites; each sorted by name. */
  readonly stacks: readonly ExportedStack[];
  /** Certificates by their key in the ConfigMap. */
  readonly certificates: Readonly<Record<string, string>>;
  /** Sorted by name. */
  readonly secrets: readonly NeededSecret[];
  readonly notExpressed: readonly NotExpressed[];
  /** Why nothing may be written. */
  readonly problems: readonly Problem[];
}

/** @throws UserError for canaries that the fleet does not have */
export function exportFleet(fleet: Fleet, context: ExportContext): ExportedFleet {
  return new FleetExport(fleet, context).run();
}

class FleetExport {
  readonly #stacks: ExportedStack[] = [];
  readonly #secrets = new Map<string, NeededSecret>();
  readonly #certificates: Record<string, string> = {};
  readonly #notExpressed = new Map<string, { about: Omit<NotExpressed, "stacks">; stacks: Set<string> }>();
  readonly #problems: Problem[] = [];
  readonly #layers: FleetLayers;
  /** Of other kinds than sites, by name: whether they are exported. */
  readonly #others = new Map<string, boolean>();

  constructor(
    private readonly fleet: Fleet,
    private readonly context: ExportContext,
  ) {
    this.#layers = new FleetLayers(fleet, context.directory);
  }

  run(): ExportedFleet {
    const all = [...this.fleet.sites.keys()].flatMap((name) => this.#layers.site(name) ?? []);
    const sites = all.filter(this.context.isSelected).sort((one, other) => compare(one.name, other.name));
    const canaries = canariesOf(this.fleet.rollout?.canaries, all);
    const isExported = (name: string) => sites.some((site) => site.name === name);
    const first = [...canaries].filter(isExported).sort(compare);
    const elsewhere = [...canaries].filter((name) => !isExported(name)).sort(compare);
    const from = new Map(sites.map((site) => [site.name, this.#fromOf(site)]));
    this.#addOthers("management", from);
    this.#addOthers("template", from);
    for (const isCanary of [true, false]) {
      for (const site of sites.filter(({ name }) => first.includes(name) === isCanary)) {
        const stacks = Object.values(from.get(site.name) ?? {}).filter((name) => this.#others.get(name));
        this.#addSite(site, isCanary, [...new Set([...stacks, ...(isCanary ? [] : first)])].sort(compare));
      }
    }
    const remarks = fleetRemarks(this.fleet, this.#stacks, elsewhere);
    return {
      stacks: this.#stacks,
      certificates: this.#certificates,
      secrets: [...this.#secrets.values()].sort((one, other) => compare(one.name, other.name)),
      notExpressed: [
        ...remarks,
        ...[...this.#notExpressed.values()].map(({ about, stacks }) => ({ ...about, stacks: [...stacks] })),
      ],
      problems: this.#problems,
    };
  }

  /** Stacks of this project that a site takes values from, by kind. */
  #fromOf(site: SiteInFleet): Readonly<Partial<Record<FromKind, string>>> {
    const layer = layerOfSite(site, this.context.stackFile(site.name), this.context.directory);
    const named = Object.entries(namedStacks(layer.values.site)).flatMap(([kind, name]) => {
      const parts = name.split("/");
      const isOwn = parts.length === 1 || parts.at(-2) === this.context.project;
      if (isOwn) return [[kind, parts.at(-1) ?? name] as const];
      const instead = "it is not exported, so the site does not wait for it";
      this.#remark(site.name, { what: `the stack ${name} of another project`, instead });
      return [];
    });
    return Object.fromEntries(named);
  }

  /** The management or template stacks of all sites, each once. */
  #addOthers(kind: FromKind, from: ReadonlyMap<string, Readonly<Partial<Record<FromKind, string>>>>): void {
    const names = [...new Set([...from.values()].flatMap((named) => named[kind] ?? []))].sort(compare);
    for (const name of names) {
      // One stack may be both.
      if (this.#others.has(name) || this.fleet.sites.has(name)) continue;
      const file = this.context.stackFile(name);
      this.#others.set(name, file !== undefined);
      if (!file) {
        const instead = "it is not exported, and no site waits for it: it has to be up already";
        this.#remark(name, { what: `a ${kind} stack without a stack file in the project`, instead });
        continue;
      }
      const { problems } = checkStack(file.raw, this.context.directory, name, "up");
      this.#problems.push(...[...file.problems, ...problems].map(file.locate));
      const before =
        kind === "template" ? [...from.values()].filter(({ template }) => template === name) : [];
      const after = before.flatMap(({ management }) =>
        management !== undefined && management !== name && this.#others.get(management) ? [management] : [],
      );
      const { values } = layerOfFile(file, this.context.directory);
      this.#add({ name, kind, isCanary: false, labels: {} }, values, file.raw.secretsSet, [
        ...new Set(after),
      ]);
      this.#otherKeys(name, file);
    }
  }

  #addSite(site: SiteInFleet, isCanary: boolean, after: readonly string[]): void {
    const file = this.context.stackFile(site.name);
    const { values } = layerOfSite(site, file, this.context.directory);
    const { secretsSet } = rawSite(site, file);
    const { name, labels } = site;
    this.#add({ name, kind: "site", isCanary, labels }, values, secretsSet, after);
    if (file) this.#otherKeys(name, file);
  }

  #add(
    stack: Pick<ExportedStack, "name" | "isCanary" | "labels"> & { readonly kind: StackKind },
    values: LayerValues,
    secretsSet: ReadonlySet<string>,
    after: readonly string[],
  ): void {
    const { connection, passwords, variables, files, ...needs } = needsOf(values, secretsSet, this.context);
    const config = configOf(values, connection);
    for (const path of Object.entries(config).flatMap(([section, value]) => secretPaths(value, section))) {
      this.#problems.push({
        path: `stack ${stack.name}, ${path}`,
        found: "a value that may be secret, which everyone could read in the object",
        expected: "no secret in the configuration; --selector exports the other sites",
      });
    }
    for (const secret of needs.secrets) this.#secrets.set(`${secret.name}/${secret.key}`, secret);
    for (const [key, text] of needs.certificates) this.#certificates[key] = text;
    for (const about of needs.missing) this.#remark(stack.name, about);
    this.#stacks.push({ ...stack, config, passwords, variables, files, after: [...after].sort(compare) });
  }

  #otherKeys(name: string, { otherKeys }: OwnStackFile): void {
    for (const key of otherKeys) {
      this.#remark(name, {
        what: `${key} of the stack file`,
        instead: "add it to the Stack object if it is needed",
      });
    }
  }

  #remark(stack: string, about: Omit<NotExpressed, "stacks">): void {
    const known = this.#notExpressed.get(about.what) ?? { about, stacks: new Set<string>() };
    known.stacks.add(stack);
    this.#notExpressed.set(about.what, known);
  }
}

/** By code units, which no locale changes. */
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
