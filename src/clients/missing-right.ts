/** Rights on the management cluster: the API server's refusals, and its answers to what a login may do. */

/** RBAC's refusal; admission has other words. */
const refusal = /is forbidden: User "[^"]*" cannot \w+ resource/;

/** Whether the API server refused a request for want of a right, which its words name. */
export const isMissingRight = (words: string): boolean => refusal.test(words);

/** Where to get it: the words name the right themselves. */
const remedy =
  'Expected: a login with this right. "tkg-edge permissions" prints the roles that each kind of stack needs (docs/permissions.md)';

export const withRemedy = (words: string): string =>
  isMissingRight(words) ? `${words.replace(/\.$/, "")}. ${remedy}` : words;

/** What a login may do, or may not. */
export interface AccessQuestion {
  readonly verb: string;
  /** API group; "" is the core API. */
  readonly group: string;
  readonly resource: string;
  /** @default - all namespaces, or a resource that is in none */
  readonly namespace?: string | undefined;
  /** @default - every object */
  readonly name?: string | undefined;
}

/** The object with which the API server is asked; nothing of it is stored. */
export const reviewOf = ({ verb, group, resource, namespace, name }: AccessQuestion): object => ({
  apiVersion: "authorization.k8s.io/v1",
  kind: "SelfSubjectAccessReview",
  spec: { resourceAttributes: { verb, group, resource, namespace, name } },
});
