/** What is known to hold a cluster up, by the texts that its objects show. */

export interface KnownCause {
  /** Matched against the lines of a report. */
  readonly sign: RegExp;
  /** What rules the cause out, in the same lines. */
  readonly unless?: RegExp;
  readonly cause: string;
  readonly remedy: string;
}

/** @param text lines of a report @returns each known cause of what they show, with its remedy on a line below */
export function remediesFor(text: string): string[] {
  return knownCauses
    .filter(({ sign, unless }) => sign.test(text) && unless?.test(text) !== true)
    .flatMap(({ cause, remedy }) => [`${cause}.`, `  -> ${remedy}`]);
}

const rebuilds =
  "raise tkg-edge:site.rebuild.generation, then pulumi up: it rebuilds the cluster, without what was on the node " +
  "(a site.rebuild.beforeCommand that needs the node's API fails: unset it)";

const knownCauses: readonly KnownCause[] = [
  {
    sign: /was removed from infra|Unable to find VM by BIOS UUID/,
    cause: "the node's VM was removed in vCenter, and Cluster API never replaces the only node of a cluster",
    remedy: rebuilds,
  },
  {
    sign: /Machine \S+ \(Failed\)|^ *failed: |: (?:InvalidConfiguration|UnsupportedChange|CreateError|UpdateError|DeleteError|JoinClusterTimeoutError)\b/m,
    unless: /was removed from infra|Unable to find VM by BIOS UUID/,
    cause:
      "the Machine has failed for good: Cluster API does not go on with it, nor replace the only node of a cluster",
    remedy: `remove the reason that stands beside it; then ${rebuilds}`,
  },
  {
    sign: /NodeHealthy=(?:False|Unknown) (?!NodeProvisioning|WaitingFor)|NodeStartupTimeout|UnhealthyNode|NodeNotFound|RemoteClusterUnreachable/,
    unless: /was removed from infra|Unable to find VM by BIOS UUID/,
    cause: "the node does not report to its API: its VM is off or hangs, or its network is cut off",
    remedy:
      "check the VM in vCenter: a VM that is off is powered on again by Cluster API's vSphere provider within ten minutes, or at once after: kubectl annotate vspherevm --all -n NAMESPACE --overwrite try-again=now",
  },
  {
    sign: /TopologyReconcileFailed[^\n]*(?:tanzukubernetesrelease|TKR|OSImage|resolve)/i,
    cause: "the TKr that the cluster is made from is not there any more, or resolves no longer",
    remedy:
      "pulumi up the stack with tkg-edge:management, which installs it; the cluster then continues by itself",
  },
  {
    sign: /held by finalizers? .*tkg\.tanzu\.vmware\.com\/addon/,
    cause:
      "TKG's add-ons manager wants to remove packages through the workload cluster's API before it lets go. If that API no longer answers, it gives up after ten minutes; 752 s were measured until everything was gone",
    remedy: "wait; nothing has to be done by hand",
  },
  {
    sign: /IPAddressClaimed=(?:False|Unknown)|IPAddressClaim to have an IPAddress bound/,
    cause:
      "the VM waits for an address of its pool: none is free, the pool is gone, or the IPAM provider does not run",
    remedy:
      "kubectl get inclusterippool,ipaddressclaims,ipaddresses.ipam.cluster.x-k8s.io -n NAMESPACE; add addresses to the pool (tkg-edge:site.network.addressPool.addresses, then pulumi up), or check the provider's Deployment",
  },
  {
    sign: /VSphereVM .*being deleted/,
    cause:
      "the vSphere provider has not got rid of the VM yet: vCenter away, a refused password, or a VM that is locked by a task",
    remedy:
      "check the VM in vCenter and the password in the cluster's Secret; the deletion continues by itself",
  },
  {
    sign: /Secret .*held by finalizers? .*vspherecluster\.infrastructure|Secret .*vspherecluster\/infrastructure/,
    cause: "the credentials Secret stays until its VSphereCluster is gone",
    remedy: "wait for the Cluster; do not take the finalizer off, the VM could no longer be deleted",
  },
  {
    sign: /paused/,
    cause: "the Cluster is paused: no controller works on it",
    remedy:
      'if nobody paused it on purpose: kubectl patch cluster NAME -n NAMESPACE --type merge -p \'{"spec":{"paused":false}}\'',
  },
  {
    sign: /incorrect user name or password|Login failure|InvalidLogin|cannot login/i,
    cause: "vCenter refuses the credentials in the cluster's Secret",
    remedy:
      "pulumi config set --secret tkg-edge:vcenterPassword, then pulumi up: the Secret is changed in place",
  },
  {
    sign: /VCenterUnreachable|connection refused|i\/o timeout|no such host/i,
    cause: "the management cluster does not reach vCenter",
    remedy: "check tkg-edge:connection.vcenter.server from a node of the management cluster",
  },
  {
    sign: /NoDiskSpace|insufficient disk space|no space left|datastore .*full/i,
    cause: "the datastore is full",
    remedy: "free space in tkg-edge:site.placement.datastore",
  },
  {
    sign: /InsufficientResources|InsufficientMemory|insufficient resources/i,
    cause: "the host has no room for the VM",
    remedy:
      "make room; where a second VM never fits, have the cluster rebuilt: raise tkg-edge:site.rebuild.generation",
  },
  {
    sign: /CloningFailed|CloneFailed|Cloning.*fail/i,
    cause: "the VM cannot be cloned",
    // The vSphere provider 1.5.3 notes the error and returns without it, so nothing but its resync calls it again.
    remedy:
      "the message beside it is vCenter's own; permissions, datastore and template are the usual ones. Once it is fixed, the clone is tried again within ten minutes, or at once after: kubectl annotate vspherevm --all -n NAMESPACE --overwrite try-again=now",
  },
  {
    sign: /WaitingForStaticIPAllocation|WaitingForIPAllocation|poweredOn, no address yet|WaitingForNetworkAddresses/,
    cause: "the VM runs and has no address",
    remedy: "check that tkg-edge:site.placement.network has a DHCP server with a free address",
  },
  {
    sign: /WaitingForKubeadmInit|NodeProvisioning/,
    unless: /^VM .*: (?:not in vCenter|poweredOff)/m,
    cause:
      "the VM runs, and Kubernetes in it has not reported yet: it still starts, or it cannot pull images or reach its own endpoint",
    remedy: "ssh capv@ADDRESS, then: sudo journalctl -u kubelet; sudo cat /var/log/cloud-init-output.log",
  },
  {
    sign: /-ReconcileSucceeded/,
    cause: "a core package is not installed yet",
    remedy: "kubectl get packageinstalls -A, here and with the workload cluster's kubeconfig",
  },
];
