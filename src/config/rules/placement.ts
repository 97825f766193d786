/** Rules of inventory paths: each kind of object is below its own folder of the datacenter. */
import type { Draft } from "../draft.js";
import type { Problem } from "../problem.js";

export const placementRules = [pathsInDatacenter, templateInDatacenter, templateDatastore, templateName];

/** vCenter's own folders in every datacenter, by the key whose path must be below. */
const roots = { datastore: "datastore", folder: "vm", network: "network", resourcePool: "host" } as const;

type Paths = Partial<Record<keyof typeof roots | "datacenter", string>>;

function pathsInDatacenter({ site, template }: Draft): Problem[] {
  return [
    ...(site?.placement ? outside(site.placement, "tkg-edge:site.placement") : []),
    ...(template ? outside(template, "tkg-edge:template") : []),
  ];
}

function outside(paths: Paths, section: string): Problem[] {
  const { datacenter } = paths;
  if (datacenter === undefined) return [];
  const elsewhere = commonDatacenter(paths);
  if (elsewhere !== undefined && elsewhere !== datacenter) {
    const expected = `the datacenter that the other paths are in, "${elsewhere}"; or fix those paths`;
    return [{ path: `${section}.datacenter`, found: `"${datacenter}"`, expected }];
  }
  return Object.entries(roots).flatMap(([key, root]) => {
    const path = paths[key as keyof typeof roots];
    const base = `${datacenter}/${root}`;
    // The folder of all VMs is a folder for a VM; the others need an object below.
    if (path === undefined || path.startsWith(`${base}/`) || (key === "folder" && path === base)) return [];
    const pool = key === "resourcePool" ? " and ends in the pool, such as .../cluster0/Resources" : "";
    return [
      {
        path: `${section}.${key}`,
        found: `"${path}"`,
        expected: `an inventory path that begins with "${base}/", in the datacenter ${datacenter}${pool}`,
      },
    ];
  });
}

/** The datacenter that all four paths lie in, whatever the value of `datacenter`; undefined where they do not agree. */
function commonDatacenter(paths: Paths): string | undefined {
  const datacenters = Object.entries(roots).map(([key, root]) => {
    const path = `${paths[key as keyof typeof roots] ?? ""}/`;
    const end = path.indexOf(`/${root}/`);
    return end > 0 ? path.slice(0, end) : undefined;
  });
  return new Set(datacenters).size === 1 ? datacenters[0] : undefined;
}

/** TKG searches the datacenter of the cluster for the template, and no other. */
function templateInDatacenter({ site, template }: Draft): Problem[] {
  const [wanted, made] = [site?.placement?.datacenter, template?.datacenter];
  if (wanted === undefined || made === undefined || wanted === made) return [];
  const expected = `the datacenter of the site that this stack makes ("${wanted}"): TKG searches only there for the template`;
  return [{ path: "tkg-edge:template.datacenter", found: `"${made}"`, expected }];
}

/** Files of a datastore are written "[datastore] path", which no tool can read back when a name holds the closing bracket. */
function templateDatastore({ template }: Draft): Problem[] {
  const datastore = template?.datastore;
  if (datastore?.includes("]") !== true) return [];
  const expected = 'a datastore without "]" in its name: vCenter writes files as "[datastore] path"';
  return [{ path: "tkg-edge:template.datastore", found: `"${datastore}"`, expected }];
}

/** The longest name that vCenter gives a VM. */
const longestName = 80;

/** A name that vCenter would store otherwise, so that the template would not be found again under it. */
function templateName({ template }: Draft): Problem[] {
  const name = template?.name;
  if (name === undefined) return [];
  const problem = (expected: string): Problem[] => [
    { path: "tkg-edge:template.name", found: `"${name}"`, expected },
  ];
  if (/\\|%(?!25|2f|5c)/i.test(name)) {
    return problem(
      "a name without % and \\, which vCenter stores as %25 and %5c (the default is the OVA's file name)",
    );
  }
  if (name === "." || name === ".." || name.endsWith(".importing")) {
    return problem(
      'a name other than "." and "..", which does not end with .importing: an upload has that ending',
    );
  }
  return name.length > longestName
    ? problem(`a name of at most ${longestName} characters, as vCenter allows`)
    : [];
}
