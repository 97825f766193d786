/**
 * Stands in for the addons manager's admission of ClusterBootstrap and ClusterBootstrapTemplate: names completed and
 * missing fields filled until the bootstrap has an owner, packages and their configs checked, changes of a package refused
 * (measured C.4 and C.13).
 */
import { BootstrapCheck, sourcesOf, tooManySources, type Problem } from "./addons/bootstrap-check.js";
import { isTerminating, sameJson } from "./runtime/objects.js";
import {
  allow,
  type AdmissionAnswer,
  type AdmissionRequest,
  type StandIn,
  type StandInContext,
} from "./stand-in.js";
import {
  annotations,
  clusterBootstraps,
  clusterBootstrapTemplates,
  clusters,
  received,
  systemNamespace,
  tanzuKubernetesReleases,
} from "./tkg/api.js";
import { completeRefNames, withMissingFields } from "./tkg/bootstrap-defaults.js";
import { invalidStatus, notFoundStatus } from "./tkg/invalid.js";

const rule = (plural: string) => ({
  apiGroups: ["run.tanzu.vmware.com"],
  apiVersions: ["v1alpha3"],
  operations: ["CREATE", "UPDATE"] as const,
  resources: [plural],
});

export const clusterBootstrapWebhook: StandIn = {
  name: "stand-in:cluster-bootstrap-webhook",
  standsInFor:
    "tanzu-addons-manager of TKG 2.2.0 (admission of ClusterBootstrap and ClusterBootstrapTemplate)",
  start: () => Promise.resolve(),
  webhooks: [
    {
      type: "mutating",
      configuration: "clusterbootstrap-mutating-webhook-configuration",
      name: "clusterbootstrap.mutating.vmware.com",
      path: "/mutate-run-tanzu-vmware-com-v1alpha3-clusterbootstrap",
      rules: [rule("clusterbootstraps")],
      timeoutSeconds: 30,
      handle: setDefaults,
    },
    {
      type: "validating",
      configuration: "clusterbootstrap-validating-webhook-configuration",
      name: "clusterbootstrap.validating.vmware.com",
      path: "/validate-run-tanzu-vmware-com-v1alpha3-clusterbootstrap",
      rules: [rule("clusterbootstraps")],
      timeoutSeconds: 30,
      handle: validateBootstrap,
    },
    {
      type: "validating",
      configuration: "clusterbootstrap-validating-webhook-configuration",
      name: "clusterbootstraptemplate.validating.vmware.com",
      path: "/validate-run-tanzu-vmware-com-v1alpha3-clusterbootstraptemplate",
      rules: [rule("clusterbootstraptemplates")],
      timeoutSeconds: 30,
      handle: validateTemplate,
    },
  ],
};

async function setDefaults(request: AdmissionRequest, { client }: StandInContext): Promise<AdmissionAnswer> {
  const bootstrap = received(clusterBootstraps, request.object);
  // With an owner it is adopted and the controller is responsible: the webhook completes nothing any more.
  if ((bootstrap.metadata.ownerReferences ?? []).length > 0) return allow;
  const tkrName = bootstrap.metadata.annotations?.[annotations.addMissingFields];
  if (tkrName === undefined) return allow;
  if (tkrName === "") {
    const text = `invalid value for annotation: ${annotations.addMissingFields}. The value needs to be the name of TanzuKubernetesRelease`;
    return { kind: "deny", text };
  }
  const tkr = await client.get(tanzuKubernetesReleases, { name: tkrName });
  if (tkr === undefined) return { kind: "refuse", status: notFoundStatus(tanzuKubernetesReleases, tkrName) };
  const template = await client.get(clusterBootstrapTemplates, { namespace: systemNamespace, name: tkrName });
  if (template === undefined)
    return { kind: "refuse", status: notFoundStatus(clusterBootstrapTemplates, tkrName) };
  try {
    completeRefNames(tkr, bootstrap.spec);
  } catch (error) {
    return { kind: "deny", text: error instanceof Error ? error.message : String(error) };
  }
  const { cni, ...rest } = withMissingFields(bootstrap.spec, template.spec, { valuesFrom: false });
  const managed = bootstrap.metadata.annotations?.[annotations.unmanagedCni] === undefined;
  return {
    kind: "mutate",
    object: { ...bootstrap, spec: managed && cni !== undefined ? { cni, ...rest } : rest },
  };
}

async function validateBootstrap(
  request: AdmissionRequest,
  context: StandInContext,
): Promise<AdmissionAnswer> {
  const bootstrap = received(clusterBootstraps, request.object);
  const old = request.oldObject ? received(clusterBootstraps, request.oldObject) : undefined;
  if (request.operation === "UPDATE" && old !== undefined) {
    if (isTerminating(old)) return allow;
    const { namespace, name } = old.metadata;
    const cluster = await context.client.get(clusters, { namespace, name });
    if (cluster !== undefined && isTerminating(cluster)) return allow;
  }
  const namespace = bootstrap.metadata.namespace ?? request.namespace ?? "";
  const unmanaged = bootstrap.metadata.annotations?.[annotations.unmanagedCni] !== undefined;
  if (unmanaged && bootstrap.spec.cni !== undefined) {
    const message = "Spec.CNI should be empty if the clusterbootstrap is annotated to use unmanaged CNI.";
    return { kind: "refuse", status: { code: 400, reason: "BadRequest", message } };
  }
  const problems = await new BootstrapCheck(context, namespace).run(bootstrap, old?.spec, unmanaged);
  if (problems.length === 0) return allow;
  return { kind: "refuse", status: invalidStatus(clusterBootstraps, bootstrap.metadata.name, problems) };
}

function validateTemplate(request: AdmissionRequest): AdmissionAnswer {
  const template = received(clusterBootstrapTemplates, request.object);
  if (request.operation === "UPDATE" && request.oldObject) {
    const old = received(clusterBootstrapTemplates, request.oldObject);
    return sameJson(old.spec, template.spec)
      ? allow
      : { kind: "deny", text: "ClusterBootstrapTemplate has immutable spec, update is not allowed" };
  }
  const namespace = template.metadata.namespace ?? request.namespace ?? "";
  const problems: Problem[] = [];
  if (namespace !== systemNamespace) {
    const detail = `ClusterBootstrapTemplate can only be created in the designated system namespace ${systemNamespace}`;
    problems.push({ field: "namespace", value: namespace, detail });
  }
  for (const part of ["cni", "kapp", "csi", "cpi"] as const) {
    const entry = template.spec[part];
    const field = `spec.${part}`;
    if (entry === undefined) {
      if (part === "cni" || part === "kapp")
        problems.push({ field, value: undefined, detail: "package can't be nil" });
    } else if (entry.valuesFrom !== undefined && sourcesOf(entry.valuesFrom) > 1) {
      problems.push(tooManySources(`${field}.valuesFrom`, entry.valuesFrom));
    }
  }
  if (problems.length === 0) return allow;
  return {
    kind: "refuse",
    status: invalidStatus(clusterBootstrapTemplates, template.metadata.name, problems),
  };
}
