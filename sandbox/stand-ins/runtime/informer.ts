/**
 * A list-and-watch cache of all objects of one kind, with events that carry the old and the new object.
 *
 * The informer of @kubernetes/client-node hands out no old object and stops at the first error; controllers here need
 * both the old one ("did the generation change?") and to live through a restart of the API server.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { KubeClient, Scope, WatchEvent } from "./kube-client.js";
import { KubeError } from "./kube-error.js";
import { isRecord, keyOf, keyText, type KubeObject, type ObjectKey } from "./objects.js";
import { apiVersionOf, type Resource } from "./resources.js";

/** What happened to an object. `old` is missing on "add"; `object` is the last known state on "delete". */
export interface Change<T> {
  readonly type: "add" | "update" | "delete";
  readonly object: T;
  readonly old?: T;
}

type Handler<T> = (change: Change<T>) => void;

const retryMilliseconds = 1000;

export class Informer<T extends KubeObject> {
  private readonly cache = new Map<string, T>();
  private readonly handlers: Handler<T>[] = [];
  private readonly ready: Promise<void>;
  private markReady: () => void = () => undefined;
  private readonly running: Promise<void>;

  /** Starts at once and runs until the signal fires. */
  constructor(
    private readonly client: KubeClient,
    private readonly kind: Resource<T>,
    private readonly scope: Scope,
    private readonly signal: AbortSignal,
    private readonly log: (message: string) => void,
  ) {
    this.ready = new Promise((resolve) => {
      this.markReady = resolve;
    });
    this.running = this.run();
  }

  /** Resolves when the first list is in. */
  async synced(): Promise<void> {
    await Promise.race([this.ready, this.running]);
  }

  get(key: ObjectKey): T | undefined {
    return this.cache.get(keyText(key));
  }

  /** All cached objects. They are shared: copy before changing one. */
  list(): T[] {
    return [...this.cache.values()];
  }

  /** Calls the handler for every object there is (as "add") and for every change from now on. */
  onChange(handler: Handler<T>): void {
    this.handlers.push(handler);
    for (const object of this.cache.values()) handler({ type: "add", object });
  }

  private async run(): Promise<void> {
    let resourceVersion = "";
    while (!this.signal.aborted) {
      try {
        if (resourceVersion === "") {
          const list = await this.client.list(this.kind, this.scope);
          this.replaceAll(list.items);
          resourceVersion = list.resourceVersion;
          this.markReady();
        }
        await this.client.watch(this.kind, this.scope, resourceVersion, this.signal, (event) => {
          resourceVersion = this.take(event, resourceVersion);
        });
      } catch (error) {
        if (hasAborted(this.signal)) return;
        // "Gone" and everything else alike: list again. An unreachable server is tried once a second.
        resourceVersion = "";
        if (error instanceof KubeError && error.code === 410) continue;
        this.log(
          `watching ${this.kind.plural}: ${error instanceof Error ? error.message : String(error)}; trying again`,
        );
        await sleep(retryMilliseconds, undefined, { signal: this.signal }).catch(() => undefined);
      }
    }
  }

  /** Takes one watch event into the cache; gives the version to go on from. */
  private take(event: WatchEvent<T>, current: string): string {
    if (event.type === "ERROR") {
      const status = event.object as unknown;
      const code = isRecord(status) && typeof status.code === "number" ? status.code : 500;
      throw new KubeError(code, isRecord(status) ? status : {}, `watch ${this.kind.plural}`);
    }
    const version = event.object.metadata.resourceVersion ?? current;
    if (event.type !== "BOOKMARK") {
      const key = keyText(keyOf(event.object));
      const old = this.cache.get(key);
      if (event.type === "DELETED") {
        this.cache.delete(key);
        this.emit({ type: "delete", object: event.object, ...(old && { old }) });
      } else this.store(event.object);
    }
    return version;
  }

  private replaceAll(items: readonly T[]): void {
    const gone = new Map(this.cache);
    for (const item of items) {
      gone.delete(keyText(keyOf(item)));
      this.store({ ...item, apiVersion: apiVersionOf(this.kind), kind: this.kind.kind });
    }
    for (const [key, object] of gone) {
      this.cache.delete(key);
      this.emit({ type: "delete", object, old: object });
    }
  }

  private store(object: T): void {
    // Nobody reads managedFields, and they are half of the memory.
    delete object.metadata.managedFields;
    const key = keyText(keyOf(object));
    const old = this.cache.get(key);
    if (
      old?.metadata.resourceVersion === object.metadata.resourceVersion &&
      old?.metadata.uid === object.metadata.uid
    ) {
      return;
    }
    this.cache.set(key, object);
    this.emit(old === undefined ? { type: "add", object } : { type: "update", object, old });
  }

  private emit(change: Change<T>): void {
    for (const handler of this.handlers) handler(change);
  }
}

/** A function, because the compiler takes the loop's condition for lasting. */
function hasAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
