// The audit log of the management cluster's API server: what service accounts requested, and what it answered. The
// administrator and the controllers are not in it, which have certificates.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { dump } from "js-yaml";

/** One JSON object a line (audit.k8s.io/v1 Event, without bodies). */
export const auditLogFile = (directory: string): string => join(directory, "audit.jsonl");

/** Writes the policy. @returns flags of the API server */
export function auditFlags(directory: string): readonly string[] {
  const file = join(directory, "audit-policy.yaml");
  const policy = {
    apiVersion: "audit.k8s.io/v1",
    kind: "Policy",
    omitStages: ["RequestReceived"],
    rules: [{ level: "Metadata", userGroups: ["system:serviceaccounts"] }, { level: "None" }],
  };
  writeFileSync(file, dump(policy));
  return [`--audit-policy-file=${file}`, `--audit-log-path=${auditLogFile(directory)}`];
}
