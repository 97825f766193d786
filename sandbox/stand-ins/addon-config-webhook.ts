/**
 * Stands in for the addons manager's admission of add-on configs: rules among AntreaConfig's fields, and which of them
 * may not change. A CalicoConfig is never refused.
 */
import { isRecord, sameJson } from "./runtime/objects.js";
import { allow, type AdmissionAnswer, type AdmissionRequest, type StandIn } from "./stand-in.js";
import { invalidStatus, type Verbatim } from "./tkg/invalid.js";

const group = "cni.tanzu.vmware.com";

const rule = (plural: string) => ({
  apiGroups: [group],
  apiVersions: ["v1alpha1"],
  operations: ["CREATE", "UPDATE"] as const,
  resources: [plural],
});

export const addonConfigWebhook: StandIn = {
  name: "stand-in:addon-config-webhook",
  standsInFor: "tanzu-addons-manager of TKG 2.2.0 (admission of AntreaConfig and CalicoConfig)",
  start: () => Promise.resolve(),
  webhooks: [
    {
      type: "validating",
      configuration: "tkg-cni-validating-webhook-configuration",
      name: "antreaconfig.validating.vmware.com",
      path: "/validate-cni-tanzu-vmware-com-v1alpha1-antreaconfig",
      rules: [rule("antreaconfigs")],
      timeoutSeconds: 30,
      handle: validateAntreaConfig,
    },
    {
      type: "validating",
      configuration: "tkg-cni-validating-webhook-configuration",
      name: "calicoconfig.validating.vmware.com",
      path: "/validate-cni-tanzu-vmware-com-v1alpha1-calicoconfig",
      rules: [rule("calicoconfigs")],
      timeoutSeconds: 30,
      handle: () => allow,
    },
  ],
};

/** Fields that cannot change, by path below `spec`. */
const immutable = [
  "antrea.config.noSNAT",
  "antrea.config.disableUdpTunnelOffload",
  "antreaNsx.enable",
  "antrea.config.tlsCipherSuites",
  "antrea.config.trafficEncapMode",
] as const;

function validateAntreaConfig(request: AdmissionRequest): AdmissionAnswer {
  const read = (object: unknown, path: string): unknown =>
    path.split(".").reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), object);
  const { spec } = request.object;
  const problems: Verbatim[] = [];
  const refuse = (path: string, detail: string): void => {
    problems.push({ field: `spec.${path}`, verbatim: printValue(read(spec, path)), detail });
  };
  if (request.operation === "UPDATE" && request.oldObject) {
    for (const path of immutable) {
      if (!sameJson(read(request.oldObject.spec, path), read(spec, path))) refuse(path, "field is immutable");
    }
  } else {
    const gates = "antrea.config.featureGates";
    if (read(spec, `${gates}.AntreaProxy`) === false && read(spec, `${gates}.EndpointSlice`) === true) {
      refuse(`${gates}.EndpointSlice`, "field cannot be enabled if AntreaProxy is disabled");
    }
    const mode = read(spec, "antrea.config.trafficEncapMode");
    if (read(spec, "antrea.config.noSNAT") === true && (mode === "encap" || mode === "hybrid")) {
      refuse("antrea.config.noSNAT", "field must be disabled for encap and hybrid mode");
    }
  }
  if (problems.length === 0) return allow;
  const status = invalidStatus({ group, kind: "AntreaConfig" }, request.object.metadata.name, problems);
  return { kind: "refuse", status };
}

function printValue(value: unknown): string {
  return typeof value === "boolean"
    ? String(value)
    : JSON.stringify(typeof value === "string" ? value : "null");
}
