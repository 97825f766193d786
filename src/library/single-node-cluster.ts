import {
  ComponentResource,
  output,
  type ComponentResourceOptions,
  type Input,
  type Output,
} from "@pulumi/pulumi";
import { siteResources } from "../../components/single-node-cluster.js";
import { keepRemovingCopiesOf } from "../program/plugin-leftovers.js";
import type { Access } from "./access.js";
import { checkSite, readSite, type CheckedSite } from "./check-site.js";
import { optionsInProgram } from "./component-options.js";
import { Handed } from "./handed.js";
import type { SiteArgs } from "./section-args.js";
import type { TinyTkr } from "./tiny-tkr.js";
import type { VsphereTemplate } from "./vsphere-template.js";

export interface SingleNodeClusterArgs extends Access, SiteArgs {
  /** Password of `connection.vcenter.username`; it is made a secret. @default - `passwordFrom` of the connection */
  readonly vcenterPassword?: Input<string>;
  /** TKr of the same program, whose version is the default of `tkrVersion`; it comes before the cluster. @default - it is there already */
  readonly tkr?: TinyTkr;
  /** Template of the same program; it comes before the cluster. @default - it is there already */
  readonly template?: VsphereTemplate;
  /** @internal What the caller has found. @default - the component reads its environment itself */
  readonly checked?: CheckedSite;
}

/** Outputs of a SingleNodeCluster. */
export interface SingleNodeClusterOutputs {
  readonly clusterName: Output<string>;
  readonly namespace: Output<string>;
  readonly endpoint: Output<string>;
  readonly kubeconfig: Output<string>;
}

/**
 * A single-node workload cluster (vendor page, step 4), named like the component: its credentials, the Cluster, its packages and its
 * kubeconfig. A change that cannot be made in place rebuilds it, once the gate has proved that the new one can be created; a
 * protected cluster (`protect`, the default) is neither destroyed nor rebuilt.
 */
export class SingleNodeCluster extends ComponentResource<SingleNodeClusterOutputs> {
  /** Name of the Cluster, known once it is Ready. */
  readonly clusterName: Output<string>;
  /** Its namespace on the management cluster. */
  readonly namespace: Output<string>;
  /** `https://address:port` */
  readonly endpoint: Output<string>;
  /** Admin kubeconfig of the workload cluster, secret; known once the cluster is Ready. */
  readonly kubeconfig: Output<string>;

  /** @throws RunError with everything that is wrong with the arguments */
  constructor(name: string, args: SingleNodeClusterArgs, opts: ComponentResourceOptions = {}) {
    const subject = { type: "SingleNodeCluster", name, section: "tkg-edge:site" };
    const { checked } = args;
    const read = checked ? undefined : readSite(subject, args);
    super(
      `tkg-edge:index:${subject.type}`,
      name,
      new Handed(subject, checked, () => checkSite(subject, read, args.tkr)),
      checked ? opts : optionsInProgram(subject, opts, [args.tkr, args.template]),
    );
    const made = this.getData();
    this.clusterName = output(made.then(({ clusterName }) => clusterName));
    this.namespace = output(made.then(({ namespace }) => namespace));
    this.endpoint = output(made.then(({ endpoint }) => endpoint));
    this.kubeconfig = output(made.then(({ kubeconfig }) => kubeconfig));
  }

  /** @internal */
  protected override initialize(handed: Handed<CheckedSite>): Promise<SingleNodeClusterOutputs> {
    return handed.make(({ parts, provider }) => {
      const outputs = siteResources(handed.name, parts, { parent: this, provider });
      const { clusterName, namespace, endpoint, kubeconfig } = outputs;
      // In a program of a user it goes to providers that are not known here.
      if (handed.isAlone || (parts.objects ?? []).length > 0) kubeconfig.apply(keepRemovingCopiesOf);
      this.registerOutputs({ clusterName, namespace, endpoint, kubeconfig });
      return outputs;
    });
  }
}
