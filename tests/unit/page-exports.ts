/** The export lines of the vendor page (step 4.1): as printed, and with what the page hides or cuts filled in. */
import { elided } from "./example-site.js";

/** Quoting and all as on the page; `[email protected]` and `[...]` are its own. */
export const printedExports = `export CLUSTER_NAME='workload-snc'
export CLUSTER_NAMESPACE='default'
export CLUSTER_CIDR='100.96.0.0/11'
export SERVICE_CIDR='100.64.0.0/13'
export VSPHERE_CONTROL_PLANE_ENDPOINT=10.185.11.134
export VSPHERE_SERVER=10.185.12.154
export VSPHERE_USERNAME='[email protected]'
export VSPHERE_PASSWORD=<encoded:QWRtaW4hMjM=>
export VSPHERE_DATACENTER='/dc0'
export VSPHERE_DATASTORE='/dc0/datastore/sharedVmfs-0'
export VSPHERE_FOLDER='/dc0/vm'
export VSPHERE_NETWORK='/dc0/network/VM Network'
export VSPHERE_RESOURCE_POOL='/dc0/host/cluster0/Resources'
export VSPHERE_SSH_AUTHORIZED_KEY=ssh-rsa AAAAB3[...]tyaw== [email protected]
export VSPHERE_TLS_THUMBPRINT=47:F5:83:8E:5D:36:[...]:72:5A:89:7D:29:E5:DA
export VSPHERE_CONTROL_PLANE_NUM_CPUS='4'
export VSPHERE_CONTROL_PLANE_MEM_MIB='4096'
export VSPHERE_CONTROL_PLANE_DISK_GIB='20'
export TKG_CUSTOM_IMAGE_REPOSITORY='projects.registry.vmware.com/tkg'
export OS_NAME='photon'
export TKG_CUSTOM_IMAGE_REPOSITORY_CA_CERTIFICATE="LS0tL[...]0tLQo="
`;

/** Decoded from the vendor page's `<encoded:...>`. */
export const pagePassword = "Admin!23";

const [keyType = "", keyBlob = ""] = elided.sshKey.split(" ");

/** The same lines with real values instead of the vendor page's gaps; the broken quoting stays. */
export const completeExports = printedExports
  .replace("USERNAME='[email protected]'", `USERNAME='${elided.username}'`)
  .replace(/ssh-rsa AAAAB3\S+ .*/, `${keyType} ${keyBlob} [email protected]`)
  .replace(/47:F5:83:8E:5D:36:\S+/, elided.thumbprint)
  .replace("LS0tL[...]0tLQo=", elided.ca);
