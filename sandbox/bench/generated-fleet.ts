/** A fleet of any number of sites. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const groupCount = 20;
const sitesInFile = 1000;

/** Twenty groups, and files of a thousand sites. @returns the directory */
export function generatedFleet(directory: string, sites: number): string {
  mkdirSync(join(directory, "sites"), { recursive: true });
  const connection = {
    managementCluster: { kubeconfig: "mgmt.kubeconfig", context: "mgmt" },
    vcenter: { server: "vcenter.example.com", username: "edge@vsphere.local", insecure: true },
  };
  const groups = Array.from({ length: groupCount }, (_, index) => [`group-${index}`, group(index)] as const);
  const fleet = {
    defaults: { connection, site: { from: { management: "mgmt" } } },
    groups: Object.fromEntries(groups),
    sites: { files: "sites/*.yaml" },
  };
  writeFileSync(join(directory, "fleet.yaml"), JSON.stringify(fleet));
  for (let first = 0; first < sites; first += sitesInFile) {
    const count = Math.min(sitesInFile, sites - first);
    const text = Array.from({ length: count }, (_, index) => site(first + index)).join("");
    writeFileSync(join(directory, "sites", `from-${first}.yaml`), text);
  }
  return directory;
}

function group(index: number): object {
  const root = `/dc${index}`;
  const placement = {
    datacenter: root,
    datastore: `${root}/datastore/edge`,
    folder: `${root}/vm/sites`,
    network: `${root}/network/edge`,
    resourcePool: `${root}/host/edge/Resources`,
  };
  return { labels: { region: `r${index}` }, site: { from: { template: `template-${index}` }, placement } };
}

function site(index: number): string {
  const address = `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
  return `shop-${index}:
  groups: [group-${index % groupCount}]
  labels: { ring: r${index % 5} }
  site: { controlPlaneEndpoint: ${address} }
`;
}
