/** Every live check, in the order of the report. */
import type { Check } from "./check.js";
import { addressPool } from "./checks/address-pool.js";
import { admission } from "./checks/admission.js";
import { bundleAnonymous } from "./checks/bundle-anonymous.js";
import { bundle } from "./checks/bundle.js";
import { classGuard } from "./checks/class-guard.js";
import { classVariables } from "./checks/class-variables.js";
import { clusterClass } from "./checks/cluster-class.js";
import { cniPackage } from "./checks/cni-package.js";
import { controllerTrust } from "./checks/controller-trust.js";
import { controllersRunning } from "./checks/controllers.js";
import { datastoreSpace } from "./checks/datastore-space.js";
import { endpointSilent } from "./checks/endpoint-silent.js";
import { endpointUnused } from "./checks/endpoint-unused.js";
import { identity } from "./checks/identity.js";
import { inventory } from "./checks/inventory.js";
import { managementReachable } from "./checks/management-reachable.js";
import { managementRights } from "./checks/management-rights.js";
import { osImage } from "./checks/os-image.js";
import { ova } from "./checks/ova.js";
import { ownership } from "./checks/ownership.js";
import { packages } from "./checks/packages.js";
import { privileges } from "./checks/privileges.js";
import { registryReachable } from "./checks/registry-reachable.js";
import { siteNamespace } from "./checks/site-namespace.js";
import { templateDisk } from "./checks/template-disk.js";
import { template } from "./checks/template.js";
import { tkgVersion } from "./checks/tkg-version.js";
import { tkr } from "./checks/tkr.js";
import { toolChecks } from "./checks/tools.js";
import { vcenterCertificate } from "./checks/vcenter-certificate.js";
import { vcenterLogin } from "./checks/vcenter-login.js";
import { vcenterVersion } from "./checks/vcenter-version.js";
import { versionChange } from "./checks/version-change.js";

export const allChecks: readonly Check[] = [
  ...toolChecks,
  managementReachable,
  managementRights,
  tkgVersion,
  controllersRunning,
  siteNamespace,
  ownership,
  clusterClass,
  classGuard,
  classVariables,
  tkr,
  osImage,
  cniPackage,
  packages,
  vcenterCertificate,
  vcenterLogin,
  vcenterVersion,
  inventory,
  privileges,
  datastoreSpace,
  ova,
  template,
  templateDisk,
  registryReachable,
  bundle,
  bundleAnonymous,
  controllerTrust,
  identity,
  addressPool,
  endpointUnused,
  endpointSilent,
  admission,
  versionChange,
];
