/** Everything on the management cluster and in vCenter that a workload cluster consists of, as it stands now. */
import { posix } from "node:path";
import type { LiveObject } from "../clients/live-object.js";
import type { ManagementReader } from "../clients/management-cluster.js";
import { withGovc, type Govc } from "../clients/vcenter.js";

/** A Warning that a controller recorded of one of the objects. */
export interface WarningEvent {
  /** `Kind name` that it concerns. */
  readonly object: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  /** RFC 3339. */
  readonly last: string;
}

/** The VM of a machine; `state` in words. */
export interface VmState {
  readonly path: string;
  readonly state: string;
}

export interface ClusterObjects {
  readonly namespace: string;
  readonly name: string;
  /** From the Cluster down to what its VM is made of, in the order in which they come to be. */
  readonly objects: readonly LiveObject[];
  readonly events: readonly WarningEvent[];
  readonly vms: readonly VmState[];
}

/** How to reach the vCenter of the cluster; its credentials are read where Cluster API reads them. */
export interface VcenterTrust {
  readonly server: string;
  readonly thumbprint?: string | undefined;
  readonly caFile?: string | undefined;
}

const parts = [
  "vsphereclusters.infrastructure.cluster.x-k8s.io",
  "kubeadmcontrolplanes.controlplane.cluster.x-k8s.io",
  "machines.cluster.x-k8s.io",
  "vspheremachines.infrastructure.cluster.x-k8s.io",
  "vspherevms.infrastructure.cluster.x-k8s.io",
] as const;

/** Kinds in the order of `parts`, for sorting. */
const kindOrder = ["VSphereCluster", "KubeadmControlPlane", "Machine", "VSphereMachine", "VSphereVM"];

/** @throws UserError when the management cluster does not answer */
export async function clusterObjects(
  management: ManagementReader,
  namespace: string,
  name: string,
  vcenter: VcenterTrust | undefined,
): Promise<ClusterObjects> {
  const selector = `cluster.x-k8s.io/cluster-name=${name}`;
  const [cluster, below, bootstrap, secret, events] = await Promise.all([
    management.get("clusters.cluster.x-k8s.io", name, namespace),
    management.list(parts.join(","), selector, namespace),
    management.get("clusterbootstraps.run.tanzu.vmware.com", name, namespace),
    management.get("secrets", name, namespace),
    management.list("events", undefined, namespace),
  ]);
  const sorted = [...below].sort((a, b) => rank(a) - rank(b));
  const objects = [cluster, ...sorted, bootstrap].filter((object) => object !== undefined);
  const held = secret?.metadata.deletionTimestamp === undefined ? [] : [{ ...secret, data: {} }];
  const vms = vcenter && secret ? await vmStates(sorted, secret, vcenter) : [];
  return {
    namespace,
    name,
    objects: [...objects, ...held],
    events: warningsOf(objects, events),
    vms,
  };
}

const rank = ({ kind = "" }: LiveObject) => kindOrder.indexOf(kind);

interface EventObject extends LiveObject {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly count?: number;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
  readonly involvedObject?: { readonly kind?: string; readonly name?: string; readonly uid?: string };
}

/** The newest six Warnings of these very objects, the newest first. */
function warningsOf(objects: readonly LiveObject[], events: readonly EventObject[]): WarningEvent[] {
  const uids = new Set(objects.map(({ metadata }) => metadata.uid));
  return events
    .filter(({ type, involvedObject }) => type === "Warning" && uids.has(involvedObject?.uid))
    .map((event) => ({
      object: `${event.involvedObject?.kind ?? ""} ${event.involvedObject?.name ?? ""}`,
      reason: event.reason ?? "",
      message: event.message ?? "",
      count: event.count ?? 1,
      last: event.lastTimestamp ?? event.eventTime ?? "",
    }))
    .sort((a, b) => (a.last < b.last ? 1 : -1))
    .slice(0, 6);
}

/** What vCenter knows of the VMs, asked with the credentials that Cluster API uses. */
async function vmStates(
  objects: readonly LiveObject[],
  secret: LiveObject,
  vcenter: VcenterTrust,
): Promise<VmState[]> {
  const decoded = (key: string) => Buffer.from(secret.data?.[key] ?? "", "base64").toString("utf8");
  const address = { ...vcenter, username: decoded("username"), password: decoded("password") };
  const paths = objects
    .filter(({ kind }) => kind === "VSphereVM")
    .map(({ metadata, spec }) =>
      posix.join(typeof spec?.folder === "string" ? spec.folder : "", metadata.name),
    );
  return withGovc(address, (govc) => Promise.all(paths.map((path) => vmState(govc, path))));
}

interface VmInfo {
  readonly virtualMachines?:
    | readonly {
        readonly runtime?: { readonly powerState?: string; readonly question?: { readonly text?: string } };
        readonly guest?: { readonly ipAddress?: string; readonly toolsRunningStatus?: string };
      }[]
    | null;
}

async function vmState(govc: Govc, path: string): Promise<VmState> {
  const result = await govc(["vm.info", "-json", `-vm.ipath=${path}`]);
  if (!result.ok && /not found|no such VM/i.test(result.stderr)) return { path, state: "not in vCenter" };
  if (!result.ok) return { path, state: `vCenter cannot be asked: ${result.stderr}` };
  const vm = (JSON.parse(result.stdout) as VmInfo).virtualMachines?.[0];
  if (!vm) return { path, state: "not in vCenter" };
  const address = vm.guest?.ipAddress ?? "";
  const question = vm.runtime?.question?.text;
  const words = [
    vm.runtime?.powerState ?? "power state unknown",
    address === "" ? "no address yet" : `address ${address}`,
    ...(question === undefined ? [] : [`waits for an answer: ${question}`]),
  ];
  return { path, state: words.join(", ") };
}
