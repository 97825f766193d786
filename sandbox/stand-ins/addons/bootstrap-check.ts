/**
 * What the addons manager demands of a ClusterBootstrap: packages that are there, configs that are there, and on a change
 * the same packages, no downgrade, no other kind of config.
 */
import { KubeError } from "../runtime/kube-error.js";
import { secrets } from "../runtime/resources.js";
import type { StandInContext } from "../stand-in.js";
import {
  packages,
  systemNamespace,
  type BootstrapPackage,
  type BootstrapSpec,
  type ClusterBootstrap,
  type Package,
  type ValuesFrom,
} from "../tkg/api.js";
import { goValue } from "../tkg/go-value.js";
import type { FieldError, Verbatim } from "../tkg/invalid.js";
import { compareVersions } from "../tkg/versions.js";

export type Problem = FieldError | Verbatim;

/** The checks of one ClusterBootstrap; configs and Secrets are read from its namespace. */
export class BootstrapCheck {
  constructor(
    private readonly context: StandInContext,
    private readonly namespace: string,
  ) {}

  async run(
    bootstrap: ClusterBootstrap,
    old: BootstrapSpec | undefined,
    unmanagedCni: boolean,
  ): Promise<Problem[]> {
    const { spec } = bootstrap;
    const problems: (Problem | undefined)[] = [];
    for (const part of ["cni", "kapp", "csi", "cpi"] as const) {
      const mandatory = part === "cni" ? !unmanagedCni : part === "kapp";
      if (!mandatory && (spec[part] === undefined || part === "cni")) continue;
      problems.push(
        (await this.checkPackage(spec[part], `spec.${part}`)) ??
          (old === undefined || (!mandatory && old[part] === undefined)
            ? undefined
            : await this.checkChange(old[part], spec[part], `spec.${part}`)),
      );
    }
    problems.push(
      ...(await this.checkAdditional(spec.additionalPackages ?? [], old?.additionalPackages ?? [])),
    );
    return problems.filter((problem) => problem !== undefined);
  }

  private async checkAdditional(
    wanted: readonly BootstrapPackage[],
    old: readonly BootstrapPackage[],
  ): Promise<(Problem | undefined)[]> {
    // The vendor names a list's items by the character with their index as code; so do we.
    const path = (index: number): string => `spec.additionalPackages.${String.fromCharCode(index)}`;
    const problems: (Problem | undefined)[] = [];
    const byName = new Map<string, BootstrapPackage>();
    for (const [index, entry] of wanted.entries()) {
      const problem = await this.checkPackage(entry, path(index));
      problems.push(problem);
      if (problem !== undefined) continue;
      const { refName } = (await this.readPackage(entry.refName)).spec;
      if (byName.has(refName)) {
        const detail = "more than one additional packages share the same refName";
        problems.push({ field: `${path(index)}.refName`, value: refName, detail });
      }
      byName.set(refName, entry);
    }
    for (const [index, entry] of old.entries()) {
      const known = await this.readPackage(entry.refName).catch((error: unknown) => messageOf(error));
      const field = `${path(index)}.refName`;
      const successor = typeof known === "string" ? undefined : byName.get(known.spec.refName);
      if (typeof known === "string") problems.push({ field, value: entry.refName, detail: known });
      else if (successor === undefined) {
        problems.push({ field, value: entry.refName, detail: "missing updated additional package" });
      } else problems.push(await this.checkChange(entry, successor, path(index)));
    }
    return problems;
  }

  private async checkPackage(
    entry: BootstrapPackage | undefined,
    field: string,
  ): Promise<Problem | undefined> {
    if (entry === undefined) return { field, value: undefined, detail: "package can't be nil" };
    try {
      await this.readPackage(entry.refName);
    } catch (error) {
      return { field: `${field}.refName`, value: entry.refName, detail: messageOf(error) };
    }
    return entry.valuesFrom && (await this.checkValues(entry.valuesFrom, `${field}.valuesFrom`));
  }

