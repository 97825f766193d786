/**
 * Runs stand-ins: gives each its context, waits until all work, serves their webhooks and registers them.
 *
 * In: the stand-ins and the record of the sandbox. Out: an HTTPS server at `<block>.6:9443` whose /healthz answers 200
 * once every stand-in has started and every webhook is registered.
 */
import { setMaxListeners } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { StandInFiles } from "./record.js";
import { serveAdmission, type Mounted } from "./runtime/admission-server.js";
import { accessOfFile } from "./runtime/api-access.js";
import { readFaults } from "./runtime/faults.js";
import { Informer } from "./runtime/informer.js";
import { KubeClient, type Scope } from "./runtime/kube-client.js";
import type { KubeObject } from "./runtime/objects.js";
import { registerWebhooks } from "./runtime/registration.js";
import { apiVersionOf, type Resource } from "./runtime/resources.js";
import type { StandIn, StandInContext } from "./stand-in.js";

/** Port of the webhooks, at `<block>.6`. */
export const webhookPort = 9443;

/**
 * Starts the stand-ins; resolves when all of them work and their webhooks are registered. The signal ends them.
 * @throws Error when one of them cannot start.
 */
export async function runStandIns(
  standIns: readonly StandIn[],
  files: StandInFiles,
  signal: AbortSignal,
): Promise<void> {
  const { record } = files;
  // Every request and every loop of the process listens to it.
  setMaxListeners(0, signal);
  const log = (name: string) => (message: string) => {
    console.log(`${new Date().toISOString()} ${name}: ${message.replaceAll("\n", " | ")}`);
  };
  const access = accessOfFile(files.kubeconfig);
  const informer = sharedInformers(new KubeClient(access, "stand-ins"), signal, log("stand-ins"));
  const mounted: Mounted[] = [];
  const starting = standIns.map(async (standIn) => {
    const context: StandInContext = {
      client: new KubeClient(access, standIn.name.replace(":", "-")),
      sandbox: record,
      informer,
      log: log(standIn.name),
      faults: () => readFaults(record.directory),
      signal,
    };
    await standIn.start(context);
    mounted.push(...(standIn.webhooks ?? []).map((webhook) => ({ webhook, context })));
    context.log(`stands in for ${standIn.standsInFor}`);
  });
  await Promise.all(starting);
  let registered = false;
  const pki = path.join(record.directory, "pki");
  const host = `${record.block}.6`;
  const server = await serveAdmission({
    host,
    port: webhookPort,
    certificateFile: path.join(pki, "webhooks.crt"),
    keyFile: path.join(pki, "webhooks.key"),
    mounted,
    healthy: () => registered,
  });
  signal.addEventListener("abort", () => {
    server.close();
    server.closeAllConnections();
  });
  const webhooks = mounted.map(({ webhook }) => webhook);
  await registerWebhooks(new KubeClient(access, "stand-ins"), webhooks, {
    baseUrl: `https://${host}:${webhookPort}`,
    caBundle: readFileSync(path.join(record.directory, "ca.pem"), "utf8"),
  });
  registered = true;
  log("stand-ins")(
    `${standIns.length} stand-ins work, ${webhooks.length} webhooks at ${host}:${webhookPort}`,
  );
}

function sharedInformers(
  client: KubeClient,
  signal: AbortSignal,
  log: (message: string) => void,
): StandInContext["informer"] {
  const informers = new Map<string, unknown>();
  return <T extends KubeObject>(kind: Resource<T>, scope: Scope = {}): Informer<T> => {
    const id = `${kind.plural}.${apiVersionOf(kind)} ${scope.namespace ?? ""}/${scope.name ?? ""}`;
    const known = informers.get(id);
    if (known !== undefined) return known as Informer<T>;
    const informer = new Informer(client, kind, scope, signal, log);
    informers.set(id, informer);
    return informer;
  };
}
