import {
  ComponentResource,
  output,
  type ComponentResourceOptions,
  type Input,
  type Output,
} from "@pulumi/pulumi";
import { templateResources } from "../../components/vsphere-template.js";
import type { Access } from "./access.js";
import { checkTemplate, readTemplate, templateSection, type CheckedTemplate } from "./check-template.js";
import { optionsInProgram } from "./component-options.js";
import { Handed } from "./handed.js";
import type { TemplateArgs } from "./section-args.js";
import type { TinyTkr } from "./tiny-tkr.js";

export interface VsphereTemplateArgs extends Access, TemplateArgs {
  /** Password of `connection.vcenter.username`; it is made a secret. @default - `passwordFrom` of the connection */
  readonly vcenterPassword?: Input<string>;
  /** TKr of the same program, whose version is the default of `tkrVersion`; it is installed at the same time. @default - none */
  readonly tkr?: TinyTkr;
  /** @internal What the caller has found. @default - the component reads its environment itself */
  readonly checked?: CheckedTemplate;
}

/** Outputs of a VsphereTemplate. */
export interface VsphereTemplateOutputs {
  readonly path: Output<string>;
  readonly isOthers: Output<boolean>;
  readonly version: Output<string | undefined>;
  readonly tkrVersion: Output<string>;
}

/**
 * The VM template of a Tiny OVA (vendor page, step 3), once for each vSphere datacenter and operating system. It stays on destroy
 * unless `deleteOnDestroy` is set, because other clusters are cloned from it.
 */
export class VsphereTemplate extends ComponentResource<VsphereTemplateOutputs> {
  /** Inventory path of the template, known once it is there. */
  readonly path: Output<string>;
  /** Whether it stays on destroy in any case, because others uploaded it. */
  readonly isOthers: Output<boolean>;
  /** The OVA's VERSION property, by which TKG finds the template; undefined where the template does not name it. */
  readonly version: Output<string | undefined>;
  /** TKr that it belongs to, known once it is there. */
  readonly tkrVersion: Output<string>;
  /** @internal What a site that is cloned from it is judged by. */
  readonly section: unknown;

  /** @throws RunError with everything that is wrong with the arguments */
  constructor(name: string, args: VsphereTemplateArgs, opts: ComponentResourceOptions = {}) {
    const subject = { type: "VsphereTemplate", name, section: "tkg-edge:template" };
    const { checked } = args;
    const read = checked ? undefined : readTemplate(subject, args);
    super(
      `tkg-edge:index:${subject.type}`,
      name,
      new Handed(subject, checked, () => checkTemplate(subject, read, args)),
      checked ? opts : optionsInProgram(subject, opts, []),
    );
    const made = this.getData();
    this.path = output(made.then(({ path }) => path));
    this.isOthers = output(made.then(({ isOthers }) => isOthers));
    this.version = output(made.then(({ version }) => version));
    this.tkrVersion = output(made.then(({ tkrVersion }) => tkrVersion));
    this.section = templateSection(args);
  }

  /** @internal */
  protected override initialize(handed: Handed<CheckedTemplate>): Promise<VsphereTemplateOutputs> {
    return handed.make(({ parts }) => {
      const made = templateResources(handed.name, parts, this);
      const { path, version, tkrVersion } = made;
      this.registerOutputs({ path, version, tkrVersion });
      return made;
    });
  }
}
