import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import { guardResources } from "../../components/cluster-class-guard.js";
import type { Access } from "./access.js";
import { checkGuard, readGuard, type CheckedGuard } from "./check-guard.js";
import { optionsInProgram } from "./component-options.js";
import { Handed } from "./handed.js";
import type { ClusterClassArgs } from "./section-args.js";

export interface ClusterClassGuardArgs extends Access, ClusterClassArgs {
  /** @internal What the caller has found. @default - the component reads its environment itself */
  readonly checked?: CheckedGuard;
}

/**
 * The annotation on the ClusterClasses of a management cluster that keeps standard clusters away from tiny TKrs (vendor page, step
 * 1), once for each management cluster. It stays on destroy, because without it no cluster's TKr would be resolved.
 */
export class ClusterClassGuard extends ComponentResource<undefined> {
  /** @throws RunError with everything that is wrong with the arguments */
  constructor(name: string, args: ClusterClassGuardArgs, opts: ComponentResourceOptions = {}) {
    const subject = { type: "ClusterClassGuard", name, section: "tkg-edge:management.clusterClass" };
    const { checked } = args;
    const read = checked ? undefined : readGuard(subject, args);
    super(
      `tkg-edge:index:${subject.type}`,
      name,
      new Handed(subject, checked, () => checkGuard(subject, read)),
      checked ? opts : optionsInProgram(subject, opts, []),
    );
  }

  /** @internal */
  protected override initialize(handed: Handed<CheckedGuard>): Promise<undefined> {
    return handed.make(({ parts, provider }) => {
      guardResources(handed.name, parts, { parent: this, provider });
      this.registerOutputs({});
      return undefined;
    });
  }
}
