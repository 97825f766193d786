/**
 * What a wait for a TKr does about states that would last for ever: each was done to a TKr
 * that was there before.
 */
import type { LiveObject } from "../clients/live-object.js";
import type { ManagementCluster } from "../clients/management-cluster.js";
import { tkrName } from "../config/tkr-version.js";
import { conditionOf } from "../environment/facts/conditions.js";
import { deactivatedLabel, systemNamespace } from "../manifests/kubernetes-object.js";
import { progress } from "./command.js";

const tkrs = "tanzukubernetesreleases";

/** Repairs one TKr at each read, and counts what it did, so that controllers get the time to act. */
export class TkrRepair {
  #touched = 0;
  #reactivated = false;
  #installedBefore = false;

  /**
   * @param scope of a TKr that others installed, its compatibility alone: it is touched, and nothing of it is changed.
   *   @default everything
   */
  constructor(
    private readonly cluster: ManagementCluster,
    private readonly version: string,
    private readonly scope: "everything" | "compatibility" = "everything",
  ) {}

  /** Of a TKr that is there. */
  async judged(tkr: LiveObject): Promise<void> {
    const isDeactivated = tkr.metadata.labels?.[deactivatedLabel] !== undefined;
    if (isDeactivated && !this.#reactivated && this.scope === "everything") {
      this.#reactivated = true;
      progress(
        `${tkr.metadata.name} is deactivated: taking the label ${deactivatedLabel} off, as the stack wants it`,
      );
      await this.cluster.removeLabel(tkrs, tkr.metadata.name, deactivatedLabel);
    }
    if (conditionOf(tkr, "Compatible")?.status === "False") await this.#touch(tkr);
  }

  /**
   * Of a TKr of which something is missing. Its controller installs a Package once and remembers that in a ConfigMap;
   * what is deleted afterwards comes back when the ConfigMap is deleted, too. Required in two reads, since between two
   * questions of the first one the installation may have come to its end.
   */
  async missing(what: string): Promise<void> {
    if (this.scope === "compatibility") return;
    const name = `tkr-${tkrName(this.version)}`;
    const installer = await this.cluster.get("configmaps", name, systemNamespace);
    const installed = /^Success: true$/m.test(installer?.data?.installData ?? "");
    const again = installed && this.#installedBefore;
    this.#installedBefore = installed && !again;
    if (!again) return;
    progress(`${what} is gone although its Package is installed: installing it again`);
    await this.cluster.delete("configmaps", [name], systemNamespace);
  }

  /** Touches an incompatible TKr, at most every ten seconds: its controller does not watch the ConfigMaps. */
  async #touch(tkr: LiveObject): Promise<void> {
    if (Date.now() - this.#touched < 10_000) return;
    this.#touched = Date.now();
    progress(`${tkr.metadata.name} is not compatible yet: touching it, so that its ConfigMap is read again`);
    await this.cluster.annotate(tkrs, tkr.metadata.name, "tkg-edge/touched", new Date().toISOString());
  }
}
