/** What a state records of the rebuild gate. */
import type { SiteSpec } from "../../../src/config/stack-spec.js";
import { rebuildGate } from "../../../src/contracts/rebuild-gate.js";
import { cluster } from "../../../src/manifests/cluster.js";
import { commandEnvironment } from "../../command-environment.js";
import { exampleSite } from "../example-site.js";

const { vcenter } = exampleSite();

/** @param versionChange as the gate that last ran had it; undefined for a gate of 0.1.0 */
export const gateEnvironment = (of: SiteSpec, versionChange?: "roll") =>
  commandEnvironment(
    rebuildGate,
    {
      management: { kubeconfig: "k", context: "c" },
      vcenter,
      cluster: cluster(of, vcenter),
      tkrVersion: of.tkrVersion,
      versionChange,
      os: of.os,
      controlPlaneEndpoint: of.controlPlaneEndpoint,
      apiPort: 6443,
      datacenter: of.placement.datacenter,
      ownCredentials: true,
      beforeRebuildSeconds: 10,
    },
    { vcenterPassword: "Passw0rd-of-the-test" },
  );
