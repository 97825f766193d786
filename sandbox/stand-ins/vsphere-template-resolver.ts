/**
 * Stands in for the vSphere template resolver's webhook on Clusters: with the Cluster's credentials it logs in to vCenter,
 * finds the template of each OS image that the TKr resolver chose, and writes its inventory path and id into TKR_DATA.
 *
 * A template that TKR_DATA already names is not searched again; a re-apply of the Cluster drops TKR_DATA and
 * so leads to a new login (measured C.9). Denials are in the words of the real one (measured B, rows of (v)).
 */
import { NoCredentials, readCredentials } from "./credentials.js";
import type { VcenterLogin } from "./runtime/govc.js";
import { isRecord } from "./runtime/objects.js";
import {
  allow,
  type AdmissionAnswer,
  type AdmissionRequest,
  type StandIn,
  type StandInContext,
} from "./stand-in.js";
import { clusters, labels, received, type Cluster, type Topology } from "./tkg/api.js";
import type { TemplateQuery } from "./tkg/template-match.js";
import {
  asTkrData,
  getVariable,
  getWorkerVariable,
  setVariable,
  setWorkerVariable,
  tkrDataVariable,
  unmarshalling,
  type TkrData,
} from "./tkg/variables.js";
import { Denial, findTemplates } from "./vcenter-templates.js";

export const vsphereTemplateResolver: StandIn = {
  name: "stand-in:vsphere-template-resolver",
  standsInFor: "tkr-vsphere-resolver-webhook-manager of TKG 2.2.0",
  start: () => Promise.resolve(),
  webhooks: [
    {
      type: "mutating",
      configuration: "tkr-vsphere-resolver-mutating-webhook-configuration",
      name: "tkr-vsphere-resolver-webhook.tanzu.vmware.com",
      path: "/resolve-template",
      reinvocationPolicy: "IfNeeded",
      timeoutSeconds: 30,
      rules: [
        {
          apiGroups: ["cluster.x-k8s.io"],
          apiVersions: ["v1", "v1beta1", "v1alpha4"],
          operations: ["CREATE", "UPDATE"],
          resources: ["clusters"],
        },
      ],
      async handle(request, context) {
        try {
          return await resolveTemplates(request, context);
        } catch (error) {
          if (error instanceof Denial) return { kind: "deny", text: error.message };
          throw error;
        }
      },
    },
  ],
};

async function resolveTemplates(
  request: AdmissionRequest,
  context: StandInContext,
): Promise<AdmissionAnswer> {
  const cluster = received(clusters, request.object);
  const { topology } = cluster.spec;
  const tkr = cluster.metadata.labels?.[labels.tkr];
  if (topology === undefined || tkr === undefined || tkr === "") return allow;
  const tkrData = readTkrData(getVariable(topology, tkrDataVariable));
  // Not (yet) resolved for this version: nothing to search.
  if (tkrData?.[topology.version]?.labels[labels.tkr] !== tkr) return allow;

  const namespace = cluster.metadata.namespace ?? request.namespace ?? "";
  const parts = openParts(topology, tkrData, `${namespace}/${cluster.metadata.name}`);
  if (parts.length === 0) return allow;
  const login = await readLogin(cluster, topology, namespace, context);
  const datacenter = vcenterVariable(topology).datacenter;
  const found = await findTemplates(
    parts.map(({ query }) => query),
    login,
    datacenter,
    context,
  );
  parts.forEach((part, index) => {
    Object.assign(part.data[topology.version]?.osImageRef ?? {}, found[index]);
    part.store(part.data);
  });
  return { kind: "mutate", object: cluster };
}

/** A TKR_DATA whose image has no template yet: the control plane's or a machine deployment's. */
interface OpenPart {
  readonly query: TemplateQuery;
  readonly data: TkrData;
  readonly store: (data: TkrData) => void;
}

function openParts(topology: Topology, controlPlane: TkrData, cluster: string): OpenPart[] {
  const parts: OpenPart[] = [];
  const add = (what: string, data: TkrData | undefined, store: (data: TkrData) => void): void => {
    const value = data?.[topology.version];
    if (data === undefined || value === undefined) {
      throw new Denial("trying to resolve VM template for non-existent TKRData value");
    }
    const { version, template } = value.osImageRef;
    if (typeof version !== "string") {
      throw new Denial(`error building VM template query for ${what}: ova version is invalid or not found`);
    }
    if (typeof template === "string" && template !== "") return;
    const label = (name: string): string => value.labels[name] ?? "";
    const query = {
      ovaVersion: version,
      osName: label("os-name"),
      osVersion: label("os-version"),
      osArch: label("os-arch"),
    };
    parts.push({ query, data, store });
  };
  add(`the control plane, cluster '${cluster}'`, controlPlane, (data) => {
    setVariable(topology, tkrDataVariable, data);
  });
  topology.workers?.machineDeployments?.forEach(({ name }, index) => {
    const what = `machine deployment '${name}', cluster '${cluster}'`;
    add(what, readTkrData(getWorkerVariable(topology, index, tkrDataVariable)), (data) => {
      setWorkerVariable(topology, index, tkrDataVariable, data);
    });
  });
  return parts;
}

const loginFailure = "failed to login to vSphere: cannot login to vc: ServerFaultCode: Login failure";

async function readLogin(
  cluster: Cluster,
  topology: Topology,
  namespace: string,
  { client }: StandInContext,
): Promise<VcenterLogin> {
  try {
    const { server, thumbprint } = vcenterVariable(topology);
    const address = vcenterAddress(server);
    const { username, password } = await readCredentials(client, cluster, namespace);
    if (username === "" || password === "") throw new Denial(loginFailure);
    return { thumbprint, username, password, ...address };
  } catch (error) {
    if (error instanceof NoCredentials) throw new Denial(error.message);
    throw error;
  }
}

function vcenterVariable(topology: Topology): { server: string; datacenter: string; thumbprint: string } {
  const value = getVariable(topology, "vcenter") ?? {};
  if (!isRecord(value)) {
    throw new Denial(
      `error parsing vcenter cluster variable: ${unmarshalling(value, "template.VCenterClusterVar")}`,
    );
  }
  const text = (field: string): string => (typeof value[field] === "string" ? value[field] : "");
  return { server: text("server"), datacenter: text("datacenter"), thumbprint: text("tlsThumbprint") };
}

/** A server may have a scheme, a path and a user before it; the user then is the one that logs in. */
function vcenterAddress(text: string): { server: string; username?: string } {
  const url = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`;
  const [, user, host = ""] = /^[a-z]+:\/\/(?:([^/@]*)@)?([^/?#]*)/i.exec(url) ?? [];
  const odd = /[ "<>\\^`{|}]/.exec(host)?.[0];
  if (odd !== undefined) {
    throw new Denial(
      `failed to parse vc host: parse ${JSON.stringify(url)}: invalid character ${JSON.stringify(odd)} in host name`,
    );
  }
  return {
    server: host,
    ...(user !== undefined && { username: decodeURIComponent(user.replace(/:.*$/, "")) }),
  };
}

function readTkrData(value: unknown): TkrData | undefined {
  try {
    return asTkrData(value);
  } catch (error) {
    throw new Denial(
      `error parsing TKR_DATA control plane variable: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
