/** Labels and annotations that a user gives to objects of a cluster. TKG, Cluster API and this program have their own. */
import * as z from "zod";
import { isLabelValue, isQualifiedName } from "./kubernetes-names.js";

const vendors = /^([a-z0-9-]+\.)*(tanzu\.vmware\.com|tkg\.vmware\.com)\//;
const upstream = /^([a-z0-9-]+[.-])*(kubernetes\.io|k8s\.io)\//;
const engine = /^([a-z0-9-]+\.)*pulumi\.com\//;

/** Prefix of the recommended labels of Kubernetes, which are meant for users. */
const forUsers = "app.kubernetes.io/";
const own = "tkg-edge/";

/** @returns who writes a label or annotation; undefined for one that users may write */
export function ownerOfKey(key: string): string | undefined {
  if (key.startsWith(forUsers)) return undefined;
  if (key.startsWith(own)) return "tkg-edge";
  if (
    vendors.test(key) ||
    /^(osInfo|tkg\/plan|TKGOperationInfo|TKGOperationLastObservedTimestamp)$/.test(key)
  )
    return "TKG";
  if (upstream.test(key)) return "Kubernetes and Cluster API";
  return engine.test(key) ? "Pulumi" : undefined;
}

const keyExpectation =
  'a key of up to 63 letters, digits, ".", "_" or "-", with a DNS name and "/" before it if need be';

const texts = z.record(z.string(), z.string({ error: "a text; quote numbers and booleans" }), {
  error: "a mapping of keys to texts",
});

function keyProblem(key: string): string | undefined {
  if (key === "osInfo" || key.startsWith("tkg/") || key.startsWith(own) || isQualifiedName(key)) {
    const owner = ownerOfKey(key);
    return owner === undefined ? undefined : `another key: ${owner} writes this one itself`;
  }
  return keyExpectation;
}

export const userLabels = texts.superRefine((labels, context) => {
  for (const [key, value] of Object.entries(labels)) {
    const message =
      keyProblem(key) ??
      (isLabelValue(value) ? undefined : 'a label value: up to 63 letters, digits, ".", "_" or "-"');
    if (message !== undefined) context.addIssue({ code: "custom", path: [key], message });
  }
});

/** Kubernetes takes 256 KiB of annotations on an object; the program's own need a part of it. */
const largestAnnotations = 200 * 1024;

export const userAnnotations = texts.superRefine((annotations, context) => {
  for (const key of Object.keys(annotations)) {
    const message = keyProblem(key);
    if (message !== undefined) context.addIssue({ code: "custom", path: [key], message });
  }
  if (Buffer.byteLength(JSON.stringify(annotations)) > largestAnnotations) {
    context.addIssue({
      code: "custom",
      message: `annotations of at most ${largestAnnotations / 1024} KiB in all`,
    });
  }
});
