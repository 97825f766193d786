/** What a service account requested of the management cluster, from the audit log, beside the rights that it was given. */
import { readFileSync } from "node:fs";
import { auditLogFile } from "../../../sandbox/audit-log.js";
import type { Sandbox } from "../../../sandbox/sandbox.js";
import { accessesOf, textOf, type Access } from "../../../src/permissions/access.js";
import type { Right } from "../../../src/permissions/right.js";

/** A request for a resource. */
export interface Request {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly isRefused: boolean;
}

interface AuditEvent {
  readonly verb: string;
  readonly user: { readonly username: string };
  readonly objectRef?: {
    readonly apiGroup?: string;
    readonly resource: string;
    readonly subresource?: string;
    readonly namespace?: string;
    readonly name?: string;
  };
  readonly responseStatus?: { readonly code?: number };
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Every user may ask what it may do. */
const ofEverybody = "authorization.k8s.io";

/** @param user such as `system:serviceaccount:edge:tkg-edge-site` */
export function requestsOf({ directory }: Sandbox, user: string): readonly Request[] {
  const lines = readFileSync(auditLogFile(directory), "utf8").split("\n").filter(Boolean);
  return lines
    .map((line) => JSON.parse(line) as AuditEvent)
    .filter(({ user: { username } }) => username === user)
    .flatMap(({ verb, objectRef, responseStatus, annotations }): Request[] => {
      if (!objectRef || objectRef.apiGroup === ofEverybody) return [];
      const { apiGroup: group = "", resource, subresource, name } = objectRef;
      // A namespace is in none, but for the log.
      const namespace = resource === "namespaces" ? undefined : objectRef.namespace;
      const what = subresource === undefined ? resource : `${resource}/${subresource}`;
      // Admission refuses with 403 too, and then the right was there.
      const isRefused = annotations?.["authorization.k8s.io/decision"] === "forbid";
      // kubectl looks for the namespace of what it did not find, and takes a refusal for an answer.
      if (isRefused && verb === "get" && resource === "namespaces") return [];
      const request = { verb, group, resource: what, namespace, name, isRefused };
      // A server-side apply of what was not there is a create as well, which has no event of its own.
      const isCreated = verb === "patch" && responseStatus?.code === 201;
      return isCreated ? [request, { ...request, verb: "create" }] : [request];
    });
}

const isOf = (access: Access, { verb, group, resource, name }: Request): boolean =>
  access.verb === verb &&
  access.group === group &&
  access.resource === resource &&
  (access.name === undefined || access.name === name);

/** Requests that none of the rights allows, each once, in words. */
export function uncovered(
  requests: readonly Request[],
  rights: readonly Right[],
  site: string,
): readonly string[] {
  const granted = accessesOf(rights, site);
  const bare = requests.filter(
    (request) =>
      !granted.some(
        (access) =>
          isOf(access, request) && (access.namespace === undefined || access.namespace === request.namespace),
      ),
  );
  return each(bare.map((request) => textOf(request as Access)));
}

/** Rights that no request used just as wide as they are, but for the rare ones, in words. */
export function unused(
  requests: readonly Request[],
  rights: readonly Right[],
  site: string,
): readonly string[] {
  const expected = accessesOf(
    rights.filter(({ isRare }) => isRare !== true),
    site,
  );
  return each(
    expected
      .filter(
        (access) =>
          !requests.some((request) => isOf(access, request) && access.namespace === request.namespace),
      )
      .map(textOf),
  );
}

export const refused = (requests: readonly Request[]): readonly string[] =>
  each(requests.filter(({ isRefused }) => isRefused).map((request) => textOf(request as Access)));

const each = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();
