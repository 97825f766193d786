/* * The part of the TKr source controller that users handle: its Deployment and the configuration that it reads at start.
 *
 * Nothing runs pods here, so the Deployment is an object that behaves like one: a change of its pod template
 * (as by `kubectl rollout restart`) makes the stand-in reload the CAs of ConfigMap `tkr-controller-config`,
 * and its status then reports a completed rollout. As in the real controller, a changed ConfigMap alone has
 * no effect.
 */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { isConflict } from "./runtime/kube-error.js";
import type { KubeObject } from "./runtime/objects.js";
import { configMaps, resource } from "./runtime/resources.js";
import type { StandInContext } from "./stand-in.js";

interface Deployment extends KubeObject {
  spec?: Readonly<Record<string, unknown>>;
  status?: { readonly observedGeneration?: number };
}

const deployments = resource<Deployment>("apps/v1", "Deployment", "deployments");
const key = { namespace: "tkg-system", name: "tkr-source-controller-manager" };
const labels = { app: key.name };

/**
 * File with the CAs that the controller trusts in addition to those of the system, as it read them when it
 * started.
 */
export function authoritiesFile(directory: string): string {
  return path.join(directory, "tkr-source-authorities.pem");
}

/** Reads the authorities, makes the Deployment, and reads them again at each restart of it. */
export async function startDeployment(context: StandInContext): Promise<void> {
  const { client, informer, log } = context;
  await readAuthorities(context);
  await client
    .create<Deployment>(deployments, {
      apiVersion: "apps/v1",
      kind: deployments.kind,
      metadata: { ...key, annotations: { "tkg-edge-sandbox": "a stand-in: no pods" } },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: "manager", image: "stand-in" }] } },
      },
    })
    .catch((error: unknown) => {
      if (!isConflict(error)) throw error;
    });
  informer(deployments, { namespace: key.namespace }).onChange(({ type, object }) => {
    if (type === "delete" || object.metadata.name !== key.name) return;
    const { generation } = object.metadata;
    if (generation === undefined || object.status?.observedGeneration === generation) return;
    restart(context, object, generation).catch((error: unknown) => {
      log(`restart failed: ${error instanceof Error ? error.message : String(error)}`);
    });
  });
}

async function restart(context: StandInContext, object: Deployment, generation: number): Promise<void> {
  await readAuthorities(context);
  const status = {
    observedGeneration: generation,
    replicas: 1,
    updatedReplicas: 1,
    readyReplicas: 1,
    availableReplicas: 1,
    conditions: ["Available", "Progressing"].map((type) => ({ type, status: "True" })),
  };
  await context.client.patch(deployments, object, { ...object, status }, { subresource: "status" });
  context.log(`Deployment ${key.name} is rolled out, generation ${generation}`);
}

async function readAuthorities({ client, sandbox }: StandInContext): Promise<void> {
  const config = await client.get(configMaps, { namespace: key.namespace, name: "tkr-controller-config" });
  await writeFile(authoritiesFile(sandbox.directory), config?.data?.caCerts ?? "");
}
