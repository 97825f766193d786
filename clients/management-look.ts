/**
 * The management cluster for one look around: what several checks ask is asked once. Not for waits, which ask the same
 * until the answer is another.
 */
import type { LiveObject } from "./live-object.js";
import { ManagementCluster } from "./management-cluster.js";

export class ManagementLook extends ManagementCluster {
  readonly #asked = new Map<string, Promise<unknown>>();
  /** Every object of a kind, by the resource that was listed. */
  readonly #listed = new Map<string, Promise<readonly LiveObject[]>>();

  override get(kind: string, name: string, namespace?: string): Promise<LiveObject | undefined> {
    return this.#once(["get", kind, name, namespace], async () => {
      const listed = await this.#listed.get(kind);
      if (!listed) return super.get(kind, name, namespace);
      const isIt = ({ metadata }: LiveObject) =>
        metadata.name === name && (namespace === undefined || metadata.namespace === namespace);
      return listed.find(isIt);
    });
  }

  override getAll(references: readonly string[], namespace: string): Promise<readonly LiveObject[]> {
    return this.#once(["all", ...references, namespace], () => super.getAll(references, namespace));
  }

  override list(kind: string, selector?: string, namespace?: string): Promise<readonly LiveObject[]> {
    return this.#once(["list", kind, selector, namespace], () => super.list(kind, selector, namespace));
  }

  /** What it answers need not be asked kind by kind any more. */
  override listKinds<K extends string>(
    resources: Readonly<Record<K, string>>,
  ): Promise<Readonly<Record<K, readonly LiveObject[]>>> {
    const all = super.listKinds(resources);
    for (const [kind, resource] of Object.entries(resources) as [K, string][]) {
      const ofKind = this.#once(["list", resource, undefined, undefined], async () => (await all)[kind]);
      // Avoid an unhandled rejection; callers still see the error.
      ofKind.catch(() => undefined);
      this.#listed.set(resource, ofKind);
    }
    return all;
  }

  #once<T>(question: readonly (string | undefined)[], ask: () => Promise<T>): Promise<T> {
    const key = JSON.stringify(question);
    const known = this.#asked.get(key) as Promise<T> | undefined;
    if (known) return known;
    const answer = ask();
    this.#asked.set(key, answer);
    return answer;
  }
}
