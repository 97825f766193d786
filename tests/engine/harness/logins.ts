/** Logins with the rights that `tkg-edge permissions` prints, or with one of them less. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { run } from "../../../src/cli/tkg-edge.js";
import { textOf, type Access } from "../../../src/permissions/access.js";
import type { RbacObject, Rule } from "../../../src/permissions/rbac-objects.js";
import type { Purpose } from "../../../src/permissions/right.js";
import type { LiveApis } from "./live-apis.js";
import type { SandboxOfFile } from "./sandbox-of-file.js";
import { eventually } from "./wait.js";
import { wayInto, writeWayIn } from "./ways-in.js";

export interface Login {
  readonly kubeconfig: string;
  /** As the API server knows it. */
  readonly user: string;
}

/** What the command prints. */
async function printed(args: readonly string[]): Promise<string> {
  let out = "";
  const terminal = { out: (text: string) => void (out += text), err: (text: string) => assert.fail(text) };
  const pulumi = () => Promise.reject(new Error("pulumi was called"));
  assert.equal(await run(["permissions", ...args], { terminal, pulumi, version: "0.0.0" }), 0);
  return out;
}

/** The service account of a purpose, with exactly the rights that the command prints for it. */
export async function loginFor(
  file: SandboxOfFile,
  apis: LiveApis,
  purpose: Purpose,
  namespace: string,
): Promise<Login> {
  const manifests = await printed(["--for", purpose, "--namespace", namespace]);
  await apis.kubectl(["apply", "-f", "-"], { input: manifests });
  return loggedIn(file, apis, `tkg-edge-${purpose}`, namespace);
}

/** The same with one right less, under names of its own. */
export async function loginWithout(
  file: SandboxOfFile,
  apis: LiveApis,
  purpose: Purpose,
  namespace: string,
  less: Access,
): Promise<Login> {
  const json = await printed(["--for", purpose, "--namespace", namespace, "--json"]);
  const { objects } = JSON.parse(json) as { readonly objects: readonly RbacObject[] };
  const ending = ["less", less.verb, less.resource, less.namespace ?? "all", less.name ?? "", "x"]
    .join("-")
    .replaceAll(".", "-");
  let taken = 0;
  const changed = objects.map((object) => {
    const { metadata, rules, roleRef, subjects } = object;
    const isThere = object.kind.endsWith("Role") && metadata.namespace === less.namespace;
    const named = { ...metadata, name: `${metadata.name}-${ending}` };
    return {
      ...{ ...object, metadata: named },
      ...(rules && {
        rules: rules.flatMap((rule) => {
          const left = isThere ? withoutAccess(rule, less) : [rule];
          if (left.length !== 1 || left[0] !== rule) taken += 1;
          return left;
        }),
      }),
      ...(roleRef && { roleRef: { ...roleRef, name: `${roleRef.name}-${ending}` } }),
      ...(subjects && { subjects: subjects.map((one) => ({ ...one, name: `${one.name ?? ""}-${ending}` })) }),
    };
  });
  assert.ok(taken > 0, `no rule gives: ${textOf(less)}`);
  await apis.kubectl(["apply", "-f", "-"], {
    input: JSON.stringify({ apiVersion: "v1", kind: "List", items: changed }),
  });
  const probe = less.resource === "osimages" ? "namespaces" : undefined;
  return loggedIn(file, apis, `tkg-edge-${purpose}-${ending}`, namespace, probe);
}

/** A rule as several, none of which gives the access. */
export function withoutAccess(rule: Rule, { verb, group, resource, name }: Access): readonly Rule[] {
  const { resources, verbs, resourceNames } = rule;
  const isThere = rule.apiGroups.includes(group) && resources.includes(resource) && verbs.includes(verb);
  if (!isThere || (name !== undefined && resourceNames?.includes(name) === false)) return [rule];
  const others = resources.filter((one) => one !== resource);
  const otherVerbs = verbs.filter((one) => one !== verb);
  const otherNames = name === undefined ? [] : (resourceNames ?? []).filter((one) => one !== name);
  return [
    ...(others.length > 0 ? [{ ...rule, resources: others }] : []),
    ...(otherVerbs.length > 0 ? [{ ...rule, resources: [resource], verbs: otherVerbs }] : []),
    ...(otherNames.length > 0
      ? [{ ...rule, resources: [resource], verbs: [verb], resourceNames: otherNames }]
      : []),
  ];
}

/** The API server's authorizer sees new bindings a moment later. @param probe what it may list then */
async function loggedIn(
  { sandbox, directory }: SandboxOfFile,
  apis: LiveApis,
  account: string,
  namespace: string,
  probe = "osimages.run.tanzu.vmware.com",
): Promise<Login> {
  const token = (await apis.kubectl(["create", "token", account, "--namespace", namespace])).trim();
  const kubeconfig = join(directory, `login-${account}`);
  writeWayIn(kubeconfig, { ...wayInto(sandbox), user: { token } });
  await eventually(`the rights of ${account}`, async () => {
    // It prints "no", and ends with an error, while there is none.
    const asked = apis.kubectl(["auth", "can-i", "list", probe, "--all-namespaces"], {
      kubeconfig,
    });
    return asked.then(
      (answer) => answer.trim() === "yes",
      () => false,
    );
  });
  return { kubeconfig, user: `system:serviceaccount:${namespace}:${account}` };
}
