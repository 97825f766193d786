/** The configuration of a new project: the connection, the stacks that sites share, and the first site. */
import { Document, Scalar } from "yaml";
import { stackFileName } from "../../config/stack-file.js";
import type { Tree } from "../../config/tree.js";
import type { Answers } from "./questions.js";

/** Where a pipeline or a shell has the vCenter password. */
export const passwordVariable = "VCENTER_PASSWORD";

export const connectionFile = "connection.yaml";
export const fleetFile = "fleet.yaml";
const schemas = "node_modules/tkg-edge/schema";

/** Stack of the template of an operating system. */
const templateStack = (os: string | undefined) => `template-${os ?? "photon"}`;

/** Stacks of a project in the order in which they are brought up. */
export const stacksOf = ({ os, site = "site" }: Answers): readonly string[] => [
  "management",
  templateStack(os),
  site,
];

/** @returns text of each file by its name */
export function configurationFiles(answers: Answers, isFleet: boolean): ReadonlyMap<string, string> {
  const { tkrVersion, site: name = "site", os, ova } = answers;
  const [management = "", template = ""] = stacksOf(answers);
  const place = placeOf(answers);
  const shared = {
    ...(os === "photon" ? {} : { os }),
    from: { management, template },
    placement: place,
  };
  const endpoint = { controlPlaneEndpoint: answers.endpoint };
  const ofSite: Tree = isFleet ? { fleetFile } : { connectionFile, site: { name, ...shared, ...endpoint } };
  return new Map([
    [
      connectionFile,
      yamlOf(connectionOf(answers), [" Where all stacks find their environment. Holds no secret."]),
    ],
    stackFile(management, " Once for the management cluster: the tiny TKr.", {
      connectionFile,
      management: { tkr: { version: tkrVersion } },
    }),
    stackFile(template, " Once for each datacenter and operating system: the VM template.", {
      connectionFile,
      template: { ova, os, tkrVersion, ...place },
    }),
    stackFile(name, " A site: one cluster. Further keys: docs/reference.md of the package.", ofSite),
    ...(isFleet ? [fleetEntry({ connectionFile, site: shared }, { [name]: { site: endpoint } })] : []),
  ]);
}

const placeOf = ({ datacenter, datastore, folder, resourcePool, network }: Answers): Tree => ({
  ...{ datacenter, datastore, folder, resourcePool, network },
});

function connectionOf({ kubeconfig, context, vcenter, vcenterUser, thumbprint, ...rest }: Answers): Tree {
  const { registry: host, registryCa: caFile } = rest;
  // One of digits alone would be a number for some readers.
  const quoted = thumbprint === undefined ? undefined : new Scalar(thumbprint);
  if (quoted) quoted.type = "QUOTE_DOUBLE";
  const passwordFrom = { environment: passwordVariable };
  return {
    managementCluster: { kubeconfig, context },
    vcenter: { server: vcenter, username: vcenterUser, thumbprint: quoted, passwordFrom },
    ...(host && { registry: { host, ...(caFile && { caFile }) } }),
  };
}

function stackFile(stack: string, comment: string, keys: Tree): readonly [string, string] {
  const config = Object.fromEntries(Object.entries(keys).map(([key, value]) => [`tkg-edge:${key}`, value]));
  return [stackFileName(stack), yamlOf({ config }, [schemaComment("stack"), comment])];
}

const fleetEntry = (defaults: Tree, sites: Tree): readonly [string, string] => [
  fleetFile,
  yamlOf({ defaults, sites }, [
    schemaComment("fleet"),
    " All sites; docs/fleet.md of the package describes the keys. `npx tkg-edge fleet init` makes the stacks of new ones.",
  ]),
];

const schemaComment = (name: string) => ` yaml-language-server: $schema=${schemas}/${name}.schema.json`;

function yamlOf(value: Tree, comments: readonly string[]): string {
  const document = new Document(value);
  document.commentBefore = comments.join("\n");
  return document.toString({ lineWidth: 0 });
}
