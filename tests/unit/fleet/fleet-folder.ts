/** A folder with the files of a fleet, and its sites as the product reads them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readFleetFile } from "../../../src/config/fleet/fleet-file.js";
import { FleetLayers } from "../../../src/config/fleet/fleet-layers.js";
import { readOwnStackFile } from "../../../src/config/stack-file.js";
import { checkFleet, type FleetCheck } from "../../../src/fleet/check-fleet.js";
import type { FleetFinding } from "../../../src/fleet/finding.js";

/** Whatever is no text is written as JSON, which is YAML. */
export type Files = Readonly<Record<string, unknown>>;

export class FleetFolder {
  readonly directory = mkdtempSync(join(tmpdir(), "tkg-edge-fleet-"));

  write(files: Files): this {
    for (const [name, content] of Object.entries(files)) {
      const path = join(this.directory, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
    }
    return this;
  }

  layers(file = "fleet.yaml"): FleetLayers {
    return new FleetLayers(readFleetFile(file, this.directory), this.directory);
  }

  /** @param stacks sites that have a stack file */
  check(stacks: readonly string[] = []): FleetCheck {
    return checkFleet(readFleetFile("fleet.yaml", this.directory), {
      directory: this.directory,
      stackFile: (site) => (stacks.includes(site) ? readOwnStackFile(this.directory, site) : undefined),
      outputsOf: () => undefined,
    });
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}

/** `SEVERITY FILE:LINE:COLUMN PATH [SITES]: FOUND: EXPECTED`. */
export function line({ severity, place, path, sites, found, expected, note }: FleetFinding): string {
  const where = place ? `${place.file}:${place.line}:${place.column} ` : "";
  return `${severity} ${where}${path} [${sites.join()}]: ${found ?? ""}: ${expected ?? note ?? ""}`;
}

/** Without a fault: a site is this and its own `controlPlaneEndpoint`. */
export const defaults = {
  connection: {
    managementCluster: { kubeconfig: "mgmt.kubeconfig", context: "mgmt" },
    vcenter: {
      server: "vcenter.example.com",
      username: "edge@vsphere.local",
      thumbprint: "0A:1B:2C:3D:4E:5F:60:71:82:93:A4:B5:C6:D7:E8:F9:0A:1B:2C:3D",
    },
  },
  site: {
    tkrVersion: "v1.25.7+vmware.1-tiny.2-tkg.1",
    placement: {
      datacenter: "/dc0",
      datastore: "/dc0/datastore/a",
      folder: "/dc0/vm",
      network: "/dc0/network/a",
      resourcePool: "/dc0/host/a/Resources",
    },
  },
} as const;