  private async checkValues(values: ValuesFrom, field: string): Promise<Problem | undefined> {
    if (sourcesOf(values) > 1) return tooManySources(field, values);
    const { client } = this.context;
    const { providerRef, secretRef } = values;
    if (providerRef !== undefined) {
      const problem = (detail: string): Verbatim => ({
        field: `${field}.ProviderRef`,
        verbatim: printReference(providerRef),
        detail,
      });
      if (providerRef.apiGroup === undefined) return problem("APIGroup can't be nil");
      const kind = await client.findResource(providerRef.apiGroup, providerRef.kind);
      if (kind === undefined) {
        return problem(
          `unable to find server preferred resource ${providerRef.apiGroup}/${providerRef.kind}`,
        );
      }
      try {
        await client.read(kind, { namespace: this.namespace, name: providerRef.name });
      } catch (error) {
        return problem(messageOf(error));
      }
    }
    if (secretRef !== undefined && secretRef !== "") {
      const secret = await client.get(secrets, { namespace: this.namespace, name: secretRef });
      if (secret === undefined) {
        return { field: `${field}.SecretRef`, value: secretRef, detail: `Secret "${secretRef}" not found` };
      }
    }
    return undefined;
  }

  private async checkChange(
    old: BootstrapPackage | undefined,
    wanted: BootstrapPackage | undefined,
    field: string,
  ): Promise<Problem | undefined> {
    if (old === undefined || wanted === undefined)
      return { field, value: undefined, detail: "package can't be nil" };
    const after = (await this.readPackage(wanted.refName)).spec;
    let before: Package["spec"];
    try {
      before = (await this.readPackage(old.refName)).spec;
    } catch (error) {
      return { field: `${field}.refName`, value: old.refName, detail: messageOf(error) };
    }
    const problem = (detail: string): FieldError => ({
      field: `${field}.refName`,
      value: wanted.refName,
      detail,
    });
    if (after.refName !== before.refName)
      return problem("new package refName and old package refName should be the same");
    if (compareVersions(after.version, before.version) < 0) {
      return problem(
        `package downgrade is not allowed, original version: ${before.version}, updated version ${after.version}`,
      );
    }
    return checkProviderChange(old.valuesFrom, wanted.valuesFrom, `${field}.valuesFrom`);
  }

  /** @throws KubeError with the server's own text when there is no such Package. */
  private readPackage(name: string): Promise<Package> {
    return this.context.client.read(packages, { namespace: systemNamespace, name });
  }
}

function checkProviderChange(
  old: ValuesFrom | undefined,
  wanted: ValuesFrom | undefined,
  field: string,
): Problem | undefined {
  const before = old?.providerRef;
  const after = wanted?.providerRef;
  if (before === undefined || wanted === undefined) return undefined;
  if (after === undefined) {
    const detail = "change from providerRef to other types of data value representation is not allowed";
    return { field: `${field}.ProviderRef`, value: undefined, detail };
  }
  if (before.apiGroup === after.apiGroup && before.kind === after.kind) return undefined;
  const detail = "change to Group and Kind in ProviderRef is not allowed";
  return { field: `${field}.ProviderRef`, verbatim: printReference(after), detail };
}

/** How many sources of values are given. */
export function sourcesOf({ inline, secretRef, providerRef }: ValuesFrom): number {
  return [inline, secretRef === "" ? undefined : secretRef, providerRef].filter(
    (value) => value !== undefined,
  ).length;
}

/** The problem of more than one (measured F.4). */
export function tooManySources(field: string, { inline, secretRef, providerRef }: ValuesFrom): Verbatim {
  const type = "map[string]interface {}";
  const inlined = inline === undefined ? `${type}(nil)` : goValue(inline);
  const reference = "(*v1.TypedLocalObjectReference)";
  return {
    field,
    verbatim: `v1alpha3.ValuesFrom{Inline:${inlined}, SecretRef:${JSON.stringify(secretRef ?? "")}, ProviderRef:${reference}(${providerRef === undefined ? "nil" : somewhere})}`,
    detail: "valuesFrom can't have more than one non-null subfield",
  };
}

/** Stands for an address in memory. */
const somewhere = "0xc000000000";

/** As Go prints it, but for the address of the group. */
function printReference({ kind, name }: { readonly kind: string; readonly name: string }): string {
  return `v1.TypedLocalObjectReference{APIGroup:(*string)(${somewhere}), Kind:${JSON.stringify(kind)}, Name:${JSON.stringify(name)}}`;
}

function messageOf(error: unknown): string {
  if (error instanceof KubeError) return error.message;
  throw error;
}
