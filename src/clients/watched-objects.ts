/** Objects of one namespace, watched through kubectl, for a wait that would otherwise poll. */
import { readChange, type LiveObject } from "./live-object.js";
import type { ManagementCluster } from "./management-cluster.js";
import type { ToolStream } from "./tool.js";

export interface Reference {
  /** As in its object: `Cluster`. */
  readonly kind: string;
  /** As kubectl takes it: `clusters.cluster.x-k8s.io`. */
  readonly resource: string;
  readonly name: string;
}

interface Followed {
  readonly stream: ToolStream;
  object: LiveObject | undefined;
}

export class WatchedObjects {
  readonly #followed = new Map<string, Followed>();
  #wake: () => void = () => undefined;
  #changed = false;

  constructor(
    private readonly cluster: Pick<ManagementCluster, "getAll" | "watch">,
    private readonly namespace: string,
  ) {}

  /**
   * The API is read where something is not followed yet, or no longer: a watch ends after half a minute, and when the
   * API goes down.
   * @returns those that exist
   * @throws UserError when the API is read and does not answer
   */
  async getAll(references: readonly Reference[]): Promise<readonly LiveObject[]> {
    const followed = references.map((reference) => this.#followed.get(key(reference)));
    if (followed.every((one) => one !== undefined))
      return followed.flatMap(({ object }) => (object ? [object] : []));
    const names = references.map(({ resource, name }) => `${resource}/${name}`);
    const objects = await this.cluster.getAll(names, this.namespace);
    for (const reference of references) {
      const object = objects.find(
        ({ kind, metadata }) => kind === reference.kind && metadata.name === reference.name,
      );
      this.#follow(reference, object);
    }
    return objects;
  }

  /** Settles at the next change, or at once when there was one since the last call. */
  async changed(): Promise<void> {
    if (!this.#changed) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#changed = false;
  }

  /** Ends what is still followed. */
  close(): void {
    for (const { stream } of this.#followed.values()) stream.end();
    this.#followed.clear();
  }

  #follow(reference: Reference, object: LiveObject | undefined): void {
    const at = key(reference);
    if (this.#followed.has(at)) return;
    const stream = this.cluster.watch(reference.resource, reference.name, this.namespace);
    const followed: Followed = { stream, object };
    this.#followed.set(at, followed);
    const over = (): void => {
      stream.end();
      if (this.#followed.get(at) === followed) this.#followed.delete(at);
    };
    // Also after an error of the watch, or a line that was cut short. Nobody is woken: what is refused would be begun again
    // without a pause.
    this.#read(followed).then(over, over);
  }

  async #read(followed: Followed): Promise<void> {
    for await (const line of followed.stream.lines) {
      const { type, object } = readChange(line);
      if (type === "ERROR") return;
      followed.object = object;
      this.#notify();
    }
  }

  #notify(): void {
    this.#changed = true;
    this.#wake();
  }
}

const key = ({ resource, name }: Reference): string => `${resource}/${name}`;
