/**
 * Removes a TanzuKubernetesRelease and its OS images, which nobody owns and which therefore outlive their Package.
 * Refuses while a Cluster still runs that TKr. Where the management cluster is gone, and the user confirms it, there is
 * nothing left to remove.
 *
 * Out: `{"removed": [...]}`.
 */
import * as z from "zod";
import { ManagementCluster, managementInputs } from "../clients/management-cluster.js";
import { UserError } from "../config/problem.js";
import { tkrLabel, tkrName } from "../config/tkr-version.js";
import { progress, runCommand } from "./command.js";
import { confirmedGone, goneInputs, withWayOut } from "./gone-cluster.js";

const inputs = z.object({
  ...managementInputs,
  ...goneInputs,
  TKG_EDGE_TKR_VERSION: z.string().min(1),
});

export async function main(): Promise<void> {
  await runCommand(inputs, async (input) => {
    const address = { kubeconfig: input.TKG_EDGE_KUBECONFIG, context: input.TKG_EDGE_CONTEXT };
    const cluster = new ManagementCluster(address);
    const version = input.TKG_EDGE_TKR_VERSION;
    const name = tkrName(version);
    if (await confirmedGone(input, address, cluster)) {
      progress(`the management cluster of context ${address.context} is gone: TKr ${version} went with it`);
      return { removed: [] };
    }
    const users = await withWayOut(address, () =>
      cluster.list("clusters.cluster.x-k8s.io", `${tkrLabel}=${name}`),
    );
    if (users.length > 0) {
      const names = users.map((user) => `${user.metadata.namespace ?? ""}/${user.metadata.name}`).join(", ");
      throw new UserError(
        `TKr ${version} is still used by ${users.length === 1 ? "the Cluster" : "the Clusters"} ${names}; nothing of it was removed.\n` +
          "Destroy or rebuild those sites first, or keep it installed: list it in tkg-edge:management.tkr.alsoInstalled.",
      );
    }
    const tkr = await cluster.get("tanzukubernetesreleases", name);
    const images = (tkr?.spec?.osImages ?? []) as readonly { readonly name: string }[];
    const imageNames = images.map((image) => image.name);
    progress(`removing TanzuKubernetesRelease ${name} and its ${imageNames.length} OS images`);
    await cluster.delete("tanzukubernetesreleases", [name]);
    await cluster.delete("osimages", imageNames);
    return { removed: [name, ...imageNames] };
  });
}
