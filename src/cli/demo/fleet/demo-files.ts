/** The files of the fleet of `make demo-fleet`, as its user would write them. Pure. */
import { triedTinyTkrs } from "../../../config/tkg-releases.js";

/** TKrs of the demo: it begins with the older one and moves to the newer one. */
export const tkrVersions = tkrsOf();

export const stackNames = { management: "mgmt", template: "photon" } as const;

/** A site that cannot be rebuilt until its file is repaired, neither first nor last. */
export const brokenSite = "shop-07";
/** Sites that are run first. */
const canaryCount = 2;

/** Of the demo stacks, as in Pulumi.dev.yaml: the passphrase of the sandbox is a demonstration value. */
const salt = "v1:wptupis4mug=:v1:qU3gTR87YmNy6t9a:Lo1F3CKu/U++XSZUgyIWWy2DjXnOdQ==";

/** In the folder of the sandbox, above the project. */
export const passwordFile = "vcenter-password";

const placement = `
      datacenter: /dc0
      datastore: /dc0/datastore/sharedVmfs-0
      folder: /dc0/vm
      network: /dc0/network/VM Network
      resourcePool: /dc0/host/cluster0/Resources`;

function tkrsOf(): { readonly older: string; readonly newer: string } {
  const [newer, older] = triedTinyTkrs.map(({ tkrVersion }) => tkrVersion);
  if (newer === undefined || older === undefined) throw new Error("the sandbox has two tiny TKrs");
  return { older, newer };
}

export interface DemoFleet {
  /** A control plane endpoint for each site. */
  readonly endpoints: readonly string[];
  /** Whether one site has a placement that does not exist. */
  readonly isBroken: boolean;
}

/** Names of the sites, in their order. */
export const siteNames = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `shop-${String(index + 1).padStart(2, "0")}`);

export function fleetFile({ endpoints, isBroken }: DemoFleet): string {
  const sites = siteNames(endpoints.length).map((name, index) => {
    const labels = index < canaryCount ? "\n    labels: { ring: canary }" : "";
    const mistake =
      isBroken && name === brokenSite
        ? "\n      # A mistake: there is no such datastore.\n      placement: { datastore: /dc0/datastore/retired }"
        : "";
    return `  ${name}:${labels}\n    site:\n      controlPlaneEndpoint: ${endpoints[index] ?? ""}${mistake}\n`;
  });
  return `# The fleet of make demo-fleet: shops on one management cluster, which follow the TKr of stack ${stackNames.management}.
defaults:
  connectionFile: ../connection.json
  connection:
    vcenter:
      passwordFrom: { file: ../${passwordFile} }
  site:
    from: { management: ${stackNames.management}, template: ${stackNames.template} }
    machine: { numCPUs: 4, memoryMiB: 4096, diskGiB: 20 }
    network: { podCidrs: [100.96.0.0/11], serviceCidrs: [100.64.0.0/13] }
    placement:${placement}
    protect: false
rollout:
  canaries: ring=canary
  maxConcurrency: 2
  maxFailures: 1
sites:
${sites.join("")}`;
}

const stackFile = (config: string): string => `encryptionsalt: ${salt}\nconfig:\n${config}`;

/** @param version that new sites get @param kept that sites still run */
export const managementFile = (version: string, kept: readonly string[]): string =>
  stackFile(`  tkg-edge:connectionFile: ../connection.json
  tkg-edge:management:
    tkr:
      version: ${version}
      alsoInstalled: [${kept.join(", ")}]
`);

export const templateFile = (version: string): string =>
  stackFile(`  tkg-edge:connectionFile: ../connection.json
  tkg-edge:connection:
    vcenter:
      passwordFrom: { file: ../${passwordFile} }
  tkg-edge:template:
    ova: ../ova/photon-3-kube-${version.replace(/-tkg\.\d+$/, "")}.ova
    tkrVersion: ${version}${placement.replaceAll("\n      ", "\n    ")}
`);
