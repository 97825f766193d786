// What a profile of the sandbox adds to what all sandboxes have.
import type { PlanInput } from "../processes.js";
import type { ProcessPlan } from "../supervisor.js";
import type { Manifest } from "../vendor-objects.js";

/** How complete the management cluster is. */
export type Profile = "light" | "full";

/** The difference between two profiles. */
export interface ProfileParts {
  /**
   * Services through which the API server reaches webhooks, as "<service>.<namespace>.svc": the certificate
   * `pki/webhooks.crt` carries these names.
   */
  readonly services: readonly string[];
  /** Adapts a definition of Cluster API or of its vSphere provider, as read from the vendor's folder. */
  readonly adaptDefinition: (definition: Manifest, input: PlanInput) => Manifest;
  /** Objects to create in addition to those of every sandbox, once the definitions are served. */
  readonly objects: (input: PlanInput) => readonly Manifest[] | Promise<readonly Manifest[]>;
  /** Processes to start once the definitions are served, before the stand-ins. */
  readonly processes: (input: PlanInput) => readonly ProcessPlan[];
}
