/**
 * How one API server is reached: what a self-contained kubeconfig of a sandbox holds, with inline certificates. A class of
 * @kubernetes/client-node would do the same, but its module loads every API group: more than a second of a core, in each
 * process that talks to a sandbox.
 */
import { readFileSync } from "node:fs";
import https from "node:https";
import { load } from "js-yaml";
import * as z from "zod";

/** PEM texts. */
export interface ApiAccess {
  /** e.g. "https://127.66.3.2:6443" */
  readonly server: string;
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

const base64 = z.base64().transform((text) => Buffer.from(text, "base64").toString("utf8"));
const named = z.object({ name: z.string() });

const kubeconfigSchema = z.object({
  "current-context": z.string(),
  contexts: z.array(named.extend({ context: z.object({ cluster: z.string(), user: z.string() }) })),
  clusters: z.array(
    named.extend({ cluster: z.object({ server: z.url(), "certificate-authority-data": base64 }) }),
  ),
  users: z.array(
    named.extend({
      user: z.object({ "client-certificate-data": base64, "client-key-data": base64 }),
    }),
  ),
});

/** @throws Error for a kubeconfig that is not self-contained, or that lacks what its current context names */
export function accessOf(kubeconfig: string): ApiAccess {
  const read = kubeconfigSchema.parse(load(kubeconfig));
  const { context } = entry("context", read.contexts, read["current-context"]);
  const { cluster } = entry("cluster", read.clusters, context.cluster);
  const { user } = entry("user", read.users, context.user);
  return {
    server: cluster.server,
    ca: cluster["certificate-authority-data"],
    certificate: user["client-certificate-data"],
    key: user["client-key-data"],
  };
}

/** The same of a file. */
export const accessOfFile = (path: string): ApiAccess => accessOf(readFileSync(path, "utf8"));

/** Connections that are kept alive, with the identity of the access. */
export const agentOf = ({ ca, certificate, key }: ApiAccess): https.Agent =>
  new https.Agent({ keepAlive: true, maxFreeSockets: 8, ca, cert: certificate, key });

function entry<T extends { readonly name: string }>(kind: string, all: readonly T[], name: string): T {
  const found = all.find((one) => one.name === name);
  if (!found) throw new Error(`the kubeconfig has no ${kind} "${name}"`);
  return found;
}
