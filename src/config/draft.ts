/** A stack while it is checked: what is right of it, with the defaults that follow from other keys. */
import { withPoolReference } from "./address-pool.js";
import { vendorRegistry, type Connection } from "./connection.js";
import { namedStacks, type FromValues } from "./from-stacks.js";
import type { Management } from "./management.js";
import type { OpenClasses } from "./open-classes.js";
import type { ParsedSection, Rough } from "./parse-section.js";
import type { PasswordSources } from "./password-sources.js";
import type { Problem } from "./problem.js";
import type { Site } from "./site.js";
import type { ManagementSpec, RawStack, SiteSpec, TemplateSpec } from "./stack-spec.js";
import type { Template } from "./template.js";
import { isTree } from "./tree.js";

/** Sections of which wrong keys are missing. Of a stack without problems it is the whole. */
export interface Draft {
  readonly connection: Rough<Connection>;
  readonly management?: Rough<ManagementSpec>;
  readonly template?: Rough<TemplateSpec>;
  readonly site?: Rough<SiteSpec>;
  /** What other stacks gave. */
  readonly from: FromValues;
  /** Classes that are known once the management cluster was read. @default - none */
  readonly openClasses?: OpenClasses;
  /** Passwords that the stack does not hold. @default - none */
  readonly passwordSources?: PasswordSources;
}

export interface Sections {
  readonly connection?: ParsedValue<Connection> | undefined;
  readonly management?: ParsedValue<Management> | undefined;
  readonly template?: ParsedValue<Template> | undefined;
  readonly site?: ParsedValue<Site> | undefined;
}

type ParsedValue<T> = Pick<ParsedSection<never>, "problems"> & { readonly value: Rough<T> };

/**
 * @param from what other stacks gave
 * @param incomplete a file of the stack could not be read, so that what it would have given is not missed
 * @returns the draft, and what is missing because no other key gives it
 */
export function draftStack(
  sections: Sections,
  raw: RawStack,
  from: FromValues,
  incomplete: boolean,
): { draft: Draft; missing: Problem[] } {
  const missing: Problem[] = [];
  const { management, template, site } = sections;
  const connection = sections.connection?.value ?? {};
  const registry = connection.registry?.host ?? vendorRegistry;
  const stackTkr = management?.value.tkr?.version;
  const tkrOf = (section: "template" | "site", own: string | undefined) => {
    const version = own ?? stackTkr;
    const elsewhere = section === "site" && Object.keys(namedStacks(raw.site)).length > 0;
    if (
      version === undefined &&
      !isSet(raw[section], "tkrVersion") &&
      raw.management === undefined &&
      !elsewhere
    ) {
      const other =
        section === "site" ? "; or name the stack that has one in tkg-edge:site.from.management" : "";
      missing.push({
        path: `tkg-edge:${section}.tkrVersion`,
        expected: `a TKr version, since this stack has no tkg-edge:management section to take it from${other}`,
      });
    }
    return version;
  };
  const draft = {
    connection,
    from,
    ...(management && {
      management: {
        ...management.value,
        bundle: management.value.tkr?.bundle ?? `${registry}/tkr-repository-vsphere-edge`,
      },
    }),
    ...(template && {
      template: {
        ...template.value,
        ...defined({
          tkrVersion: tkrOf("template", template.value.tkrVersion),
          osVersion: template.value.osVersion ?? site?.value.osVersion,
          name: nameOf(template.value),
        }),
      },
    }),
    ...(site && {
      site: {
        ...withPoolReference(site.value),
        ...defined({
          tkrVersion: tkrOf("site", site.value.tkrVersion),
          controlPlaneEndpoint: endpointOf(site.value),
          templatePath: madeFor(site.value.tkrVersion ?? stackTkr) ? from.templatePath : undefined,
        }),
        imageRepository: site.value.imageRepository ?? registry,
      },
    }),
  };
  return { draft, missing };

  /** A site that stays on an older TKr takes nothing of a template stack that has moved on. */
  function madeFor(tkrVersion: string | undefined): boolean {
    return tkrVersion === from.templateTkrVersion;
  }

  function endpointOf(value: Rough<Site>): string | undefined {
    const endpoint = value.controlPlaneEndpoint ?? connection.controlPlaneEndpoint;
    const wrong = isSet(raw.site, "controlPlaneEndpoint") || isSet(raw.connection, "controlPlaneEndpoint");
    if (endpoint === undefined && !wrong && !incomplete) {
      missing.push({
        path: "tkg-edge:site.controlPlaneEndpoint",
        expected: "the address of the cluster's API, unused by anything else",
      });
    }
    return endpoint;
  }
}

/** Whether a section has a key at all, valid or not. */
function isSet(section: unknown, key: string): boolean {
  return isTree(section) && section[key] !== undefined;
}

/** The name of a template is that of its OVA unless it is given. */
function nameOf({ name, ova }: Rough<Template>): string | undefined {
  return (
    name ??
    ova
      ?.split("/")
      .pop()
      ?.replace(/\.ova$/i, "")
  );
}

function defined<T extends Readonly<Record<string, unknown>>>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
