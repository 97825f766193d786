// Creates objects in the management cluster of a sandbox that is starting.
import { setTimeout as delay } from "node:timers/promises";
import { isConflict, isNotFound, type KubeClient, KubeError } from "./stand-ins/runtime/kube-client.js";
import type { Manifest } from "./vendor-objects.js";

const pollMilliseconds = 100;
const servedWithinMilliseconds = 30_000;

/** The API path of a kind, or of an object of it. */
export function apiPath(object: Manifest, withName: boolean): string {
  const root = object.apiVersion.includes("/") ? `/apis/${object.apiVersion}` : `/api/${object.apiVersion}`;
  const { namespace, name } = object.metadata;
  const scope = namespace === undefined ? "" : `/namespaces/${namespace}`;
  return `${root}${scope}/${plural(object.kind)}${withName ? `/${encodeURIComponent(name)}` : ""}`;
}

/** The resource name of a kind: true for every kind that a sandbox creates. */
function plural(kind: string): string {
  const lower = kind.toLowerCase();
  return lower.endsWith("s") ? `${lower}es` : lower.endsWith("y") ? `${lower.slice(0, -1)}ies` : `${lower}s`;
}

/**
 * Creates objects side by side; one that is there already stays as it is. A kind that is not served yet is waited for:
 * a definition is established a moment before the API server answers for it, and its storage opens at the first request.
 */
export async function createAll(client: KubeClient, objects: readonly Manifest[]): Promise<void> {
  await Promise.all(
    objects.map((object) =>
      whenServed(async () => {
        try {
          await client.request("POST", apiPath(object, false), { body: object });
        } catch (error) {
          if (!isConflict(error)) throw error;
        }
      }),
    ),
  );
}

/**
 * Applies objects server-side.
 * @param fieldManager Who owns their fields from then on.
 */
export async function applyAll(
  client: KubeClient,
  objects: readonly Manifest[],
  fieldManager: string,
): Promise<void> {
  await Promise.all(
    objects.map((object) =>
      whenServed(() =>
        client.request("PATCH", apiPath(object, true), {
          body: object,
          contentType: "application/apply-patch+yaml",
          query: { fieldManager, force: "true" },
        }),
      ),
    ),
  );
}

async function whenServed(action: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + servedWithinMilliseconds;
  for (;;) {
    try {
      await action();
      return;
    } catch (error) {
      const opening = isNotFound(error) || (error instanceof KubeError && error.code === 429);
      if (!opening || Date.now() > deadline) throw error;
    }
    await delay(pollMilliseconds);
  }
}

interface Conditioned {
  readonly metadata: { readonly name: string };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/**
 * Waits until a condition is True on each of the named objects of a kind.
 * @param path of the list, e.g. "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
 * @throws Error naming those that are not there in time.
 */
export async function waitForCondition(
  client: KubeClient,
  path: string,
  names: readonly string[],
  condition: string,
  seconds = 60,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const { items } = (await client.request("GET", path)) as { items: Conditioned[] };
    const fulfilled = new Set(
      items
        .filter((item) =>
          item.status?.conditions?.some(({ type, status }) => type === condition && status === "True"),
        )
        .map((item) => item.metadata.name),
    );
    const waiting = names.filter((name) => !fulfilled.has(name));
    if (waiting.length === 0) return;
    if (Date.now() > deadline) throw new Error(`not ${condition} within ${seconds} s: ${waiting.join(", ")}`);
    await delay(pollMilliseconds);
  }
}
