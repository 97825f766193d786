import { unsecret, type Input, type Output, type Resource } from "@pulumi/pulumi";
import type { ManagementConnection, VcenterConnection } from "../src/config/connection.js";
import type { TemplateSpec } from "../src/config/stack-spec.js";
import { resultOf } from "../src/contracts/environment.js";
import { importedTemplate, importOva, removeTemplate } from "../src/contracts/import-ova.js";
import type { Finding } from "../src/environment/finding.js";
import { commandResource } from "./command-resource.js";
import { thisStack } from "./made-by.js";

/** A template that was read, and what was found of it. */
export interface TemplateParts {
  /** The OVA, the template's name and place. */
  readonly template: TemplateSpec;
  /** SHA-256 of the OVA, hex. */
  readonly ovaSha256: string;
  readonly vcenter: VcenterConnection;
  /** Password of `vcenter.username`, marked as secret. */
  readonly vcenterPassword: Input<string>;
  /** Where the TKr's OS images are, to compare the OVA with. @default - not compared */
  readonly managementCluster?: ManagementConnection | undefined;
  /** Whether the same stack installs the TKr, at the same time. */
  readonly tkrIsPending: boolean;
  /** What is not as the import made it; it is then done again. */
  readonly found: readonly Finding[];
}

export interface TemplateOutputs {
  /** Inventory path of the template, known once it is there. */
  readonly path: Output<string>;
  /** Whether it stays on destroy in any case, because others uploaded it. */
  readonly isOthers: Output<boolean>;
  /** The OVA's VERSION property, by which TKG finds the template; undefined where the template does not name it. */
  readonly version: Output<string | undefined>;
  /** TKr that it belongs to, known once it is there. */
  readonly tkrVersion: Output<string>;
}

/**
 * The resource that makes the VM template of a Tiny OVA (vendor page, step 3). The vSphere provider's `ovfDeploy` cannot make it:
 * it powers the VM on and cannot mark templates. The template stays on destroy unless `deleteOnDestroy` is set, because other
 * clusters are cloned from it.
 */
export function templateResources(name: string, args: TemplateParts, parent: Resource): TemplateOutputs {
  const { template } = args;
  const imported = commandResource(
    `${name}-import`,
    importOva,
    {
      input: {
        vcenter: args.vcenter,
        management: args.managementCluster,
        tkrVersion: template.tkrVersion,
        tkrIsPending: args.tkrIsPending,
        os: template.os,
        osVersion: template.osVersion,
        ova: template.ova,
        ovaSha256: args.ovaSha256,
        templateName: template.name,
        datacenter: template.datacenter,
        datastore: template.datastore,
        folder: template.folder,
        network: template.network,
        resourcePool: template.resourcePool,
      },
      secrets: { vcenterPassword: args.vcenterPassword },
      // A state of release 0.1.0 does not have it, and need not: the user is then named in its place.
      first: { madeBy: thisStack() },
      unread: {},
      ...(template.deleteOnDestroy && { onDelete: removeTemplate.command }),
      triggers: [args.ovaSha256, template.folder, template.name],
      found: args.found,
    },
    { parent },
  );
  // The password in the environment makes every output of the command secret; what it prints holds no secret.
  const result = unsecret(imported.stdout).apply((text) =>
    resultOf(importOva.command, importedTemplate, text),
  );
  return {
    path: result.path,
    isOthers: result.isOthers,
    version: result.apply(({ version }) => version),
    tkrVersion: result.apply(() => template.tkrVersion),
  };
}
