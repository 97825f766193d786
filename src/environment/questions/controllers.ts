/** Do TKG's controllers run? */
import type { ManagementFacts } from "../facts/management-facts.js";
import type { Finding } from "../finding.js";
import { controllers, controllersRun } from "../judgements/controllers.js";

/** @throws UserError when the management cluster does not answer */
export async function checkControllers(management: ManagementFacts): Promise<Finding | readonly Finding[]> {
  const available = controllers.map(
    async (controller) =>
      [controller, await management.availableReplicas(controller.name, controller.namespace)] as const,
  );
  return controllersRun(new Map(await Promise.all(available)));
}
