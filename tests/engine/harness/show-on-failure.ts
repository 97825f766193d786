/**
 * Information about a failed case: the controllers' conditions of the clusters, and the logs of the
 * stand-ins.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LiveApis } from "./live-apis.js";
import type { SandboxOfFile } from "./sandbox-of-file.js";

const kinds = [
  "clusters",
  "kubeadmcontrolplanes",
  "machines.cluster.x-k8s.io",
  "vspheremachines",
  "vspherevms",
  "clusterbootstraps",
];

/** Call it inside a `describe`, after useSandbox. */
export function showOnFailure(file: SandboxOfFile): void {
  afterEach("show the conditions and logs of controllers and stand-ins", async function () {
    if (this.currentTest?.state !== "failed") return;
    const apis = new LiveApis(file.sandbox);
    for (const kind of kinds) {
      for (const { metadata, status } of await apis.list(kind).catch(() => [])) {
        const conditions = (status?.conditions ?? []).filter((condition) => condition.status !== "True");
        const lines = conditions.map(
          ({ type, reason, message }) => `${type}: ${reason ?? ""} ${message ?? ""}`,
        );
        console.error([`${kind} ${metadata.name}`, ...lines].join("\n  "));
      }
    }
    const log = readFileSync(join(file.sandbox.directory, "logs", "stand-ins.log"), "utf8");
    console.error(log.split("\n").slice(-40).join("\n"));
  });
}
