/** What a plan knows of a site: its configuration, and the objects that live under its name. */
import type { LiveObject } from "../../clients/live-object.js";
import type { VcenterConnection } from "../../config/connection.js";
import type { SiteSpec, StackSpec } from "../../config/stack-spec.js";
import type { VariableDefinition } from "../../environment/facts/cluster-class.js";
import type { ClusterPart } from "../../environment/facts/cluster-part.js";
import type { TkrFacts } from "../../environment/facts/tkr.js";
import type { StateTraces } from "./state-traces.js";

export interface SeenSite {
  readonly spec: StackSpec;
  readonly site: SiteSpec;
  readonly vcenter: VcenterConnection;
  /** `PROJECT/STACK`, the mark on what the site's stack made. */
  readonly stack: string;
  /** Version of this program. */
  readonly toolVersion: string;
  readonly live: LiveObject | undefined;
  /** What exists of the kinds beside a Cluster, under its name. */
  readonly beside: readonly LiveObject[];
  readonly parts: readonly ClusterPart[];
  /** Clusters with the stack's mark under other names. */
  readonly elsewhere: readonly LiveObject[];
  /** The site's TKr; undefined where it is not there. */
  readonly tkr: TkrFacts | undefined;
  /** Why Secrets were not read; undefined where they were. */
  readonly secretsUnread: string | undefined;
  /** Variables of the class of a Cluster that is to be taken over; undefined where they are not known. */
  readonly classVariables: readonly VariableDefinition[] | undefined;
  /** What the state of its stack holds; undefined where it was not read. */
  readonly traces: StateTraces | undefined;
  /** What a preview refuses this site for, in sentences. */
  readonly refusals: readonly string[];
}
