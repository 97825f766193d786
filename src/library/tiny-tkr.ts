import {
  ComponentResource,
  output,
  type ComponentResourceOptions,
  type Input,
  type Output,
} from "@pulumi/pulumi";
import { existingTkrResources } from "../../components/existing-tkr.js";
import { tkrResources } from "../../components/tiny-tkr.js";
import type { Access } from "./access.js";
import { checkTkr, readTkr, type CheckedTinyTkr, type TkrSection } from "./check-tkr.js";
import type { ClusterClassGuard } from "./cluster-class-guard.js";
import { optionsInProgram } from "./component-options.js";
import { Handed } from "./handed.js";
import type { TkrArgs } from "./section-args.js";

export interface TinyTkrArgs extends Access, TkrArgs {
  /** Password of `connection.registry.username`; it is made a secret. @default - `passwordFrom` of the connection */
  readonly registryPassword?: Input<string>;
  /** Guard of the same management cluster, which then comes before the TKr. @default - none of this program */
  readonly guard?: ClusterClassGuard;
  /** @internal What the caller has found. @default - the component reads its environment itself */
  readonly checked?: CheckedTinyTkr;
}

/** Outputs of a TinyTkr. */
export interface TinyTkrOutputs {
  readonly version: Output<string>;
  readonly facts: Output<{ readonly bootstrapPackages: readonly string[] }>;
}

/**
 * A tiny TKr on a management cluster (vendor page, step 2). One that is there already is used as it is, unless `install` has it
 * otherwise. Destroy removes what was installed, and refuses while a Cluster runs it.
 */
export class TinyTkr extends ComponentResource<TinyTkrOutputs> {
  /** TKr version, known once the TKr can be resolved. */
  readonly version: Output<string>;
  /** What the TKr offers, known once it can be resolved. */
  readonly facts: Output<{ readonly bootstrapPackages: readonly string[] }>;
  /** @internal What a site that runs the TKr is judged by. */
  readonly section: TkrSection;

  /** @throws RunError with everything that is wrong with the arguments */
  constructor(name: string, args: TinyTkrArgs, opts: ComponentResourceOptions = {}) {
    const subject = { type: "TinyTkr", name, section: "tkg-edge:management.tkr" };
    const { checked } = args;
    const read = checked ? undefined : readTkr(subject, args);
    super(
      `tkg-edge:index:${subject.type}`,
      name,
      new Handed(subject, checked, () => checkTkr(subject, read, args)),
      checked ? opts : optionsInProgram(subject, opts, [args.guard]),
    );
    const made = this.getData();
    this.version = output(made.then(({ version }) => version));
    this.facts = output(made.then(({ facts }) => facts));
    this.section = { name, version: args.version, install: args.install };
  }

  /** @internal */
  protected override initialize(handed: Handed<CheckedTinyTkr>): Promise<TinyTkrOutputs> {
    return handed.make(({ parts, provider }) => {
      const under = { parent: this, provider };
      const { version, facts } =
        "existing" in parts
          ? existingTkrResources(handed.name, parts.existing, under)
          : tkrResources(handed.name, parts.installed, under);
      this.registerOutputs({ version, facts });
      return { version, facts };
    });
  }
}
